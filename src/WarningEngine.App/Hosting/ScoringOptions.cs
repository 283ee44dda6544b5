using WarningEngine.App.Patterns;

namespace WarningEngine.App.Hosting;

/// <summary>How legs are scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>Folder of the pattern files.</summary>
    public string Patterns { get; init; } = PatternFiles.Shipped;

    /// <summary>Time between two checkpoints of a partition.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMilliseconds(200);
}
