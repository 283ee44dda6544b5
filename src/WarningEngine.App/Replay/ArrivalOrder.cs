using WarningEngine.Core;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Replay;

/// <summary>In which order the lines of a file arrived, told by reading their arrival times once. Nothing is kept of lines that are in order.
/// <para>Two things make a line arrive later than those behind it. Its clock is wrong: then it is alone, over five minutes ahead of the two lines
/// behind it, and without it the file is in order. It is rejected: it would take everybody's time with it. Or the file is not in the order of
/// arrival, but for instance by when calls began: then what arrives late is ahead everywhere (long calls, records that are shipped late), and also
/// the other lines are out of order by seconds and minutes. Nothing is rejected for that; lines are taken by arrival.</para>
/// <para>So lines that are far ahead have wrong clocks where they are rare (one, or one in 1,000) and at most one in 100 of the others is out of
/// order. Where a record that is late stands alone in a file whose other lines arrive one as fast as the other, nobody can tell: it is taken for a wrong
/// clock.</para>
/// <para>Behind the last line, or among few in any order, nothing tells a wrong clock from a pause. Only one that no pause explains is rejected there:
/// half a year beyond all others, and farther than they are long.</para></summary>
internal sealed class ArrivalOrder
{
    private const int LinesAWrongClock = 1_000;
    private const int LinesALate = 100;

    /// <summary>180 days: after so much silence nothing would be left that its record could be about.</summary>
    private const long PauseMsMax = 180 * ProfileTime.DayMs;

    private readonly List<long> _ahead = [];
    private (long Line, long? Ms) _oldest;
    private (long Line, long? Ms) _older;
    private long _latestMs;
    private long _latestOfOthersMs;
    private long _earliestMs = long.MaxValue;
    private long _others;
    private long _lateOfAll;
    private long _lateOfOthers;

    /// <summary>Lines that are not empty.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines behind one that arrived later, those with wrong clocks left out; 0: the file is in order.</summary>
    public long Late { get; private set; }

    /// <summary>Numbers of the lines whose clocks are wrong.</summary>
    public HashSet<long> WrongClocks { get; } = [];

    /// <summary>The next line that is not empty.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="arrivalMs">Null where it does not say.</param>
    public void Add(long line, long? arrivalMs)
    {
        var ms = Known(arrivalMs);
        if (++Lines > 2)
        {
            Settle(_oldest, isAhead: _oldest.Ms is { } at && IsAhead(at, _older.Ms) && IsAhead(at, ms));
        }

        (_oldest, _older) = (_older, (line, ms));
    }

    /// <summary>That was the last line.</summary>
    public void Finish()
    {
        Settle(_oldest, isAhead: _older.Ms is null && IsBeyondPauses(_oldest));
        Settle(_older, isAhead: IsBeyondPauses(_older));
        var areWrong = (_ahead.Count == 1 || (long)_ahead.Count * LinesAWrongClock <= Lines) && _lateOfOthers * LinesALate <= Lines;
        Late = areWrong ? _lateOfOthers : _lateOfAll;
        if (areWrong)
        {
            WrongClocks.UnionWith(_ahead);
        }

        _ahead.Clear();
    }

    /// <summary>What no clock can have said is not said: intake rejects it, and it is in nobody's way.</summary>
    public static long? Known(long? arrivalMs) => arrivalMs >= Limits.EventTimeMsMin ? arrivalMs : null;

    /// <summary>Whether the latest of some lines is so much later than all others that no pause explains it.</summary>
    /// <param name="arrivalMs">Its arrival.</param>
    /// <param name="earliestMs">The earliest of the others.</param>
    /// <param name="latestMs">The latest of the others.</param>
    public static bool IsBeyondPauses(long arrivalMs, long earliestMs, long latestMs) =>
        arrivalMs - latestMs > Math.Max(PauseMsMax, latestMs - earliestMs);

    private static bool IsAhead(long arrivalMs, long? laterMs) => arrivalMs - laterMs > Limits.FutureMsMax;

    /// <summary>Where nothing comes behind it. Of two lines nobody can tell whose clock is wrong.</summary>
    private bool IsBeyondPauses((long Line, long? Ms) last) => _others > 1 && last.Ms is { } ms && IsBeyondPauses(ms, _earliestMs, _latestOfOthersMs);

    private void Settle((long Line, long? Ms) of, bool isAhead)
    {
        if (of.Ms is not { } ms)
        {
            return;
        }

        _lateOfAll += ms < _latestMs ? 1 : 0;
        _latestMs = Math.Max(_latestMs, ms);
        if (isAhead)
        {
            _ahead.Add(of.Line);
            return;
        }

        _lateOfOthers += ms < _latestOfOthersMs ? 1 : 0;
        _latestOfOthersMs = Math.Max(_latestOfOthersMs, ms);
        _earliestMs = Math.Min(_earliestMs, ms);
        _others++;
    }
}
