using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>Snapshots of a state with which a service begins, at the start of its log. Without them nothing but Redis would
/// know of what was filled in.</summary>
internal sealed record FirstSnapshots(SnapshotDirectory Directory, int Kept, int Generation, long NowMs)
{
    /// <summary>Null where no directory is configured.</summary>
    public static FirstSnapshots? Of(SnapshotOptions options, int generation, TimeProvider clock) => options.Directory is { } directory
        ? new FirstSnapshots(new SnapshotDirectory(directory), options.Kept, generation, clock.GetUtcNow().ToUnixTimeMilliseconds())
        : null;

    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(string role, int partition, int partitions, ICheckpointedState state) => Directory.Write(
        new SnapshotHeader(role, partition, partitions, Generation, 0, Logic.Version, NowMs), StateImage.Of(state), Kept);
}
