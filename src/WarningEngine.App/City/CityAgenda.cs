namespace WarningEngine.App.City;

/// <summary>What is going to happen, in the order of time: who has money left or is on the phone depends on what
/// happened before. Entries of one moment happen in the order in which they were made.</summary>
internal sealed class CityAgenda
{
    private readonly PriorityQueue<Action<long>, (long TimeMs, long Order)> _entries = new();
    private long _order;
    private long _doneMs;

    /// <summary>Lets <paramref name="happen"/> happen at <paramref name="timeMs"/>, which it is given; at the next
    /// moment where that time has passed.</summary>
    public void At(long timeMs, Action<long> happen) =>
        _entries.Enqueue(happen, (Math.Max(timeMs, _doneMs), _order++));

    /// <summary>Lets everything before <paramref name="untilMs"/> happen, also what is added on the way.</summary>
    public void RunUntil(long untilMs)
    {
        while (_entries.TryPeek(out var happen, out var at) && at.TimeMs < untilMs)
        {
            _entries.Dequeue();
            _doneMs = at.TimeMs;
            happen(at.TimeMs);
        }

        _doneMs = untilMs;
    }
}
