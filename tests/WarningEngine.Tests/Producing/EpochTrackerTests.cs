using WarningEngine.Kafka.Producing;

namespace WarningEngine.Tests.Producing;

public sealed class EpochTrackerTests
{
    private readonly EpochTracker _tracker;
    private Epoch _current = new();

    public EpochTrackerTests() => _tracker = new EpochTracker(() =>
    {
        var ended = _current;
        _current = new Epoch();
        return ended;
    });

    [Fact]
    public void An_epoch_in_which_nothing_was_sent_is_acknowledged_at_once() => Assert.Equal(_tracker.Cut(), _tracker.Acknowledged);

    [Fact]
    public void An_epoch_is_acknowledged_with_its_last_message()
    {
        var epoch = _current;
        epoch.Enter();
        epoch.Enter();
        var number = _tracker.Cut();

        epoch.Leave();
        Assert.NotEqual(number, _tracker.Acknowledged);
        epoch.Leave();
        Assert.Equal(number, _tracker.Acknowledged);
    }

    [Fact]
    public void An_epoch_waits_for_every_epoch_before_it()
    {
        var first = _current;
        first.Enter();
        _tracker.Cut();
        var second = _tracker.Cut();

        Assert.Equal(0, _tracker.Acknowledged);
        first.Leave();
        Assert.Equal(second, _tracker.Acknowledged);
    }

    [Fact]
    public void What_is_sent_after_the_cut_holds_nobody_before_it_back()
    {
        var number = _tracker.Cut();
        _current.Enter();
        _tracker.Cut();

        Assert.Equal(number, _tracker.Acknowledged);
    }
}
