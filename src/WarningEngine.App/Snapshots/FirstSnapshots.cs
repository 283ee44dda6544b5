using WarningEngine.App.Commands;
using WarningEngine.App.Configuration;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Kafka;

namespace WarningEngine.App.Snapshots;

/// <summary>Snapshots of a state with which a service begins, at the start of its log. Without them nothing but Redis would
/// know of what was filled in.</summary>
internal sealed record FirstSnapshots(SnapshotDirectory Directory, int Kept, int Generation, long NowMs)
{
    private const int NamedMax = 3;

    /// <exception cref="ConfigurationInvalidException">No directory is configured: a store that loses what was filled in would leave a log that
    /// looks whole and lacks all of it.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FirstSnapshots Of(SnapshotOptions options, int generation, TimeProvider clock)
    {
        var directory = options.Directory ?? throw new ConfigurationInvalidException([new(
            "snapshots.directory", "is missing: what is filled in stands in no log, and Redis alone would know it. --set snapshots.directory=DIR, "
                + "here and for the service")]);
        System.IO.Directory.CreateDirectory(directory);
        return new FirstSnapshots(new SnapshotDirectory(directory), options.Kept, generation, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Asked once store and logs are known to be new: snapshots of a log of this generation that has been read are of another log then, whose state
    /// a service would take for its own once its log has grown past them. Beside a store that is not empty they are its own.</summary>
    /// <exception cref="CommandFailedException">There are some.</exception>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public void RefuseStrangers()
    {
        var strangers = Directory.All().Where(x => x.Generation == Generation && x.Offset > 0).Select(x => x.Path).ToArray();
        if (strangers.Length > 0)
        {
            throw new CommandFailedException($"{Directory.Path} holds snapshots of another log of generation {Generation}: "
                + $"{string.Join(", ", strangers.Take(NamedMax))}{(strangers.Length > NamedMax ? $" and {strangers.Length - NamedMax} more" : "")}. "
                + "Take them away, name another folder, or raise kafka.generation, here and for the service.");
        }
    }

    /// <summary>Makes the folder where a service starts for the first time: nothing was left in it while the store is empty and no log has a message.
    /// Later a folder that is missing is one that is not mounted, and another in its place would look as if nothing had ever been in it.</summary>
    /// <returns>Why it is missing still; null where it is there, or none is configured.</returns>
    public static string? MakeFolder(SnapshotOptions options, KafkaOptions kafka, ICheckpointStore store)
    {
        if (options.Directory is not { } directory || System.IO.Directory.Exists(directory))
        {
            return null;
        }

        try
        {
            foreach (var role in StateExport.Roles)
            {
                StateFill.Refuse(store, role, kafka.Partitions);
            }

            StateLogs.RequireNew(kafka);
            System.IO.Directory.CreateDirectory(directory);
            return null;
        }
        catch (Exception why) when (why is CommandFailedException or IOException or UnauthorizedAccessException)
        {
            return $"{directory} is not there, and no snapshots are made: bring it back; where there never was one, make it ({why.Message})";
        }
    }

    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(string role, int partition, int partitions, ICheckpointedState state) => Directory.Write(
        new SnapshotHeader(role, partition, partitions, Generation, 0, Logic.Version, NowMs), StateImage.Of(state), Kept);
}
