using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

public sealed class ScoringRoleTests
{
    /// <summary>What it had sent is never acknowledged: its checkpoints would wait for ever.</summary>
    [Fact]
    public void A_producer_that_failed_is_noticed_with_nothing_to_send()
    {
        var producer = new KeptMessages();
        using var role = new ScoringRole(
            new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), new MemoryCheckpointStore(), new MemoryRuleSets(), producer, new PoisonedLegs(),
            new RoleSurroundings(
                new ScriptedMember(new TopicPartition(TopicPlan.Legs, 0)), new ObserverFan(), new ManualClock(), new Random(1), NullLogger.Instance));
        role.Start();
        role.Step();
        producer.Fault = "the broker forgot this producer";

        Assert.Contains("forgot", Assert.Throws<KafkaFaultException>(role.Step).Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever asks may have to wait for the answer, and everything that the role owns waits with it.</summary>
    [Fact]
    public void While_the_store_is_away_one_partition_at_a_time_asks_for_it_and_all_are_taken_once_it_is_back()
    {
        var clock = new ManualClock();
        var store = new LeavingStore { IsAway = true };
        var partitions = Enumerable.Range(0, 8).Select(x => new TopicPartition(TopicPlan.Legs, x)).ToArray();
        using var role = new ScoringRole(
            new RoleSettings(8, 1, TimeSpan.FromMilliseconds(100)), store, new MemoryRuleSets(), new KeptMessages(), new PoisonedLegs(),
            new RoleSurroundings(new ScriptedMember(partitions), new ObserverFan(), clock, new Random(1), NullLogger.Instance));
        role.Start();
        role.Step();
        Assert.Equal(1, store.Asked);

        store.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        role.Step();

        Assert.Equal(1 + partitions.Length, store.Asked);
        Assert.All(partitions, x => Assert.Equal(1, store.Inner.Taken("score", x.Partition)));
    }

    private sealed class LeavingStore : ICheckpointStore
    {
        public MemoryCheckpointStore Inner { get; } = new();

        public bool IsAway { get; set; }

        /// <summary>How often somebody wanted to take a partition.</summary>
        public int Asked { get; private set; }

        public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
        {
            Asked++;
            return IsAway ? throw new StoreAwayException("away", new TimeoutException()) : Inner.Take(role, partition, partitions, owner);
        }

        public CheckpointFacts? Describe(string role, int partition) => Inner.Describe(role, partition);

        public long? Peek(string role, int partition, ICheckpointedState state) => Inner.Peek(role, partition, state);
    }
}
