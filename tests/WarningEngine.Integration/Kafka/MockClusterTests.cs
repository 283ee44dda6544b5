using System.Text;
using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;

namespace WarningEngine.Integration.Kafka;

/// <summary>The rules on the embedded broker.</summary>
public sealed class MockClusterTests : KafkaRules, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly MockCluster _cluster = new();

    protected override string BootstrapServers => _cluster.BootstrapServers;

    /// <summary>The embedded broker waits a session less one second at every rebalance but a group's first.</summary>
    protected override TimeSpan? Session { get; } = TimeSpan.FromSeconds(2);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task An_outage_that_outlasts_attempts_ends_in_one_copy()
    {
        _cluster.CreateTopic("queue", 1);
        var failures = new CountdownEvent(2);
        await using var queues = new QueueDelivery(
            new ProducerConfig { BootstrapServers = BootstrapServers, ReconnectBackoffMaxMs = 200 }, _ => Task.CompletedTask,
            (_, _) =>
            {
                if (!failures.IsSet)
                {
                    failures.Signal();
                }
            },
            attemptTimeout: TimeSpan.FromSeconds(1));
        var first = new ManualResetEventSlim();
        Assert.True(queues.TrySend(new QueueMessage("queue", "a", Encoding.UTF8.GetBytes("a"), first.Set)));
        Assert.True(first.Wait(Patience));
        _cluster.SetDown(1);
        var second = new ManualResetEventSlim();
        Assert.True(queues.TrySend(new QueueMessage("queue", "b", Encoding.UTF8.GetBytes("b"), second.Set)));
        Assert.True(failures.Wait(Patience));
        _cluster.SetUp(1);
        Assert.True(second.Wait(Patience));

        Assert.Equal(["a", "b"], Messages(2, "queue").Select(x => Encoding.UTF8.GetString(x.Message.Value!)));
    }

    [Fact]
    public void What_a_broker_refuses_for_a_while_is_sent_and_read_once_and_in_order()
    {
        _cluster.CreateTopic("log", 1);
        _cluster.AnswerWith(0, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.NotEnoughReplicas);
        _cluster.AnswerWith(1, ErrorCode.NotLeaderForPartition, ErrorCode.UnknownTopicOrPart);
        _cluster.AnswerWith(10, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.GroupLoadInProgress);
        using var producer = new OrderedProducer(new ProducerConfig { BootstrapServers = BootstrapServers });
        for (var i = 0; i < 300; i++)
        {
            producer.Send("log", 0, null, Encoding.UTF8.GetBytes($"{i}"));
        }

        Assert.True(producer.Flush(Patience));
        using var member = new Member(BootstrapServers, "group", "log", Session);
        Await(() => member.AtEnd.Count == 1, member);

        Assert.Null(producer.Fault);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), member.Read.Select(x => x.Text));
    }

    [Fact]
    public void A_topic_that_may_not_be_read_is_logged_and_read_once_it_may_be()
    {
        _cluster.CreateTopic("log", 1);
        using var producer = new OrderedProducer(new ProducerConfig { BootstrapServers = BootstrapServers });
        producer.Send("log", 0, null, "one"u8.ToArray());
        Assert.True(producer.Flush(Patience));
        _cluster.AnswerWith(1, ErrorCode.TopicAuthorizationFailed, ErrorCode.TopicAuthorizationFailed);
        List<string> lines = [];
        using var member = new Member(BootstrapServers, "group", "log", Session, log: lines.Add);
        Await(() => member.AtEnd.Count == 1, member);

        Assert.Single(lines, x => x.StartsWith("consumer: log cannot be read: ", StringComparison.Ordinal));
        Assert.Single(member.Read);
    }

    /// <summary>Nothing of its partition is with the client: no acknowledgement is going to take it along.</summary>
    [Fact]
    public void What_the_clients_full_queue_kept_waiting_leaves_when_its_sender_looks_again()
    {
        _cluster.CreateTopic("log", 1);
        _cluster.CreateTopic("other", 1);
        using var producer = new OrderedProducer(
            new ProducerConfig { BootstrapServers = BootstrapServers, ReconnectBackoffMaxMs = 200, QueueBufferingMaxMessages = 5 });
        producer.Send("other", -1, [1], [1]);
        Assert.True(producer.Flush(Patience));
        _cluster.SetDown(1);
        for (var i = 0; i < 5; i++)
        {
            producer.Send("other", -1, [1], [1]);
        }

        producer.Send("log", 0, null, [1]);
        _cluster.SetUp(1);
        Assert.True(SpinWait.SpinUntil(() => producer.UnderWay("other") == 0, Patience));
        Assert.Equal(1, producer.UnderWay("log"));

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                producer.Check();
                return producer.UnderWay("log") == 0;
            }, Patience));
        Assert.Single(Messages(1, "log"));
    }

    [Fact]
    public void What_a_group_committed_is_told_though_its_coordinator_has_just_moved()
    {
        _cluster.CreateTopic("log", 2);
        var client = new ClientConfig { BootstrapServers = BootstrapServers };
        using var member = new Member(BootstrapServers, "group", "log", Session);
        Await(() => member.AtEnd.Count == 2, member);
        Assert.True(member.Consumer.Commit([new TopicPartitionOffset("log", 0, 7)]));
        _cluster.AnswerWith(9, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupLoadInProgress);

        var found = GroupOffsets.Committed(client, "group", [new TopicPartition("log", 0), new TopicPartition("log", 1)], Patience);

        Assert.Equal([new TopicPartitionOffset("log", 0, 7)], found);
        _cluster.AnswerWith(9, ErrorCode.NotCoordinatorForGroup);
        Assert.Equal(7, member.Consumer.Committed(new TopicPartition("log", 0)));
    }

    [Fact]
    public async Task A_queue_whose_worker_cannot_go_on_says_so_to_the_next_who_sends()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var queues = new QueueDelivery(
            new ProducerConfig { BootstrapServers = BootstrapServers }, _ => throw new InvalidOperationException("broken"),
            (_, error) => told.TrySetResult(error));
        var message = new QueueMessage("queue", "a", [], () => { });
        queues.Check();
        queues.TrySend(message);

        Assert.Equal("broken", (await told.Task.WaitAsync(Patience)).Message);
        Assert.Contains("broken", Assert.Throws<KafkaFaultException>(() => queues.TrySend(message)).Message, StringComparison.Ordinal);
        Assert.Contains("broken", Assert.Throws<KafkaFaultException>(queues.Check).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_client_refuses_is_a_fault_of_the_producer_and_nothing_is_sent_after_it()
    {
        _cluster.CreateTopic("log", 1);
        using var producer = new OrderedProducer(new ProducerConfig { BootstrapServers = BootstrapServers });
        producer.Send("log", 0, null, [1]);
        Assert.True(producer.Flush(Patience));

        Assert.Contains("log: ", Assert.Throws<KafkaFaultException>(() => producer.Send("log", 5, null, [2])).Message, StringComparison.Ordinal);
        Assert.Throws<KafkaFaultException>(() => producer.Send("log", 0, null, [3]));
        Assert.Throws<KafkaFaultException>(producer.Check);
        Assert.False(producer.Flush(Patience));
        Assert.Equal(1, producer.Current.Pending);
        Assert.Single(Messages(1, "log"));
    }

    [Fact]
    public void What_the_client_refuses_after_it_has_waited_for_another_message_is_a_fault_too()
    {
        _cluster.CreateTopic("log", 1);
        using var producer = new OrderedProducer(
            new ProducerConfig { BootstrapServers = BootstrapServers, ReconnectBackoffMaxMs = 200, MessageMaxBytes = 2_000 });
        _cluster.SetDown(1);
        producer.Send("log", 0, null, [1]);
        producer.Send("log", 0, null, new byte[3_000]);
        producer.Send("log", 0, null, [3]);
        Assert.Null(producer.Fault);
        _cluster.SetUp(1);

        Assert.False(producer.Flush(Patience));
        Assert.Contains("log: ", Assert.Throws<KafkaFaultException>(producer.Check).Message, StringComparison.Ordinal);
        Assert.Equal(2, producer.Current.Pending);
        Assert.Single(Messages(1, "log"));
    }

    [Fact]
    public void Messages_that_are_not_acknowledged_keep_their_epoch_open()
    {
        _cluster.CreateTopic("log", 1);
        using var producer = new OrderedProducer(new ProducerConfig { BootstrapServers = BootstrapServers, ReconnectBackoffMaxMs = 200 });
        producer.Send("log", 0, null, [1]);
        Assert.True(producer.Flush(Patience));
        Assert.Equal(0, producer.UnderWay("log"));
        _cluster.SetDown(1);
        producer.Send("log", 0, null, [2]);
        var epoch = producer.Cut();

        Assert.False(producer.Flush(TimeSpan.FromMilliseconds(200)));
        Assert.Equal((1, 1, 0), (epoch.Pending, producer.UnderWay("log"), producer.UnderWay("another")));
        _cluster.SetUp(1);
        Assert.True(producer.Flush(Patience));
        Assert.Equal((0, 0), (epoch.Pending, producer.UnderWay("log")));
        Assert.Null(producer.Fault);
    }

    [Fact]
    public async Task Clusters_may_be_made_on_several_threads_at_once()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new MockCluster())));

        Assert.Equal(4, made.Select(x => x.BootstrapServers).Distinct().Count());
        foreach (var cluster in made)
        {
            cluster.Dispose();
            cluster.Dispose();
        }
    }

    protected override Task CreateTopicAsync(string name, int partitions)
    {
        _cluster.CreateTopic(name, partitions);
        return Task.CompletedTask;
    }
}
