using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Kafka;

/// <summary>The rules on Apache Kafka, and what the embedded broker does not know.</summary>
public sealed class RealKafkaTests(RealKafkaTests.Broker broker) : KafkaRules, IClassFixture<RealKafkaTests.Broker>
{
    protected override string BootstrapServers
    {
        get
        {
            Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
            return broker.Server!.BootstrapServers;
        }
    }

    protected override TimeSpan? Session { get; } = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_member_that_faulted_leaves_at_once_and_finishes_nothing()
    {
        await CreateTopicAsync(Topic, 2);
        var faulted = NewMember();
        Await(() => faulted.AtEnd.Count == 2, faulted);
        using var other = NewMember();
        faulted.Dispose();

        // Its session outlasts the patience of this test.
        Await(() => other.AtEnd.Count == 2, other);

        Assert.Equal(0, faulted.Revocations);
    }

    [Fact]
    public async Task The_planned_topics_are_made_with_their_settings_and_only_once()
    {
        using var admin = NewAdmin();
        var plan = TopicPlan.All(partitions: 4, rawPartitions: 2);
        var made = await TopicPlan.CreateAsync(admin, plan);
        Assert.Contains("made legs with 4 partitions, 1 copy each (brokers that answer: 1)", made);
        Assert.Equal(plan.Count, made.Count(x => x.StartsWith("made ", StringComparison.Ordinal)));

        Assert.Empty(await TopicPlan.CreateAsync(admin, plan));
        var partitions = admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.ToDictionary(x => x.Topic, x => x.Partitions.Count);
        Assert.All(plan, x => Assert.Equal(x.Partitions, partitions[x.Name]));
        Assert.Equal("delete", await SettingAsync(admin, TopicPlan.Legs, "cleanup.policy"));
        Assert.Equal("compact", await SettingAsync(admin, TopicPlan.Vault, "cleanup.policy"));
        Assert.Equal("false", await SettingAsync(admin, TopicPlan.Legs, "unclean.leader.election.enable"));
    }

    [Fact]
    public async Task A_topic_that_is_otherwise_than_planned_is_told_of_and_left_as_it_is()
    {
        using var admin = NewAdmin();
        await TopicPlan.CreateAsync(admin, [new PlannedTopic("odd", 1, Compacted: true, RetentionDays: 7)]);

        var notes = await TopicPlan.CreateAsync(admin, [new PlannedTopic("odd", 3, Compacted: false, RetentionDays: 7)]);

        Assert.Contains("odd has 1 partitions, not 3", notes);
        Assert.Contains("odd has cleanup.policy=compact, not delete", notes);
        Assert.Equal("compact", await SettingAsync(admin, "odd", "cleanup.policy"));
    }

    protected override async Task CreateTopicAsync(string name, int partitions)
    {
        using var admin = NewAdmin();
        await TopicPlan.CreateAsync(admin, [new PlannedTopic(name, partitions, Compacted: false, RetentionDays: 7)]);
    }

    private static async Task<string> SettingAsync(IAdminClient admin, string topic, string name) =>
        (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]))[0].Entries[name].Value;

    private IAdminClient NewAdmin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();

    /// <summary>One broker for all tests of the class: starting takes seconds.</summary>
    public sealed class Broker : IDisposable
    {
        public RealKafka? Server { get; } = RealKafka.IsInstalled ? new RealKafka() : null;

        public void Dispose() => Server?.Dispose();
    }
}
