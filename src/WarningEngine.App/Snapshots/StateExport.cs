using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>Writes the checkpoints of all partitions as snapshots into a folder.</summary>
internal sealed class StateExport(ICheckpointStore store, int partitions, int generation, TimeProvider clock)
{
    /// <summary>Roles whose state there is.</summary>
    public static readonly IReadOnlyList<string> Roles = [StateFill.Score, StateFill.Dispatch];

    /// <summary>What was written of one partition.</summary>
    public sealed record Exported(string Role, int Partition, long NextOffset, long Records, string File);

    /// <param name="directory">Must not hold snapshots yet.</param>
    /// <param name="told">Told how many partitions are done.</param>
    /// <exception cref="CommandFailedException">There is nothing to export, or it is of another number of partitions.</exception>
    public IReadOnlyList<Exported> Run(string directory, Action<int> told)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFiles(directory, "*.snapshot").Any())
        {
            throw new CommandFailedException($"{directory} holds snapshots already: an export is one state, not several.");
        }

        var facts = Roles.SelectMany(role => Enumerable.Range(0, partitions).Select(p => store.Describe(role, p))).OfType<CheckpointFacts>().ToArray();
        if (facts.Length == 0)
        {
            throw new CommandFailedException("There is no checkpoint to export.");
        }

        if (facts.FirstOrDefault(x => x.Partitions != partitions) is { } other)
        {
            throw new CommandFailedException(
                $"The state is that of {other.Partitions} partitions, not {partitions}: --set kafka.partitions={other.Partitions}");
        }

        var target = new SnapshotDirectory(directory);
        var exported = new List<Exported>();
        foreach (var role in Roles)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                // A partition without a checkpoint has read nothing: that is a state, too.
                var image = new StateImage();
                var (offset, lastMessage) = store.Peek(role, partition, image) ?? (0, null);
                var header = new SnapshotHeader(
                    role, partition, partitions, generation, offset, store.Describe(role, partition)?.LogicVersion ?? Logic.Version,
                    clock.GetUtcNow().ToUnixTimeMilliseconds(), lastMessage);
                exported.Add(new Exported(role, partition, offset, image.Count, target.Write(header, image, kept: 1)));
                told(exported.Count);
            }
        }

        return exported;
    }
}
