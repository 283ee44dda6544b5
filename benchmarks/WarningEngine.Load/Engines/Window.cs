using System.Diagnostics;
using System.Globalization;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Engines;

/// <summary>What was measured in one round.</summary>
/// <param name="PerSecond">Events a second of wall time.</param>
/// <param name="Micros">Microseconds of CPU an event, by the operating system: of who is measured.</param>
/// <param name="BrokerMicros">Of the broker.</param>
/// <param name="StoreMicros">Of the store.</param>
/// <param name="Events">In the window.</param>
/// <param name="Seconds">The window's length.</param>
/// <param name="Tail">Of it, what follows when all events are done: until all that they caused is done too. Seconds.</param>
/// <param name="ColdEvents">Before the window: left out.</param>
/// <param name="ColdMicros">Microseconds of CPU that each of these cost who is measured, its start included.</param>
/// <param name="WarmedSeconds">CPU that the process had used when the window began. Seconds.</param>
internal sealed record Figure(
    double PerSecond, double Micros, double BrokerMicros, double StoreMicros, long Events, double Seconds, double Tail, long ColdEvents,
    double ColdMicros, double WarmedSeconds)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PerSecond:#,0} a second, {Micros:0.00} µs each (broker {BrokerMicros:0.00}, store {StoreMicros:0.00}), "
            + $"{Events:#,0} in {Seconds:0.0} s, of which {Tail:0.0} s are the end; left out {ColdEvents:#,0} at {ColdMicros:0.00} µs");
}

/// <summary>The part of a round that counts: from where the process is warm, by the CPU that it has used, the same for engine and peers, and its
/// groups have shared out, to the end, when everything is done. Where the input is too small for that, its last fifth counts.</summary>
internal sealed class Window(TestGround ground, int process)
{
    /// <summary>Never earlier than here, nor later than there.</summary>
    private const double ShareMin = 0.2;
    private const double ShareMax = 0.8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<Sample> _samples = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Looks on until all is done.</summary>
    /// <param name="events">How many there are.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="isOver">Asked once all of them are: what follows from them is done too.</param>
    /// <param name="check">Throws where nothing more will come.</param>
    /// <param name="patience">For all of it.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public Figure Run(long events, Func<long> done, Func<bool> isOver, Action check, TimeSpan patience)
    {
        while (true)
        {
            check();
            ground.Stop.ThrowIfCancellationRequested();
            var count = done();
            var over = count >= events && isOver();
            _samples.Add(new Sample(
                Stopwatch.GetElapsedTime(_started).TotalSeconds, count, ProcessorTime.Of(process),
                ProcessorTime.Of(ground.Kafka.Id), ProcessorTime.WithChildren(ground.Redis.Id)));
            if (over)
            {
                return Result(events);
            }

            if (_samples[^1].Seconds > patience.TotalSeconds)
            {
                throw new TimeoutException(
                    $"{count:#,0} of {events:#,0} are done after {patience}{(count >= events ? ", but not what follows from them" : "")}.");
            }

            Thread.Sleep(Look);
        }
    }

    private Figure Result(long events)
    {
        var read = _samples.First(x => x.Events >= events).Seconds;
        var first = _samples.FirstOrDefault(x => x.Events >= events * (x.Own >= ground.WarmSeconds ? ShareMin : ShareMax), _samples[0]);
        var last = _samples[^1];
        if (first.Events >= last.Events)
        {
            // All of it was done between two looks: the input is too small for the rest to be told from the beginning.
            first = _samples[0];
        }

        var count = last.Events - first.Events;
        var seconds = last.Seconds - first.Seconds;
        return new Figure(
            count / seconds, 1e6 * (last.Own - first.Own) / count, 1e6 * (last.Broker - first.Broker) / count,
            1e6 * (last.Store - first.Store) / count, count, seconds, last.Seconds - read, first.Events,
            1e6 * first.Own / Math.Max(1, first.Events), first.Own);
    }

    /// <summary>What was seen at one look.</summary>
    private readonly record struct Sample(double Seconds, long Events, double Own, double Broker, double Store);
}
