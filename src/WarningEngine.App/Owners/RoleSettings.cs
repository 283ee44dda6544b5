using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Owners;

/// <summary>What every role needs to know.</summary>
/// <param name="Partitions">P of <c>legs</c> and <c>warnings</c>.</param>
/// <param name="Generation">Of the engine's own logs.</param>
/// <param name="CheckpointInterval">Between two cuts.</param>
internal sealed record RoleSettings(int Partitions, int Generation, TimeSpan CheckpointInterval)
{
    /// <summary>Of raw topics that were made anew or moved; 1 where not named.</summary>
    public IReadOnlyDictionary<string, int> RawGenerations { get; init; } = new Dictionary<string, int>();

    /// <summary>Why a raw topic must not be read under a generation; null where nothing speaks against it.</summary>
    public Func<string, int, string?> RawRefusal { get; init; } = (_, _) => null;

    /// <summary>For how long scoring remembers who is silent.</summary>
    public Retention Retention { get; init; } = Retention.Default;
}
