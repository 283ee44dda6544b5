namespace WarningEngine.App.City;

/// <summary>What is going to happen, in the order of time: who has money left or is on the phone depends on what
/// happened before. Entries of one moment happen in the order in which they were made.</summary>
internal sealed class CityAgenda
{
    private const long SlotMs = 60_000;

    /// <summary>A little more than a day of minutes: what is planned for one day lies in the ring.</summary>
    private const int Slots = 2_048;

    private readonly List<Entry>[] _ring = [.. Enumerable.Range(0, Slots).Select(_ => new List<Entry>())];

    /// <summary>What lies beyond the ring: days and weeks ahead, seldom.</summary>
    private readonly PriorityQueue<Entry, (long TimeMs, long Order)> _later = new();

    /// <summary>The rest of the minute that is running. A heap of one minute stays in the cache, one of a day does
    /// not.</summary>
    private readonly PriorityQueue<Action<long>, (long TimeMs, long Order)> _now = new();

    private long _order;
    private long _doneMs;

    /// <summary>The first slot that is not in <see cref="_now"/> yet.</summary>
    private long _next;

    /// <param name="startMs">Nothing happens before, ms since epoch.</param>
    public CityAgenda(long startMs)
    {
        _doneMs = startMs;
        _next = startMs / SlotMs;
    }

    /// <summary>Lets <paramref name="happen"/> happen at <paramref name="timeMs"/>, which it is given; at the next
    /// moment where that time has passed.</summary>
    public void At(long timeMs, Action<long> happen)
    {
        timeMs = Math.Max(timeMs, _doneMs);
        var slot = timeMs / SlotMs;
        var entry = new Entry(happen, timeMs, _order++);
        if (slot < _next)
        {
            _now.Enqueue(happen, (timeMs, entry.Order));
        }
        else if (slot < _next + Slots)
        {
            _ring[slot % Slots].Add(entry);
        }
        else
        {
            _later.Enqueue(entry, (timeMs, entry.Order));
        }
    }

    /// <summary>Lets everything before <paramref name="untilMs"/> happen, also what is added on the way.</summary>
    public void RunUntil(long untilMs)
    {
        while (true)
        {
            while (_now.TryPeek(out var happen, out var at) && at.TimeMs < untilMs)
            {
                _now.Dequeue();
                _doneMs = at.TimeMs;
                happen(at.TimeMs);
            }

            if (_next * SlotMs >= untilMs)
            {
                break;
            }

            Open();
        }

        _doneMs = untilMs;
    }

    private void Open()
    {
        var slot = _ring[_next % Slots];
        foreach (var entry in slot)
        {
            _now.Enqueue(entry.Happen, (entry.TimeMs, entry.Order));
        }

        slot.Clear();
        _next++;
        while (_later.TryPeek(out var entry, out _) && entry.TimeMs / SlotMs < _next)
        {
            _later.Dequeue();
            _now.Enqueue(entry.Happen, (entry.TimeMs, entry.Order));
        }
    }

    private readonly record struct Entry(Action<long> Happen, long TimeMs, long Order);
}
