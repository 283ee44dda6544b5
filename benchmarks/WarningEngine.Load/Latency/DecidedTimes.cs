using System.Text;
using Confluent.Kafka;
using HdrHistogram;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Load.Latency;

/// <summary>The way to a warning, by the time stamps that producers give their messages: from the raw message to the frame that holds the
/// counterpart's leg, from there to the frame with the counterpart's answer, from there to the warning. Milliseconds, of the first warning of each
/// person.</summary>
internal sealed class DecidedTimes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<UInt128, long> _framed = [];
    private readonly Dictionary<Token, (UInt128 EventId, long AtMs)> _answered = [];

    private DecidedTimes()
    {
    }

    public LongHistogram RawToFrame { get; } = New();

    public LongHistogram FrameToAnswer { get; } = New();

    public LongHistogram AnswerToWarning { get; } = New();

    /// <summary>All three together.</summary>
    public LongHistogram Whole { get; } = New();

    /// <summary>Messages of <c>legs</c> since then, and the legs in them.</summary>
    public long Frames { get; private set; }

    public long Legs { get; private set; }

    /// <param name="bootstrapServers">Of the broker.</param>
    /// <param name="partitions">Of <c>legs</c> and <c>warnings</c>.</param>
    /// <param name="fromMs">Raw messages of before count for nothing. Ms since epoch.</param>
    /// <param name="toMs">Nor do frames of after.</param>
    public static DecidedTimes Read(string bootstrapServers, int partitions, long fromMs, long toMs)
    {
        var times = new DecidedTimes();
        var legs = new List<Leg>();
        All(bootstrapServers, TopicPlan.Legs, partitions, message =>
        {
            legs.Clear();
            FrameWriter.Read(message.Value, legs);
            times.Frame(legs, message.Timestamp.UnixTimestampMs, fromMs, toMs);
        });
        var seen = new HashSet<Token>();
        All(bootstrapServers, TopicPlan.Warnings, partitions, message =>
        {
            if (Encoding.ASCII.GetString(message.Headers.GetLastBytes("ce_type")) is "warning" and var kind
                && ((WarningItem)ItemCodec.Read(kind, message.Value)).Warning is var warning && seen.Add(warning.Person) && warning.IngestTimeMs >= fromMs)
            {
                times.Warned(warning, message.Timestamp.UnixTimestampMs);
            }
        });
        return times;
    }

    private static LongHistogram New() => new(3_600_000, 3);

    private static void All(string bootstrapServers, string topic, int partitions, Action<Message<Ignore, byte[]>> each)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(topic, x, Offset.Beginning)));
        for (var open = partitions; open > 0;)
        {
            var message = consumer.Consume(Patience) ?? throw new InvalidOperationException($"{topic} does not come to its end.");
            if (message.IsPartitionEOF)
            {
                open--;
            }
            else
            {
                each(message.Message);
            }
        }
    }

    private void Frame(List<Leg> legs, long atMs, long fromMs, long toMs)
    {
        if (atMs >= fromMs && atMs < toMs)
        {
            Frames++;
            Legs += legs.Count;
        }

        foreach (var leg in legs)
        {
            if (leg.Kind == LegKind.CallCounterpart)
            {
                _framed.TryAdd(leg.EventId, atMs);
            }
            else if (leg.Kind == LegKind.Reputation)
            {
                _answered.TryAdd(leg.Entity, (leg.EventId, atMs));
            }
        }
    }

    private void Warned(Warning warning, long atMs)
    {
        Record(Whole, atMs - warning.IngestTimeMs);
        if (_answered.TryGetValue(warning.Person, out var answer) && _framed.TryGetValue(answer.EventId, out var framedMs))
        {
            Record(RawToFrame, framedMs - warning.IngestTimeMs);
            Record(FrameToAnswer, answer.AtMs - framedMs);
            Record(AnswerToWarning, atMs - answer.AtMs);
        }
    }

    private static void Record(LongHistogram to, long ms) => to.RecordValue(Math.Max(0, ms));
}
