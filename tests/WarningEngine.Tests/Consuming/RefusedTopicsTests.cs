using WarningEngine.Kafka.Consuming;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Consuming;

public sealed class RefusedTopicsTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Topic, string? Why)> _told = [];
    private readonly RefusedTopics _refused;

    public RefusedTopicsTests() => _refused = new RefusedTopics(_clock, _lines.Add, (topic, why) => _told.Add((topic, why)));

    [Fact]
    public void A_line_a_topic_is_logged_however_many_partitions_it_has()
    {
        _refused.Refused("legs", "not authorized");
        _refused.Refused("legs", "not authorized");
        _refused.Refused("registry", "not authorized");

        Assert.Equal(["consumer: legs cannot be read: not authorized", "consumer: registry cannot be read: not authorized"], _lines);
    }

    [Fact]
    public void What_lasts_for_seconds_is_told_once_and_taken_back_when_something_comes()
    {
        _refused.Refused("legs", "not authorized");
        _refused.Look();
        Assert.Empty(_told);

        _clock.Advance(TimeSpan.FromSeconds(6));
        _refused.Look();
        _refused.Look();
        Assert.Equal([("legs", "not authorized")], _told);

        _refused.Came("legs");
        Assert.Equal([("legs", "not authorized"), ("legs", null)], _told);
        Assert.False(_refused.IsAny);
    }

    [Fact]
    public void A_refusal_that_is_over_within_a_moment_is_not_told()
    {
        _refused.Refused("legs", "not authorized");
        _refused.Came("legs");
        _clock.Advance(TimeSpan.FromSeconds(6));
        _refused.Look();

        Assert.Empty(_told);
    }

    [Fact]
    public void Of_what_is_not_read_here_any_more_nothing_is_said()
    {
        _refused.Refused("legs", "not authorized");
        _refused.Refused("warnings", "not authorized");
        _clock.Advance(TimeSpan.FromSeconds(6));
        _refused.Look();

        _refused.Gone(["legs", "warnings"], left: ["warnings"]);

        Assert.Equal(("legs", null), _told[^1]);
        Assert.True(_refused.IsAny);
        _refused.Clear();
        Assert.Equal(("warnings", null), _told[^1]);
        Assert.False(_refused.IsAny);
    }

    /// <summary>Where the brokers do not even describe a topic the group has nothing of it to assign, and nothing to take away.</summary>
    [Fact]
    public void A_topic_that_never_had_a_partition_here_is_told_of_whatever_others_are_taken_away()
    {
        _refused.Refused("registry", "not authorized");
        _refused.Gone(["telecom.calls"], left: []);
        _clock.Advance(TimeSpan.FromSeconds(6));
        _refused.Look();
        _refused.Gone(["bank.transfers"], left: ["telecom.calls"]);

        Assert.Equal([("registry", "not authorized")], _told);
    }
}
