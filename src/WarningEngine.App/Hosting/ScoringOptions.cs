using WarningEngine.App.Patterns;

namespace WarningEngine.App.Hosting;

/// <summary>How legs are scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>Folder of pattern files: the set that <c>artifacts</c> begins with where it holds none, and the one that
    /// <c>replay --in</c> decides with. What decides in a running service is said by its log.</summary>
    public string Patterns { get; init; } = PatternFiles.Shipped;

    /// <summary>A folder of pattern files that is watched: what changes in it and passes its tests is activated through the
    /// log. In one process of a cluster; null: none.</summary>
    public string? Watch { get; init; }

    /// <summary>Time between two checkpoints of a partition.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMilliseconds(200);
}
