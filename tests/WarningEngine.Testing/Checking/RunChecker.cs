using System.Globalization;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Testing.Checking;

/// <summary>Compares what a run left behind with what its raw topics ought to have caused, each stage against the log before
/// it: raw topics to legs and dead letters, legs to warnings, warnings to queue entries, and the state at the end.</summary>
/// <param name="tokens">Under the run's key.</param>
/// <param name="artifacts">What activated sets are loaded from.</param>
/// <param name="dispatch">As dispatch began.</param>
public sealed class RunChecker(Tokeniser tokens, IArtifacts artifacts, DispatchOptions dispatch)
{
    /// <summary>Checks the logs, and the last checkpoints where a store is given.</summary>
    /// <param name="logs">Read once everything has been taken in.</param>
    /// <param name="store">Holds the checkpoints; null: state is not compared.</param>
    /// <param name="replayed">Ids of the warnings that <c>replay --legs</c> gives for the same log, by partition and place;
    /// null: not asked.</param>
    public Verdict Check(IRunLogs logs, ICheckpointStore? store, IReadOnlyList<string>? replayed)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var verdict = new Verdict();
        var legs = Enumerable.Range(0, logs.Partitions).Select(_ => new Accepted<UInt128>("leg")).ToArray();
        var items = Enumerable.Range(0, logs.Partitions).Select(_ => new Accepted<string>("item of warnings")).ToArray();
        using var oracle = new RawOracle(tokens, legs, verdict);
        oracle.Take(logs);
        var scoring = new ScoringOracle(logs, artifacts, legs, items);
        scoring.Run();
        scoring.CompareLegs(verdict);
        var cases = new DispatchOracle(logs, tokens, dispatch);
        var warned = cases.Run(items, verdict);
        CompareWarnings(warned, scoring.Warnings, replayed, cases.CompareQueues(verdict), cases.ModeChanged, verdict);
        if (store is not null)
        {
            CompareState(store, "score", TopicPlan.Legs, logs, scoring.Partitions,
                x => new ScoringPartition(new Source(TopicPlan.Legs, logs.Generation, x), artifacts), verdict);
            CompareState(store, "dispatch", TopicPlan.Warnings, logs, cases.Partitions, _ => new DispatchPartition(dispatch), verdict);
        }

        return verdict;
    }

    private static void CompareWarnings(
        List<UInt128>[] warned, List<UInt128>[] expected, IReadOnlyList<string>? replayed, HashSet<string> named,
        bool modeChanged, Verdict verdict)
    {
        for (var partition = 0; partition < warned.Length; partition++)
        {
            if (!warned[partition].Intersect(expected[partition]).SequenceEqual(expected[partition].Intersect(warned[partition])))
            {
                verdict.AddMisordered($"warnings/{partition}: not the oracle's order");
            }
        }

        var ids = warned.SelectMany(x => x).Select(x => x.ToString("x32", CultureInfo.InvariantCulture)).ToList();
        verdict.Count("warnings", ids.Count);
        foreach (var id in ids.Where(x => !modeChanged && !named.Contains(x)))
        {
            verdict.AddLost($"warning {id}: no queue entry names it");
        }

        if (replayed is null)
        {
            return;
        }

        foreach (var id in replayed.Except(ids))
        {
            verdict.AddLost($"warning {id}: a replay of the log gives it");
        }

        foreach (var id in named.Except(replayed))
        {
            verdict.AddDoubled($"warning {id}: a queue entry names it, a replay of the log does not give it");
        }

        if (!replayed.Intersect(ids).SequenceEqual(ids.Intersect(replayed)))
        {
            verdict.AddMisordered("warnings: not in the order of a replay of the log");
        }
    }

    private static long Peek(ICheckpointStore store, string role, int partition, ICheckpointedState state, Verdict verdict)
    {
        try
        {
            return store.Peek(role, partition, state)?.NextOffset ?? 0;
        }
        catch (InvalidDataException damaged)
        {
            verdict.AddDiverged($"{role} {partition}: {damaged.Message}");
            return 0;
        }
    }

    private static void CompareState(
        ICheckpointStore store, string role, string topic, IRunLogs logs, IReadOnlyList<ICheckpointedState> expected,
        Func<int, ICheckpointedState> empty, Verdict verdict)
    {
        for (var partition = 0; partition < logs.Partitions; partition++)
        {
            var state = empty(partition);
            var end = logs.Read(topic).Where(x => x.Partition == partition).Select(x => x.Offset + 1).LastOrDefault();
            var offset = Peek(store, role, partition, state, verdict);
            if (offset != end)
            {
                verdict.AddDiverged($"{role} {partition}: the checkpoint stands at {offset}, the log ends at {end}");
                continue;
            }

            foreach (var key in StateContent.Of(state).Differences(StateContent.Of(expected[partition])))
            {
                verdict.AddDiverged($"{role} {partition}: state record {key}");
            }

            verdict.Count($"partitions of {role} whose state was compared");
        }
    }
}
