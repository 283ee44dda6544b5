using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Integration.Artifacts;

/// <summary>The rules on the embedded broker.</summary>
public sealed class MockClusterRuleSetTests : RuleSetVerbsRules
{
    private readonly MockCluster _kafka = new();

    protected override string BootstrapServers => _kafka.BootstrapServers;

    public override void Dispose()
    {
        _kafka.Dispose();
        base.Dispose();
    }

    protected override Task MakeTopicsAsync()
    {
        _kafka.CreateTopic(TopicPlan.Artifacts, 1);
        _kafka.CreateTopic(RawTopic.Commands.Name, 1);
        return Task.CompletedTask;
    }
}
