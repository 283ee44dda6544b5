namespace WarningEngine.Simulation.Kernel;

/// <summary>Virtual time: events in their order, one after the other, on one thread. Times are microseconds since the
/// beginning. Everything that is left to chance is drawn from one seed.</summary>
internal sealed class VirtualTime(int seed, Action<string>? words = null)
{
    private readonly PriorityQueue<Action, (long TimeUs, long Number)> _events = new();
    private long _number;

    public long NowUs { get; private set; }

    public Random Chance { get; } = new(seed);

    public Trace Trace { get; } = new(words);

    /// <summary>Does something later; what is due at one time happens in the order of the calls.</summary>
    public void After(long delayUs, Action then) => _events.Enqueue(then, (NowUs + Math.Max(0, delayUs), _number++));

    /// <summary>Lets time pass. May be called from within an event: others go on meanwhile.</summary>
    /// <param name="untilUs">No later than this.</param>
    /// <param name="done">Stops earlier, once this is true; null: never.</param>
    public void Run(long untilUs, Func<bool>? done = null)
    {
        while (done is null || !done())
        {
            if (!_events.TryPeek(out var then, out var due) || due.TimeUs > untilUs)
            {
                NowUs = Math.Max(NowUs, untilUs);
                return;
            }

            _events.Dequeue();
            NowUs = Math.Max(NowUs, due.TimeUs);
            then();
        }
    }

    /// <summary>A delay drawn up to <paramref name="maxUs"/>, never 0.</summary>
    public long Draw(long maxUs) => 1 + Chance.NextInt64(Math.Max(1, maxUs));

    public bool Happens(double share) => share > 0 && Chance.NextDouble() < share;

    public void Tell(string what, long a = 0, long b = 0) => Trace.Add(NowUs, what, a, b);
}
