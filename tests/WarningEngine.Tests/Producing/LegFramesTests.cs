using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Producing;

public sealed class LegFramesTests : IDisposable
{
    private readonly KeptMessages _sent = new();
    private readonly LegFrames _frames;

    public LegFramesTests() => _frames = new LegFrames(_sent, "legs", 2);

    public void Dispose() => _sent.Dispose();

    [Theory]
    [InlineData("legs", 0)]
    [InlineData("warnings", 5)]
    public void Frames_leave_at_once_while_no_frame_is_under_way(string topic, int underWay)
    {
        _sent.Unacknowledged[topic] = underWay;
        Add(0);
        _frames.Drain();

        Assert.False(_frames.IsHolding);
        Assert.Equal([1], Legs());
    }

    [Fact]
    public void Frames_grow_while_one_is_under_way_and_leave_in_order_once_it_has_arrived()
    {
        _sent.Unacknowledged["legs"] = 1;
        for (var i = 0; i < 3; i++)
        {
            Add(i);
            _frames.Drain();
        }

        Assert.True(_frames.IsHolding);
        Assert.Empty(_sent.Sent);

        _sent.Unacknowledged["legs"] = 0;
        _frames.Drain();

        Assert.False(_frames.IsHolding);
        Assert.Equal([3], Legs());
    }

    /// <summary>A partition that takes nothing for minutes must not hold up what is for the others; twice, since it lasts.</summary>
    [Fact]
    public void What_is_under_way_for_long_holds_up_for_some_tens_of_rounds_alone()
    {
        _sent.Unacknowledged["legs"] = 1;
        for (var time = 1; time <= 2; time++)
        {
            Add(time);
            var rounds = 1;
            for (_frames.Drain(); _frames.IsHolding && rounds < 1_000; rounds++)
            {
                _frames.Drain();
            }

            Assert.InRange(rounds, 30, 100);
            Assert.Equal(Enumerable.Repeat(1, time), Legs());
        }
    }

    [Fact]
    public void Rounds_with_nothing_to_send_are_no_rounds_of_waiting()
    {
        _sent.Unacknowledged["legs"] = 1;
        for (var i = 0; i < 1_000; i++)
        {
            _frames.Drain();
        }

        Add(0);
        _frames.Drain();

        Assert.True(_frames.IsHolding);
        Assert.Empty(_sent.Sent);
    }

    [Fact]
    public void A_checkpoint_waits_for_nothing_that_is_under_way()
    {
        _sent.Unacknowledged["legs"] = 100;
        Add(0);
        _frames.Drain();
        _frames.Flush();

        Assert.Equal([1], Legs());
    }

    [Fact]
    public void A_full_frame_leaves_whatever_is_under_way()
    {
        _sent.Unacknowledged["legs"] = 100;
        for (var i = 0; i <= Core.Limits.LegsPerFrameMax; i++)
        {
            Add(i);
        }

        Assert.NotEmpty(_sent.Sent);
    }

    private void Add(int offset) => _frames.Add(new Leg
    {
        Kind = LegKind.Registry, Entity = new Token(1, 1), Stamp = new Stamp(new Source("telecom.calls", 1, 0), new Position(offset, 0, 0)),
    });

    /// <summary>Legs of each frame that was sent; their positions rise.</summary>
    private IEnumerable<int> Legs() => _sent.Sent.Select(message =>
    {
        var legs = new List<Leg>();
        FrameWriter.Read(message.Value, legs);
        Assert.Equal(legs.Select(x => x.Stamp.Position).Order(), legs.Select(x => x.Stamp.Position));
        return legs.Count;
    });
}
