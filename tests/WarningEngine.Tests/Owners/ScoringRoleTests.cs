using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
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
}
