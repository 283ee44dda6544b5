using System.Text;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Dispatch;

/// <summary>A pattern fires ten times its usual rate in a partition, or does so no more.</summary>
/// <param name="PatternId">Which.</param>
/// <param name="State">How it stands from here on.</param>
/// <param name="LastHour">Its warnings in the last hour of the partition's time.</param>
/// <param name="UsualPerHour">Of its last seven days; a rate below 2 counts as 2.</param>
public sealed record Surge(string PatternId, SurgeState State, long LastHour, double UsualPerHour);

/// <summary>Notices a pattern that explodes. State, a function of the partition's own log: each partition decides for its own
/// persons, by its own time.</summary>
internal sealed class SurgeWatch
{
    private static readonly List<Surge> Nothing = [];

    private readonly byte _version;
    private readonly byte _keyKind;
    private readonly SortedDictionary<string, PatternRate> _rates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = [];

    /// <summary>The values of <see cref="_rates"/>, since each progress looks through all of them; null where those have changed.</summary>
    private PatternRate[]? _watched;

    /// <param name="version">Of the layout, first byte of every value.</param>
    /// <param name="keyKind">First byte of every key.</param>
    public SurgeWatch(byte version, byte keyKind) => (_version, _keyKind) = (version, keyKind);

    /// <summary>The day, since epoch, of the last warning. Days without any are no days: whoever was switched off for a week
    /// does not take its usual rate for nothing.</summary>
    public long Day { get; set; }

    /// <summary>Those that go on, held or released, by pattern.</summary>
    public IEnumerable<Surge> SurgesAt(long timeMs) =>
        _rates.Where(x => x.Value.State != SurgeState.None).Select(x => Of(x.Key, x.Value, timeMs));

    /// <summary>What an exposure causes says nothing about the pattern: one fact about a counterpart reaches everyone it touched at
    /// once. Its lists, waves and tiers keep it within bounds.</summary>
    public static bool Watches(Warning warning) =>
        !warning.Evidence.Any(x => x.Kind == LegKind.Exposure && x.EventTimeMs == warning.EventTimeMs);

    public bool Holds(string patternId) => _rates.GetValueOrDefault(patternId)?.State == SurgeState.Held;

    /// <summary>Counts one warning.</summary>
    /// <param name="patternId">Its pattern.</param>
    /// <param name="timeMs">The partition's time, ms since epoch; 0, where it has none yet, is not counted.</param>
    /// <returns>The surge that begins with it; null where none does.</returns>
    public Surge? Count(string patternId, long timeMs)
    {
        if (timeMs == 0)
        {
            return null;
        }

        EndDays(timeMs / ProfileTime.DayMs);
        if (FindOrAdd(patternId) is not { } rate)
        {
            return null;
        }

        _changed.Add(patternId);
        return rate.Count(timeMs) ? Of(patternId, rate, timeMs) : null;
    }

    /// <summary>Time has passed: those that are over, by pattern.</summary>
    public IReadOnlyList<Surge> Calm(long timeMs) => Change(timeMs, static (rate, timeMs) => rate.Calm(timeMs));

    /// <summary>An operator lets all of them go on: those that were held, by pattern.</summary>
    public IReadOnlyList<Surge> Release(long timeMs) => Change(timeMs, static (rate, _) => rate.Release());

    /// <summary>Takes over a share of what another partition knew: see <see cref="PatternRate.Join"/>.</summary>
    public void Join(SurgeWatch other, int share, int of)
    {
        Day = Math.Max(Day, other.Day);
        foreach (var (patternId, rate) in other._rates)
        {
            FindOrAdd(patternId)?.Join(rate, share, of);
            _changed.Add(patternId);
        }
    }

    public void WriteChanged(IStateWriter writer)
    {
        foreach (var patternId in _changed.Order(StringComparer.Ordinal))
        {
            Write(writer, patternId);
        }

        _changed.Clear();
    }

    public void WriteAll(IStateWriter writer)
    {
        foreach (var patternId in _rates.Keys)
        {
            Write(writer, patternId);
        }

        _changed.Clear();
    }

    /// <param name="patternId">In UTF-8.</param>
    /// <param name="value">With the byte of the version; empty where the pattern is not watched any more.</param>
    public void Read(ReadOnlySpan<byte> patternId, ReadOnlySpan<byte> value)
    {
        var id = Encoding.UTF8.GetString(patternId);
        _rates.Remove(id);
        _watched = null;
        if (!value.IsEmpty)
        {
            using var reader = new BinaryReader(new MemoryStream(value[1..].ToArray()));
            _rates[id] = PatternRate.Read(reader);
        }
    }

    private static Surge Of(string patternId, PatternRate rate, long timeMs) =>
        new(patternId, rate.State, rate.LastHour(timeMs), rate.UsualPerHour);

    private List<Surge> Change(long timeMs, Func<PatternRate, long, bool> changes)
    {
        _watched ??= [.. _rates.Values];
        if (Array.TrueForAll(_watched, static x => x.State == SurgeState.None))
        {
            return Nothing;
        }

        List<Surge> changed = [];
        foreach (var (patternId, rate) in _rates)
        {
            if (rate.State != SurgeState.None && changes(rate, timeMs))
            {
                _changed.Add(patternId);
                changed.Add(Of(patternId, rate, timeMs));
            }
        }

        return changed;
    }

    /// <summary>Null where as many are watched as can be, and all of them are heard.</summary>
    private PatternRate? FindOrAdd(string patternId)
    {
        if (_rates.TryGetValue(patternId, out var known))
        {
            return known;
        }

        _watched = null;
        if (_rates.Count == Limits.PatternsWatchedMax)
        {
            if (_rates.FirstOrDefault(x => x.Value.IsSilent).Key is not { } silent)
            {
                return null;
            }

            _rates.Remove(silent);
            _changed.Add(silent);
        }

        return _rates[patternId] = new PatternRate();
    }

    private void EndDays(long day)
    {
        if (day <= Day)
        {
            return;
        }

        if (Day != 0)
        {
            foreach (var (patternId, rate) in _rates)
            {
                rate.EndDay();
                _changed.Add(patternId);
            }
        }

        Day = day;
    }

    private void Write(IStateWriter writer, string patternId)
    {
        byte[] key = [_keyKind, .. Encoding.UTF8.GetBytes(patternId)];
        if (!_rates.TryGetValue(patternId, out var rate))
        {
            writer.Put(key, []);
            return;
        }

        using var buffer = new MemoryStream();
        using var content = new BinaryWriter(buffer);
        content.Write(_version);
        rate.Write(content);
        content.Flush();
        writer.Put(key, buffer.ToArray());
    }
}
