using System.Runtime.InteropServices;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>Takes whole slices: what scoring is to a replay.</summary>
internal interface ISliceScoring : ILegSink
{
    void Rejected(in RecordContext context, CheckResult result);

    /// <param name="legs">All legs of the slice, beside those added before.</param>
    /// <param name="timeMs">To which time moves, ms since epoch.</param>
    /// <param name="progress">How far each source has been read.</param>
    void EndSlice(ReadOnlySpan<Leg> legs, long timeMs, ProgressEntry[] progress);
}

/// <summary>Slices on their way from intake to scoring, many at once: handing over each by itself would cost more than what
/// is in it. Used again and again.</summary>
internal sealed class SliceBatch : ISliceSink
{
    private const int LegsEnough = 4096;
    private const int SlicesEnough = 1024;

    private readonly List<Leg> _legs = [];
    private readonly List<End> _ends = [];
    private readonly List<(RecordContext Context, CheckResult Result)> _rejected = [];

    /// <summary>Full enough to be handed over; a slice is never cut for it.</summary>
    public bool IsFull => _legs.Count >= LegsEnough || _ends.Count >= SlicesEnough;

    /// <summary>Lines taken up to here, and the arrival of the last one in ms since epoch.</summary>
    public (long Events, long ArrivalMs) At { get; set; }

    public void Add(in Leg leg) => _legs.Add(leg);

    public void Rejected(in RecordContext context, CheckResult result) => _rejected.Add((context, result));

    public void EndSlice(long timeMs, ProgressEntry[] progress) => _ends.Add(new End(_legs.Count, timeMs, progress));

    /// <summary>Gives everything on, in its order, and is empty then. Legs behind the last end are added: their slice goes on.</summary>
    public void Empty(ISliceScoring scoring)
    {
        foreach (var (context, result) in _rejected)
        {
            scoring.Rejected(context, result);
        }

        var legs = CollectionsMarshal.AsSpan(_legs);
        var from = 0;
        foreach (var end in _ends)
        {
            scoring.EndSlice(legs[from..end.Legs], end.TimeMs, end.Progress);
            from = end.Legs;
        }

        foreach (ref readonly var leg in legs[from..])
        {
            scoring.Add(leg);
        }

        _rejected.Clear();
        _ends.Clear();
        _legs.Clear();
    }

    private readonly record struct End(int Legs, long TimeMs, ProgressEntry[] Progress);
}
