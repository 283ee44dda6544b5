using WarningEngine.App.Owners;

namespace WarningEngine.Tests.Owners;

public sealed class IntakeGroupTests
{
    private static readonly IntakeGroup First = new(new Dictionary<string, int>());
    private static readonly IntakeGroup Raised = new(new Dictionary<string, int> { ["telecom.sms"] = 3, ["telecom.calls"] = 2 });

    [Fact]
    public void Its_name_tells_what_was_raised()
    {
        Assert.Equal("warning-engine.intake", First.Name);
        Assert.False(First.HasForerunners);
        Assert.Equal("warning-engine.intake+telecom.calls=2+telecom.sms=3", Raised.Name);
        Assert.True(Raised.HasForerunners);
    }

    [Theory]
    [InlineData("warning-engine.intake", "bank.transfers", true)]
    [InlineData("warning-engine.intake", "telecom.calls", false)]
    [InlineData("warning-engine.intake+telecom.calls=2", "telecom.calls", true)]
    [InlineData("warning-engine.intake+telecom.calls=2", "telecom.sms", false)]
    [InlineData("warning-engine.intake+bank.transfers=2", "bank.transfers", false)]
    [InlineData("warning-engine.intake+telecom.calls=2+telecom.sms=3", "telecom.calls", false)]
    [InlineData("warning-engine.score", "bank.transfers", false)]
    [InlineData("somebody", "bank.transfers", false)]
    public void A_group_precedes_it_with_topics_of_the_same_generation(string group, string topic, bool precedes) =>
        Assert.Equal(precedes, Raised.Precedes(group, topic));
}
