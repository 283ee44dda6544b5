using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The time of one partition: the least of the raw partitions that hold it back, the greatest where none does;
/// it never goes back. A raw partition whose time stands still for 60 frames of its member is left out until it moves.</summary>
public sealed class PartitionClock
{
    private const int FramesUntilStopped = 60;

    private readonly SortedDictionary<Source, State> _raw = new(Comparer<Source>.Create(Compare));

    /// <summary>The values of <see cref="_raw"/>: each progress looks through all of them.</summary>
    private State[] _states = [];

    /// <summary>The raw partitions of the frame before, place by place: members name theirs in the same order each time. No state.</summary>
    private (Source Raw, State State)[] _frame = [];

    /// <summary>ms since epoch; 0 before the first progress.</summary>
    public long NowMs { get; private set; }

    /// <summary>The earliest time heard of <see cref="RawStreams.Calls"/>, ms since epoch; 0 none yet. Every partition hears the
    /// same, so that how much history there is does not depend on how many partitions share it.</summary>
    public long CallsSinceMs { get; private set; }

    /// <summary>The same of <see cref="RawStreams.Transfers"/>.</summary>
    public long MoneySinceMs { get; private set; }

    /// <summary>Raw partitions whose time stands still.</summary>
    public IEnumerable<Source> Stopped => _raw.Where(x => x.Value.Still >= FramesUntilStopped).Select(x => x.Key);

    /// <summary>Takes in one frame of progress. True where the partition's time moved.</summary>
    public bool Advance(ReadOnlySpan<ProgressEntry> entries)
    {
        if (_frame.Length < entries.Length)
        {
            Array.Resize(ref _frame, entries.Length);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            var state = ReferenceEquals(_frame[i].Raw, entry.Raw) ? _frame[i].State : Find(entry.Raw, ref _frame[i]);
            if (state is null)
            {
                continue;
            }

            state.Still = entry.TimeMs > state.TimeMs ? 0 : Math.Min(state.Still + 1, FramesUntilStopped);
            state.TimeMs = Math.Max(state.TimeMs, entry.TimeMs);
            state.HoldsBack = entry.HoldsBack;
            if (entry.TimeMs > 0 && entry.Raw.Topic == RawStreams.Calls)
            {
                CallsSinceMs = Earlier(CallsSinceMs, entry.TimeMs);
            }
            else if (entry.TimeMs > 0 && entry.Raw.Topic == RawStreams.Transfers)
            {
                MoneySinceMs = Earlier(MoneySinceMs, entry.TimeMs);
            }
        }

        long least = long.MaxValue;
        long greatest = 0;
        foreach (var state in _states)
        {
            greatest = Math.Max(greatest, state.TimeMs);
            if (state.HoldsBack && state.Still < FramesUntilStopped)
            {
                least = Math.Min(least, state.TimeMs);
            }
        }

        var time = least == long.MaxValue ? greatest : least;
        if (time <= NowMs)
        {
            return false;
        }

        NowMs = time;
        return true;
    }

    /// <summary>Null where a newer generation of the topic is known.</summary>
    private State? Find(Source raw, ref (Source Raw, State State) place)
    {
        if (!_raw.TryGetValue(raw, out var state))
        {
            if (Supersedes(raw))
            {
                _raw.Add(raw, state = new State());
            }

            // Whoever was superseded must not be found where it stood.
            Array.Clear(_frame);
            _states = [.. _raw.Values];
        }

        if (state is not null)
        {
            place = (raw, state);
        }

        return state;
    }

    /// <summary>Goes on where <paramref name="other"/> stands, if that is further: its time, and since when streams are read.
    /// Not its raw partitions: they are those of logs that are over, and would hold this one back for ever.</summary>
    public void Join(PartitionClock other)
    {
        ArgumentNullException.ThrowIfNull(other);
        NowMs = Math.Max(NowMs, other.NowMs);
        CallsSinceMs = other.CallsSinceMs == 0 ? CallsSinceMs : Earlier(CallsSinceMs, other.CallsSinceMs);
        MoneySinceMs = other.MoneySinceMs == 0 ? MoneySinceMs : Earlier(MoneySinceMs, other.MoneySinceMs);
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(NowMs);
        writer.Write(CallsSinceMs);
        writer.Write(MoneySinceMs);
        writer.Write(_raw.Count);
        foreach (var (raw, state) in _raw)
        {
            writer.Write(raw);
            writer.Write(state.TimeMs);
            writer.Write(state.Still);
            writer.Write(state.HoldsBack);
        }
    }

    public void Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        NowMs = reader.ReadInt64();
        CallsSinceMs = reader.ReadInt64();
        MoneySinceMs = reader.ReadInt64();
        _raw.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var raw = reader.ReadSource();
            _raw[raw] = new State { TimeMs = reader.ReadInt64(), Still = reader.ReadInt32(), HoldsBack = reader.ReadBoolean() };
        }

        Array.Clear(_frame);
        _states = [.. _raw.Values];
    }

    internal static int Compare(Source? left, Source? right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        var topic = string.CompareOrdinal(left?.Topic, right?.Topic);
        if (topic != 0)
        {
            return topic;
        }

        var generation = (left?.Generation ?? 0).CompareTo(right?.Generation ?? 0);
        return generation != 0 ? generation : (left?.Partition ?? 0).CompareTo(right?.Partition ?? 0);
    }

    /// <summary>A topic's new generation takes the place of the old one, whose time would stand still and hold everybody back
    /// for ever. False where a newer one is known: what still speaks of the old one is not heard.</summary>
    private bool Supersedes(Source raw)
    {
        foreach (var known in _raw.Keys.Where(x => x.Topic == raw.Topic && x.Generation != raw.Generation).ToArray())
        {
            if (known.Generation > raw.Generation)
            {
                return false;
            }

            _raw.Remove(known);
        }

        return true;
    }

    private static long Earlier(long since, long timeMs) => since == 0 ? timeMs : Math.Min(since, timeMs);

    private sealed class State
    {
        public long TimeMs { get; set; }

        public int Still { get; set; }

        public bool HoldsBack { get; set; }
    }
}
