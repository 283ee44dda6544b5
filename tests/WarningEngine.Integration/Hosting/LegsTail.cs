using System.Diagnostics;
using Confluent.Kafka;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Integration.Hosting;

/// <summary>Counts what stands in the log <c>legs</c>.</summary>
internal sealed class LegsTail : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly List<Leg> _frame = [];
    private long _raw;
    private long _caused;

    public LegsTail(string brokers, int partitions)
    {
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = brokers, GroupId = "tail", EnableAutoCommit = false, FetchWaitMaxMs = 50 }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(TopicPlan.Legs, x, Offset.Beginning)));
    }

    /// <summary>Of what was read.</summary>
    public ToldAhead Ahead { get; } = new();

    /// <summary>Waits until the log holds this many legs that intake wrote, progress not counted.</summary>
    public void AwaitRaw(long count, TimeSpan patience) => Await(() => _raw, count, "legs of raw records", patience);

    /// <summary>Waits until the log holds this many legs that scoring sent.</summary>
    public void AwaitCaused(long count, TimeSpan patience) => Await(() => _caused, count, "legs that scoring caused", patience);

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Await(Func<long> seen, long count, string what, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (seen() < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < patience, $"The log holds {seen()} {what}, not {count}.");
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } message)
            {
                continue;
            }

            _frame.Clear();
            FrameWriter.Read(message.Message.Value, _frame);
            Ahead.Add(message.Partition.Value, message.Offset.Value, _frame);
            _raw += _frame.Count(x => x.Kind != LegKind.Progress && x.Stamp.Source.Topic != TopicPlan.Legs);
            _caused += _frame.Count(x => x.Stamp.Source.Topic == TopicPlan.Legs);
        }

        Assert.True(seen() == count, $"The log holds {seen()} {what}, not {count}.");
    }
}
