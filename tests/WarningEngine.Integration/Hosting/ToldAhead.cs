using WarningEngine.Core.Events;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Integration.Hosting;

/// <summary>Whom the log <c>legs</c> told what a record caused before it told the record. The legs of a record stand in the partitions of those it
/// concerns, and between partitions there is no order: the answer of a counterpart that is scored at once can come before the
/// person's own leg is in the log. A replay never hears it so.</summary>
internal sealed class ToldAhead
{
    private readonly Dictionary<(int Partition, long Offset), Leg[]> _frames = [];

    /// <summary>Takes in a frame of the log.</summary>
    public void Add(int partition, long offset, IEnumerable<Leg> frame) => _frames[(partition, offset)] = [.. frame];

    /// <summary>Those who were told ahead, and since when: event time, ms since epoch.</summary>
    public Dictionary<Token, long> Told()
    {
        var own = new Dictionary<(Source, long Offset, int Record, Token), long>();
        foreach (var ((_, offset), leg) in Legs().Where(x => x.Leg.Stamp.Source.Topic != TopicPlan.Legs))
        {
            own[(leg.Stamp.Source, leg.Stamp.Position.Offset, leg.Stamp.Position.Record, leg.Entity)] = offset;
        }

        var told = new Dictionary<Token, long>();
        foreach (var ((_, offset), leg) in Legs().Where(x => x.Leg.Stamp.Source.Topic == TopicPlan.Legs))
        {
            var record = Record(leg.Stamp);
            if (own.TryGetValue((record.Source, record.Position.Offset, record.Position.Record, leg.Entity), out var at) && at > offset)
            {
                told[leg.Entity] = Math.Min(leg.EventTimeMs, told.GetValueOrDefault(leg.Entity, long.MaxValue));
            }
        }

        return told;
    }

    private IEnumerable<((int Partition, long Offset) At, Leg Leg)> Legs() => _frames.SelectMany(x => x.Value.Select(leg => (x.Key, leg)));

    /// <summary>The raw record at the beginning of what caused it.</summary>
    private Stamp Record(Stamp stamp)
    {
        while (stamp.Source.Topic == TopicPlan.Legs)
        {
            stamp = _frames[(stamp.Source.Partition, stamp.Position.Offset)][stamp.Position.Record].Stamp;
        }

        return stamp;
    }
}
