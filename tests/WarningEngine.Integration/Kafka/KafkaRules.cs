using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;

namespace WarningEngine.Integration.Kafka;

/// <summary>What the engine relies on, of the embedded broker and of Apache Kafka alike.</summary>
public abstract class KafkaRules
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int _made;

    /// <summary>Differs from every other test's: they share a broker.</summary>
    private readonly string _topic = string.Create(CultureInfo.InvariantCulture, $"log-{Interlocked.Increment(ref _made)}");

    protected abstract string BootstrapServers { get; }

    protected string Topic => _topic;

    /// <summary>Of members of a group of the classic protocol; null: of KIP-848.</summary>
    protected abstract TimeSpan? Session { get; }

    [Fact]
    public async Task What_is_sent_to_a_partition_is_read_in_its_order_and_completes_its_epoch()
    {
        await CreateTopicAsync(_topic, 2);
        using var producer = NewProducer();
        var epoch = Send(producer, 0, 500);
        Send(producer, 1, 500);
        producer.Cut();
        Assert.True(producer.Flush(Patience));

        Assert.Equal(0, epoch.Pending);
        using var member = NewMember();
        Await(() => member.AtEnd.Count == 2, member);
        Assert.Equal(Words(500), TextOf(member, 0));
        Assert.Equal(Words(500), TextOf(member, 1));
        Assert.Equal(
            [new TopicPartitionOffset(_topic, 0, 500), new TopicPartitionOffset(_topic, 1, 500)],
            (await member.Consumer.EndOffsetsAsync([new TopicPartition(_topic, 0), new TopicPartition(_topic, 1)])).OrderBy(x => x.Partition.Value));
    }

    [Fact]
    public async Task A_message_says_what_was_sent_and_stays_so_when_it_is_held()
    {
        await CreateTopicAsync(_topic, 1);
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using (var producer = NewProducer())
        {
            producer.Send(_topic, 0, "key"u8.ToArray(), "one"u8.ToArray(), ("ce_id", "7"), ("ce_source", "早"), ("ce_id", "8"));
            producer.Send(_topic, 0, null, null);
            producer.Send(_topic, 0, null, "three"u8.ToArray());
            Assert.True(producer.Flush(Patience));
        }

        using var member = NewMember();
        Await(() => member.AtEnd.Count == 1, member);

        Assert.Equal([(_topic, 0, 0L), (_topic, 0, 1L), (_topic, 0, 2L)], member.Held.Select(x => (x.Topic, x.Partition, x.Offset)));
        Assert.Equal(["one", "", "three"], member.Held.Select(x => Encoding.UTF8.GetString(x.Value)));
        Assert.Equal(["8", null, null], member.Held.Select(x => x.Header("ce_id")));
        Assert.Equal("早", member.Held[0].Header("ce_source"));
        Assert.Null(member.Held[0].Header("ce_sourc"));
        Assert.All(member.Held, x => Assert.InRange(x.TimestampMs, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Whoever_seeks_reads_on_from_there_and_nothing_that_was_fetched_before()
    {
        await FillAsync(1_000);
        using var member = NewMember();
        Await(() => member.Read.Count == 10, member);
        member.Consumer.Seek(new TopicPartitionOffset(_topic, 0, 3));
        Await(() => member.AtEnd.Count == 1, member);

        Assert.Equal([.. Words(10), .. Words(1_000)[3..]], TextOf(member, 0));
    }

    [Fact]
    public async Task Much_more_than_may_be_fetched_ahead_is_read_to_its_end_in_order()
    {
        const int kilobytes = 64;
        const int messages = 12 * FetchAhead.Kilobytes / kilobytes;
        await CreateTopicAsync(_topic, 2);
        using var producer = NewProducer();
        for (var i = 0; i < messages; i++)
        {
            producer.Send(_topic, i % 2, null, Encoding.UTF8.GetBytes($"{i / 2}".PadRight(kilobytes << 10)));
        }

        Assert.True(producer.Flush(Patience));
        using var member = NewMember();
        Await(() => member.AtEnd.Count == 2, member);

        Assert.Equal(Words(messages / 2), TextOf(member, 0).Select(x => x.TrimEnd()));
        Assert.Equal(Words(messages / 2), TextOf(member, 1).Select(x => x.TrimEnd()));
    }

    [Fact]
    public async Task What_is_thrown_by_who_is_told_of_partitions_ends_the_poll_and_does_not_keep_the_member_from_leaving()
    {
        await FillAsync(1);
        using (var refusing = NewMember(from: _ => throw new KafkaFaultException("Not from here.")))
        {
            var fault = Assert.Throws<KafkaFaultException>(() => Await(() => false, refusing));
            Assert.Equal("Not from here.", fault.Message);
        }

        using var other = NewMember();
        Await(() => other.AtEnd.Count == 1, other);
        Assert.Equal(Words(1), TextOf(other, 0));
    }

    [Fact]
    public async Task Legs_go_to_their_entitys_partition_and_those_of_nobody_to_every_partition()
    {
        await CreateTopicAsync(_topic, 4);
        using var producer = NewProducer();
        var frames = new LegFrames(producer, _topic, 4);
        var stamp = new Stamp(new Source("telecom.calls", 1, 0), new Position(1, 0, 0));
        var tokens = Enumerable.Range(0, 50).Select(i => new Token(1, (ulong)i << 58 | (ulong)i << 32)).ToArray();
        foreach (var token in tokens)
        {
            frames.Add(new Leg { Kind = LegKind.Registry, Entity = token, Stamp = stamp });
        }

        frames.Add(new Leg { Kind = LegKind.Progress, Stamp = stamp, Progress = [new ProgressEntry(stamp.Source, 5, true)] });
        frames.Flush();
        Assert.True(producer.Flush(Patience));

        var legs = ReadLegs(partitions: 4);
        for (var partition = 0; partition < 4; partition++)
        {
            Assert.Equal(tokens.Where(x => x.Partition(4) == partition), legs[partition].Where(x => !x.Entity.IsNone).Select(x => x.Entity));
            Assert.Equal(LegKind.Progress, legs[partition][^1].Kind);
        }
    }

    [Fact]
    public async Task A_member_begins_where_its_checkpoint_says_not_where_the_group_committed()
    {
        await FillAsync(10);
        using (var first = NewMember())
        {
            Await(() => first.AtEnd.Count == 1, first);
            first.Consumer.Close();
        }

        using var second = NewMember(from: _ => new Offset(4));
        Await(() => second.AtEnd.Count == 1, second);

        Assert.Equal(4, second.Read[0].Offset);
        Assert.Equal(Words(10)[4..], TextOf(second, 0));
        Assert.Equal(10, second.Consumer.Committed(new TopicPartition(_topic, 0)));
        Assert.Equal([new TopicPartitionOffset(_topic, 0, 10)], await second.Consumer.EndOffsetsAsync([new TopicPartition(_topic, 0)]));

        // One of which nobody can tell keeps nobody from hearing of the others.
        Assert.Equal(
            [new TopicPartitionOffset(_topic, 0, 10)],
            await second.Consumer.EndOffsetsAsync([new TopicPartition(_topic, 0), new TopicPartition(_topic, 99)]));
    }

    [Fact]
    public async Task A_place_that_the_log_does_not_have_is_a_fault_and_never_guessed()
    {
        await FillAsync(3);
        using var member = NewMember(from: _ => new Offset(1_000), fromStart: false);

        Assert.Throws<KafkaFaultException>(() => Await(() => member.AtEnd.Count == 1, member));
        Assert.Empty(member.Read);
    }

    [Fact]
    public async Task A_second_member_takes_its_share_and_nothing_is_missed_nor_read_twice_but_what_was_lost()
    {
        await CreateTopicAsync(_topic, 4);
        using var producer = NewProducer();
        using var first = NewMember();
        Await(() => first.AtEnd.Count == 4, first);
        SendAll(producer, 0, 100);
        using var second = NewMember();
        Await(() => first.Partitions.Count == 2 && second.Partitions.Count == 2, first, second);
        SendAll(producer, 100, 100);
        Await(
            () => first.Read.Count + second.Read.Count >= 800 + first.ReadAgain + second.ReadAgain && first.AtEnd.Count == 2 && second.AtEnd.Count == 2,
            first, second);

        var all = first.Read.Concat(second.Read).ToArray();
        Assert.Equal(800 + first.ReadAgain + second.ReadAgain, all.Length);
        Assert.Equal(800, all.Select(x => (x.Partition, x.Offset)).Distinct().Count());
        Assert.True(first.Revocations > 0 || first.ReadAgain > 0);
    }

    [Fact]
    public async Task A_member_that_idles_stays_and_goes_on_where_it_was()
    {
        await FillAsync(1_000);
        using var member = NewMember();
        Await(() => member.Read.Count >= 10, member);
        for (var i = 0; i < 20; i++)
        {
            member.Consumer.Idle(TimeSpan.FromMilliseconds(5));
        }

        Await(() => member.AtEnd.Count == 1, member);

        Assert.Equal(Words(1_000), TextOf(member, 0));
        Assert.Equal(0, member.Revocations);
    }

    [Fact]
    public async Task Entries_of_a_queue_arrive_in_order_under_their_keys_while_another_queue_is_stuck()
    {
        await CreateTopicAsync(_topic, 1);
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var queues = new QueueDelivery(
            new ProducerConfig { BootstrapServers = BootstrapServers }, topic => topic == _topic ? Task.CompletedTask : never.Task);
        var delivered = new CountdownEvent(20);
        Assert.True(queues.TrySend(new QueueMessage("stuck", "0", [], () => Assert.Fail("It is stuck."))));
        for (var i = 0; i < 20; i++)
        {
            Assert.True(queues.TrySend(new QueueMessage(_topic, $"case-{i % 3}:{i}", Encoding.UTF8.GetBytes($"{i}"), () => delivered.Signal())));
        }

        Assert.True(delivered.Wait(Patience));
        never.SetCanceled();
        var messages = Messages(20);
        Assert.Equal(Words(20), messages.Select(x => Encoding.UTF8.GetString(x.Message.Value!)));
        Assert.All(messages, x => Assert.Equal(
            Encoding.UTF8.GetString(x.Message.Key!), Encoding.UTF8.GetString(x.Message.Headers.GetLastBytes("ce_id"))));
    }

    [Fact]
    public async Task A_group_of_a_faulted_member_goes_on_without_it()
    {
        await CreateTopicAsync(_topic, 2);
        var faulted = NewMember();
        Await(() => faulted.AtEnd.Count == 2, faulted);
        faulted.Dispose();
        using var other = NewMember();
        Await(() => other.AtEnd.Count == 2, other);

        Assert.Equal(0, faulted.Revocations);
    }

    protected abstract Task CreateTopicAsync(string name, int partitions);

    /// <summary>Reads single partition topics of queues.</summary>
    protected List<ConsumeResult<byte[]?, byte[]?>> Messages(int atLeast, string? topic = null)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers, GroupId = "reader", EnableAutoCommit = false, FetchWaitMaxMs = 20, EnablePartitionEof = true,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic ?? _topic, 0, Offset.Beginning));
        var messages = new List<ConsumeResult<byte[]?, byte[]?>>();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            var message = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (message is { IsPartitionEOF: true } && messages.Count >= atLeast)
            {
                break;
            }

            if (message is { IsPartitionEOF: false })
            {
                messages.Add(message);
            }
        }

        return messages;
    }

    private List<Leg>[] ReadLegs(int partitions)
    {
        var legs = Enumerable.Range(0, partitions).Select(_ => new List<Leg>()).ToArray();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers, GroupId = "reader", EnableAutoCommit = false, FetchWaitMaxMs = 20,
        }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(_topic, x, Offset.Beginning)));
        var since = Stopwatch.GetTimestamp();
        while (legs.Any(x => x.Count == 0) && Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } message)
            {
                FrameWriter.Read(message.Message.Value, legs[message.Partition.Value]);
            }
        }

        return legs;
    }

    private OrderedProducer NewProducer() => new(new ProducerConfig { BootstrapServers = BootstrapServers });

    private protected Member NewMember(Func<TopicPartition, Offset>? from = null, bool fromStart = true) =>
        new(BootstrapServers, $"group-{_topic}", _topic, Session, from, fromStart);

    /// <summary>A topic of one partition with this many messages.</summary>
    private async Task FillAsync(int count)
    {
        await CreateTopicAsync(_topic, 1);
        using var producer = NewProducer();
        Send(producer, 0, count);
        Assert.True(producer.Flush(Patience));
    }

    private Epoch Send(OrderedProducer producer, int partition, int count, int first = 0)
    {
        for (var i = first; i < first + count; i++)
        {
            producer.Send(_topic, partition, null, Encoding.UTF8.GetBytes($"{i}"));
        }

        return producer.Current;
    }

    private void SendAll(OrderedProducer producer, int first, int count)
    {
        for (var partition = 0; partition < 4; partition++)
        {
            Send(producer, partition, count, first);
        }

        Assert.True(producer.Flush(Patience));
    }

    private protected static void Await(Func<bool> condition, params Member[] members)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "It did not come to pass in time.");
            foreach (var member in members)
            {
                member.PollOnce();
            }
        }
    }

    private static string[] Words(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private static IEnumerable<string> TextOf(Member member, int partition) =>
        member.Read.Where(x => x.Partition == partition).Select(x => x.Text);
}
