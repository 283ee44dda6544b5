using WarningEngine.App.Configuration;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>Snapshots of a state with which a service begins, at the start of its log. Without them nothing but Redis would
/// know of what was filled in.</summary>
internal sealed record FirstSnapshots(SnapshotDirectory Directory, int Kept, int Generation, long NowMs)
{
    /// <exception cref="ConfigurationInvalidException">No directory is configured: a store that loses what was filled in would leave a log that
    /// looks whole and lacks all of it.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FirstSnapshots Of(SnapshotOptions options, int generation, TimeProvider clock)
    {
        var directory = options.Directory ?? throw new ConfigurationInvalidException([new(
            "snapshots.directory", "is missing: what is filled in stands in no log, and Redis alone would know it. --set snapshots.directory=DIR, here and for the service")]);
        System.IO.Directory.CreateDirectory(directory);
        return new FirstSnapshots(new SnapshotDirectory(directory), options.Kept, generation, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(string role, int partition, int partitions, ICheckpointedState state) => Directory.Write(
        new SnapshotHeader(role, partition, partitions, Generation, 0, Logic.Version, NowMs), StateImage.Of(state), Kept);
}
