using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;
using WarningEngine.Redis;

namespace WarningEngine.Load.Engines;

/// <summary>How far the engine has come, asked from outside: what is committed and checkpointed, never what it says of itself.</summary>
internal sealed class LogWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestGround _ground;
    private readonly IConsumer<byte[]?, byte[]?> _intake;
    private readonly RedisCheckpointStore _store;

    public LogWatch(TestGround ground)
    {
        _ground = ground;
        _store = new RedisCheckpointStore(ground.Store);
        _intake = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = ground.Kafka.BootstrapServers, GroupId = "warning-engine.intake", EnableAutoCommit = false })
            .SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Offset up to which a partition's state is in the store; 0 before its first checkpoint.</summary>
    /// <param name="role">score or dispatch.</param>
    public long Checkpointed(string role, int partition) => _store.Describe(role, partition)?.NextOffset ?? 0;

    /// <summary>Events up to which intake has committed: what it made of them is acknowledged.</summary>
    public long Committed(FilledTopics raw) => GroupOffsets
        .Committed(_intake, raw.Partitions.Select(x => new TopicPartition(x.Topic, x.Partition)), Patience)
        .Sum(x => raw.EventsBefore(x.Topic, x.Partition.Value, x.Offset.Value));

    /// <summary>Where a log of the engine ends now, by partition.</summary>
    public long[] Ends(string topic) =>
    [
        .. Enumerable.Range(0, _ground.Partitions).Select(p => _intake.QueryWatermarkOffsets(new TopicPartition(topic, p), Patience).High.Value),
    ];

    /// <summary>Whether the states of all partitions that stand in the store have come so far.</summary>
    public bool HasCome(string role, long[] ends) => !ends.Where((end, partition) => Checkpointed(role, partition) < end).Any();

    /// <summary>Offsets up to which the states of a role are in the store, by partition.</summary>
    public long[] Checkpoints(string role) => [.. Enumerable.Range(0, _ground.Partitions).Select(p => Checkpointed(role, p))];

    /// <summary>Legs of the filled log whose effects are in the store.</summary>
    public long Scored(FilledTopics legs) => Enumerable.Range(0, _ground.Partitions)
        .Sum(p => legs.EventsBefore(TopicPlan.Legs, p, Checkpointed("score", p)));

    public void Dispose() => _intake.Dispose();
}
