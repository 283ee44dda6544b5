using System.Reflection;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Tests.Topics;

public sealed class TopicPlanTests
{
    /// <summary>Whoever is to stop waits for the question that is under way.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static readonly PlannedTopic[] Plan = [new(TopicPlan.Legs, 2, false, 7), new(TopicPlan.Warnings, 1, false, 7)];

    [Fact]
    public async Task Brokers_that_do_not_answer_are_not_waited_for_longer_than_a_stop_may_take()
    {
        var (client, admin) = AdminOf(brokers: 1);
        admin.IsAway = true;

        await Assert.ThrowsAsync<KafkaException>(() => TopicPlan.CreateAsync(client, Plan));

        Assert.InRange(Assert.Single(admin.Timeouts), TimeSpan.Zero, StopTimeout / 2);
    }

    /// <summary>It waited for leaders of what it had made for up to 20 s, and a stop has ten.</summary>
    [Fact]
    public async Task Whoever_stops_does_not_wait_for_topics_that_are_being_made()
    {
        var (client, _) = AdminOf(brokers: 1);
        using var stop = new CancellationTokenSource();
        var making = TopicPlan.CreateAsync(client, Plan, stop: stop.Token);
        Assert.False(making.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making.WaitAsync(StopTimeout));
    }

    [Fact]
    public async Task Topics_that_were_made_when_fewer_brokers_answered_are_named()
    {
        var (client, admin) = AdminOf(brokers: 2);
        admin.Add(Plan[0], copies: 1);
        admin.Add(Plan[1], copies: 3);
        Assert.Empty(await TopicPlan.CreateAsync(client, Plan));
        admin.Brokers = 3;

        var note = Assert.Single(await TopicPlan.CreateAsync(client, Plan));

        Assert.StartsWith("legs has 1 copy where 3 brokers could hold 3", note, StringComparison.Ordinal);
    }

    /// <summary>Who scores has no right to see raw topics: brokers then tell that they are not there, and refuse to make them, whether they are or not.</summary>
    [Fact]
    public async Task Topics_that_may_neither_be_seen_nor_made_are_named_and_nobody_waits_for_them()
    {
        var (client, admin) = AdminOf(brokers: 1);
        admin.Refusals[TopicPlan.Legs] = ErrorCode.TopicAuthorizationFailed;
        admin.Refusals[TopicPlan.Warnings] = ErrorCode.TopicAlreadyExists;

        var note = Assert.Single(await TopicPlan.CreateAsync(client, Plan, othersMakeThem: true));

        Assert.Equal("legs may neither be seen nor made by this account; where it is missing 'topics create' makes it", note);
    }

    /// <summary>'topics create' was asked for them, and a queue's topic nobody else makes.</summary>
    [Fact]
    public async Task Who_is_to_make_topics_and_may_not_is_told_by_an_error()
    {
        var (client, admin) = AdminOf(brokers: 1);
        admin.Refusals[TopicPlan.Legs] = ErrorCode.TopicAuthorizationFailed;

        await Assert.ThrowsAsync<CreateTopicsException>(() => TopicPlan.CreateAsync(client, Plan));
    }

    [Theory]
    [InlineData(ErrorCode.InvalidReplicationFactor)]
    [InlineData(ErrorCode.PolicyViolation)]
    public async Task What_brokers_refuse_otherwise_is_an_error_for_whoever_asks(ErrorCode code)
    {
        var (client, admin) = AdminOf(brokers: 1);
        admin.Refusals[TopicPlan.Legs] = code;

        await Assert.ThrowsAsync<CreateTopicsException>(() => TopicPlan.CreateAsync(client, Plan, othersMakeThem: true));
    }

    private static (IAdminClient Client, Admin Admin) AdminOf(int brokers)
    {
        var client = DispatchProxy.Create<IAdminClient, Admin>();
        var admin = (Admin)client;
        admin.Brokers = brokers;
        return (client, admin);
    }

    /// <summary>Brokers as far as topics are concerned. An interface of forty methods, three of which are asked. What they made has no leader yet.</summary>
    public class Admin : DispatchProxy
    {
        private readonly List<TopicMetadata> _topics = [];

        public int Brokers { get; set; }

        public bool IsAway { get; set; }

        public List<TimeSpan> Timeouts { get; } = [];

        /// <summary>Topics that are not made, and why.</summary>
        public Dictionary<string, ErrorCode> Refusals { get; } = [];

        public void Add(PlannedTopic topic, int copies) => _topics.Add(new TopicMetadata(
            topic.Name,
            [.. Enumerable.Range(0, topic.Partitions).Select(p => new PartitionMetadata(p, 1, new int[copies], [], ErrorCode.NoError))],
            ErrorCode.NoError));

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IAdminClient.GetMetadata) => Metadata((TimeSpan)args![0]!),
            nameof(IAdminClient.DescribeConfigsAsync) => Task.FromResult(new List<DescribeConfigsResult>()),
            nameof(IAdminClient.CreateTopicsAsync) => Make((IEnumerable<TopicSpecification>)args![0]!),
            _ => throw new NotSupportedException(targetMethod.Name),
        };

        private Task Make(IEnumerable<TopicSpecification> topics) => Refusals.Count == 0 ? Task.CompletedTask : Task.FromException(new CreateTopicsException(
            [.. topics.Select(x => new CreateTopicReport { Topic = x.Name, Error = Refusals.GetValueOrDefault(x.Name) })]));

        private Metadata Metadata(TimeSpan timeout)
        {
            Timeouts.Add(timeout);
            return IsAway ? throw new KafkaException(ErrorCode.Local_TimedOut)
                : new Metadata([.. Enumerable.Range(1, Brokers).Select(x => new BrokerMetadata(x, "broker", 9092))], [.. _topics], 1, "broker");
        }
    }
}
