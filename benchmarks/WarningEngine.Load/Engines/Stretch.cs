using System.Diagnostics;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Engines;

/// <summary>The part of a round over raw topics that counts: a process that has done all there was stands still while the rest is filled in, and then does
/// that. So all that the rest costs, of intake, scoring and dispatch, lies in it, and nothing of what was before: a window over topics that are read
/// from the beginning would begin where one thread has run far ahead of another.</summary>
/// <param name="ground">Broker, store.</param>
/// <param name="process">The engine's.</param>
/// <param name="progress">How far it has come.</param>
internal sealed class Stretch(TestGround ground, int process, IRawProgress progress)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<Sample> _samples = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Looks once: what comes counts from here.</summary>
    public void Begin() => Take();

    /// <summary>Looks on until all is done.</summary>
    /// <param name="raw">All that was filled in.</param>
    /// <param name="check">Throws where nothing more will come.</param>
    /// <param name="patience">For all of it.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public void Wait(FilledTopics raw, Action check, TimeSpan patience)
    {
        do
        {
            if (Stopwatch.GetElapsedTime(_started) > patience)
            {
                throw new TimeoutException($"{_samples[^1].Come.Committed:#,0} of {raw.Events:#,0} are committed after {patience}.");
            }

            Thread.Sleep(Look);
            check();
            ground.Stop.ThrowIfCancellationRequested();
            Take();
        }
        while (_samples[^1].Come.Committed < raw.Events || !progress.IsSettled());

        // That it is settled was asked after the last look.
        Take();
    }

    /// <summary>What was measured, once all is done.</summary>
    /// <param name="events">All that were filled in.</param>
    /// <param name="before">How many of them were done before it began.</param>
    public Figure Measure(long events, long before)
    {
        var (first, last) = (_samples[0], _samples[End(_samples.Select(x => x.Come), events, progress.LastLegs(), progress.LastItems())]);
        var read = _samples.First(x => x.Come.Committed >= events).Seconds;
        var (count, seconds) = (events - before, last.Seconds - first.Seconds);
        return new Figure(
            count / seconds, 1e6 * (last.Own - first.Own) / count, 1e6 * (last.Broker - first.Broker) / count,
            1e6 * (last.Store - first.Store) / count, count, seconds, last.Seconds - read, before, 1e6 * first.Own / Math.Max(1, before), first.Own);
    }

    /// <summary>The first look at which all was done. That nothing more comes is known later: meanwhile only the time goes on.</summary>
    /// <param name="looks">How far it had come.</param>
    /// <param name="events">All that were filled in.</param>
    /// <param name="legs">The offset behind the last message of <c>legs</c> that is more than the time, by partition.</param>
    /// <param name="items">The same of <c>warnings</c>.</param>
    /// <exception cref="InvalidOperationException">It was not at any.</exception>
    public static int End(IEnumerable<Come> looks, long events, long[] legs, long[] items)
    {
        foreach (var (index, look) in looks.Index())
        {
            if (look.Committed >= events && Covers(look.Scored, legs) && Covers(look.Delivered, items))
            {
                return index;
            }
        }

        throw new InvalidOperationException("The round was taken for over, but not all that its logs hold had been done.");
    }

    private static bool Covers(long[] come, long[] ends) => !ends.Where((end, partition) => come[partition] < end).Any();

    private void Take()
    {
        var come = progress.Ask();
        _samples.Add(new Sample(
            Stopwatch.GetElapsedTime(_started).TotalSeconds, come, ProcessorTime.Of(process), ProcessorTime.Of(ground.Kafka.Id),
            ProcessorTime.WithChildren(ground.Redis.Id)));
    }

    /// <summary>What was seen at one look.</summary>
    private readonly record struct Sample(double Seconds, Come Come, double Own, double Broker, double Store);
}

/// <summary>How far the engine has come with what stands in raw topics.</summary>
/// <param name="Committed">Events up to which intake has committed: what it made of them is acknowledged.</param>
/// <param name="Scored">Offsets of <c>legs</c> up to which states are in the store, by partition.</param>
/// <param name="Delivered">Offsets of <c>warnings</c> up to which queues and cases are, by partition.</param>
internal readonly record struct Come(long Committed, long[] Scored, long[] Delivered);

/// <summary>What <see cref="Stretch"/> asks.</summary>
internal interface IRawProgress
{
    /// <summary>How far it is now.</summary>
    Come Ask();

    /// <summary>Nothing more comes of what is done. Once it is so it stays so.</summary>
    bool IsSettled();

    /// <summary>The offset behind the last message of <c>legs</c> that is more than the time, by partition.</summary>
    long[] LastLegs();

    /// <summary>The same of <c>warnings</c>.</summary>
    long[] LastItems();
}
