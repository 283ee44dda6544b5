using System.Text;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Testing.Checking;

/// <summary>Scores the log of legs as it stands, in one go. What it causes is expected in <c>legs</c> and in <c>warnings</c>.</summary>
internal sealed class ScoringOracle(
    IRunLogs logs, IArtifacts artifacts, Accepted<UInt128>[] legs, Accepted<string>[] items) : IScoringSink
{
    private readonly List<Leg> _frame = [];
    private int _current;

    /// <summary>Ids of warnings in the order of the log, by partition.</summary>
    public List<UInt128>[] Warnings { get; } = [.. items.Select(_ => new List<UInt128>())];

    /// <summary>State of every partition at the end of its log.</summary>
    public ScoringPartition[] Partitions { get; } = [.. Enumerable.Range(0, legs.Length)
        .Select(x => new ScoringPartition(new Source(TopicPlan.Legs, logs.Generation, x), artifacts))];

    public void Run()
    {
        foreach (var message in logs.Read(TopicPlan.Legs))
        {
            _current = message.Partition;
            _frame.Clear();
            FrameWriter.Read(message.Value, _frame);
            for (var i = 0; i < _frame.Count; i++)
            {
                Partitions[_current].Apply(_frame[i], new Position(message.Offset, i, 0), this);
            }
        }
    }

    /// <summary>The legs of the log against those expected, once every partition has been scored.</summary>
    public void CompareLegs(Verdict verdict)
    {
        foreach (var message in logs.Read(TopicPlan.Legs))
        {
            _frame.Clear();
            FrameWriter.Read(message.Value, _frame);
            foreach (var leg in _frame)
            {
                if (leg.Kind != LegKind.Progress)
                {
                    legs[message.Partition].Found(leg.Stamp, RawOracle.ContentOf(leg), verdict);
                }
            }
        }

        foreach (var partition in legs)
        {
            partition.End(verdict);
        }

        foreach (var letter in logs.Read(TopicPlan.LegsDeadLetters))
        {
            verdict.AddLost($"{TopicPlan.LegsDeadLetters} {letter.Key}: no leg of this input throws");
        }
    }

    void IScoringSink.Leg(in Leg leg) =>
        legs[leg.Entity.Partition(legs.Length)].Expect(leg.Stamp, RawOracle.ContentOf(leg));

    void IScoringSink.Item(DispatchItem item)
    {
        items[_current].Expect(item.Stamp, Encoding.UTF8.GetString(ItemCodec.Write(item).Value));
        if (item is WarningItem warning)
        {
            Warnings[_current].Add(warning.Warning.Id);
        }
    }
}
