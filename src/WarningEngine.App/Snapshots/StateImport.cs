using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;

namespace WarningEngine.App.Snapshots;

/// <summary>Reads an export and deals it out to a number of partitions. See <see cref="StateDealing"/> for what goes where.</summary>
internal sealed class StateImport(int partitions, DispatchOptions dispatch)
{
    /// <summary>Scoring's state of each partition.</summary>
    public IReadOnlyList<ScoringState> Scoring { get; } = [.. Enumerable.Range(0, partitions).Select(_ => new ScoringState())];

    /// <summary>Dispatch's state of each partition.</summary>
    public IReadOnlyList<DispatchPartition> Cases { get; } =
        [.. Enumerable.Range(0, partitions).Select(_ => new DispatchPartition(dispatch))];

    /// <summary>P of the export.</summary>
    public int Before { get; private set; }

    /// <summary>Generation of the logs that the export came from.</summary>
    public int Generation { get; private set; }

    /// <param name="directory">As <c>state export</c> wrote it.</param>
    /// <param name="told">Told how many files are done.</param>
    /// <exception cref="CommandFailedException">A file is missing, damaged or of something else; it is named.</exception>
    public void Read(string directory, Action<int> told)
    {
        var source = new SnapshotDirectory(directory);
        var first = Header(Only(source, StateFill.Score, 0).Path);
        (Before, Generation) = (first.Partitions, first.Generation);
        for (var partition = 0; partition < Before; partition++)
        {
            var scoring = new ScoringState();
            Load(source, StateFill.Score, partition, scoring);
            var cases = new DispatchPartition(dispatch);
            Load(source, StateFill.Dispatch, partition, cases);
            try
            {
                StateDealing.Deal(scoring, partition, Before, Scoring);
                cases.DealTo(partition, Before, Cases);
            }
            catch (InvalidDataException notDrained)
            {
                throw new CommandFailedException(notDrained.Message, notDrained);
            }

            told(partition + 1);
        }
    }

    private void Load(SnapshotDirectory source, string role, int partition, Core.ICheckpointedState state)
    {
        var path = Only(source, role, partition).Path;
        try
        {
            var header = SnapshotFile.LoadInto(path, state);
            if ((header.Role, header.Partition, header.Partitions, header.Generation) != (role, partition, Before, Generation))
            {
                throw new CommandFailedException($"{path} is of {header}, not of the same export as the others.");
            }
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailedException(damaged.Message, damaged);
        }
    }

    private static SnapshotHeader Header(string path)
    {
        try
        {
            return SnapshotFile.ReadHeader(path);
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailedException(damaged.Message, damaged);
        }
    }

    /// <summary>Snapshots of several moments are not one state: persons of one partition would know what others have not said.</summary>
    private static SnapshotPlace Only(SnapshotDirectory source, string role, int partition) => source.Of(role, partition) switch
    {
        [var one] => one,
        [] => throw new CommandFailedException($"{source.Path} holds no snapshot of {role}, partition {partition}."),
        var several => throw new CommandFailedException(
            $"{source.Path} holds {several.Count} snapshots of {role}, partition {partition}: what is imported is what 'state export' wrote."),
    };
}
