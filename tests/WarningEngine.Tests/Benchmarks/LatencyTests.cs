using Confluent.Kafka;
using WarningEngine.Load.Latency;

namespace WarningEngine.Tests.Benchmarks;

public sealed class LatencyTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 16, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_warning_that_does_not_come_counts_with_the_time_for_which_it_was_waited()
    {
        var delays = WarningDelays.Of(
            new Dictionary<long, long> { [0] = 1_500, [1] = 12_000, [2] = 23_000 }, expected: 4, x => x * 10_000, fromMicros: 10_000, waitedMicros: 20_030_000);
        Assert.Equal((2, 1, 3), (delays.Read, delays.Missing, delays.Micros.TotalCount));
        Assert.Equal(2, delays.Ms(33)!.Value, 0.01);
        Assert.Equal(20_000, delays.Ms(100)!.Value, 20.0);
    }

    [Fact]
    public void Where_nothing_came_there_is_no_latency()
    {
        var delays = WarningDelays.Of(new Dictionary<long, long> { [0] = 1_500 }, expected: 4, x => x * 10_000, fromMicros: 10_000, waitedMicros: 90_000);
        Assert.Null(delays.Ms(50));
        Assert.Equal(3, delays.Missing);
        Assert.Null(Load.Measures.Results.Ms(new HdrHistogram.LongHistogram(1_000, 3), 50));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(2_000)]
    [InlineData(2_049)]
    public void Victims_and_their_moments_are_those_of_the_input(int perSecond)
    {
        var events = new PacedInput(2).Make(Start, perSecond, TimeSpan.FromSeconds(3), CancellationToken.None);
        var due = events.Where(x => System.Text.Encoding.UTF8.GetString(x.Value).Contains("\"callReference\":\"w", StringComparison.Ordinal))
            .Select(x => x.DueMicros).ToList();
        Assert.Equal(due, Enumerable.Range(0, PacedInput.Warned(events.Length, perSecond)).Select(x => PacedInput.DueMicros(x, perSecond)));
        Assert.NotEmpty(due);
    }

    [Fact]
    public void Memory_for_all_events_is_asked_for_before_they_are_made()
    {
        var length = TimeSpan.FromSeconds(120);
        Assert.Null(PacedInput.Refusal(20_000, length, 8L << 30));
        Assert.Contains("20000 events a second", PacedInput.Refusal(20_000, length, 2L << 30), StringComparison.Ordinal);
        Assert.Contains("MB", PacedInput.Refusal(int.MaxValue, length, long.MaxValue), StringComparison.Ordinal);
        Assert.Contains("too few", PacedInput.Refusal(3, length, 8L << 30), StringComparison.Ordinal);

        // An array beside each, and what names it.
        var events = new PacedInput(2).Make(Start, 2_000, TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.InRange(events.Average(x => x.Value.Length + 24 + 40), 1, PacedInput.EventBytes);
    }

    [Fact]
    public void A_full_queue_is_waited_for()
    {
        var (asked, waited) = (0, 0);
        PacedSender.Insist(
            () =>
            {
                if (++asked < 3)
                {
                    throw new ProduceException<Null, byte[]>(new Error(ErrorCode.Local_QueueFull), new DeliveryResult<Null, byte[]>());
                }
            },
            () => waited++, CancellationToken.None);
        Assert.Equal((3, 2), (asked, waited));
    }

    [Fact]
    public void A_queue_that_stays_full_is_not_waited_for_when_the_run_is_to_end()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => PacedSender.Insist(
            () => throw new ProduceException<Null, byte[]>(new Error(ErrorCode.Local_QueueFull), new DeliveryResult<Null, byte[]>()), stop.Cancel, stop.Token));
    }

    [Fact]
    public void Another_error_of_the_client_is_none_to_be_waited_for() => Assert.Throws<ProduceException<Null, byte[]>>(() => PacedSender.Insist(
        () => throw new ProduceException<Null, byte[]>(new Error(ErrorCode.Local_UnknownTopic), new DeliveryResult<Null, byte[]>()),
        () => Assert.Fail("It was waited."), CancellationToken.None));
}
