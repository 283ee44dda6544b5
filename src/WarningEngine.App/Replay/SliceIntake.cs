using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>Takes what intake makes of recorded input, slice by slice.</summary>
internal interface ISliceSink : ILegSink
{
    void Rejected(in RecordContext context, CheckResult result);

    /// <summary>All legs of the slice were added.</summary>
    void EndSlice(long timeMs, ProgressEntry[] progress);
}

/// <summary>The first half of a replay: records in the order of their arrival are checked and split, and time is cut into
/// slices, also through gaps, so that timers fire before the events that come after them.</summary>
internal sealed class SliceIntake(IntakeSplitter splitter, ReplayOptions options)
{
    private readonly long _sliceMs = (long)options.Slice.TotalMilliseconds;
    private readonly Dictionary<string, Source> _sources = [];
    private long _sliceEndMs;

    /// <summary>Lines taken, good or not.</summary>
    public long Events { get; private set; }

    /// <summary>Arrival of the last one, ms since epoch.</summary>
    public long ArrivalMs { get; private set; }

    /// <summary>Takes one record. Records come in the order of their arrival.</summary>
    public void Take(in RecordedRecord record, ISliceSink sink)
    {
        Events++;
        ArrivalMs = record.ArrivalMs;

        // What has no time is rejected, and moves none: slices, and with them how long a source has been read, begin with the first line that has one.
        var hasTime = ArrivalOrder.Known(record.ArrivalMs) is not null;
        if (hasTime)
        {
            MoveTo(record.ArrivalMs, sink);
        }

        if (!_sources.TryGetValue(record.Topic.Name, out var source))
        {
            source = new Source(record.Topic.Name, options.Generation, 0);
            if (hasTime)
            {
                _sources.Add(record.Topic.Name, source);
            }
        }

        var context = new RecordContext(source, record.Place, 0, null, null, record.ArrivalMs);
        var result = record.Record is null ? record.Rejected : splitter.Split(record.Record, context, sink, vault: null);
        if (!result.IsGood)
        {
            // It is named by where it stands in its file.
            sink.Rejected(context with { Offset = record.Line }, result);
        }
    }

    /// <summary>Ends the last slice, once more with every call. The reader holds nobody back from now on.</summary>
    /// <returns>False where there was no record, and so no slice.</returns>
    public bool Finish(ISliceSink sink)
    {
        if (_sliceEndMs != 0)
        {
            EndSlice(_sliceEndMs, holdsBack: false, sink);
        }

        return _sliceEndMs != 0;
    }

    private void MoveTo(long arrivalMs, ISliceSink sink)
    {
        if (arrivalMs < _sliceEndMs)
        {
            return;
        }

        var startMs = arrivalMs - (arrivalMs % _sliceMs);
        if (_sliceEndMs != 0)
        {
            EndSlice(_sliceEndMs, holdsBack: true, sink);
            if (startMs > _sliceEndMs)
            {
                // Nothing arrived for a while: time passes all the same, before what comes next.
                EndSlice(startMs, holdsBack: true, sink);
            }
        }

        _sliceEndMs = startMs + _sliceMs;
    }

    /// <summary>One reader merges all files: those that have begun all stand at the end of the slice.</summary>
    private void EndSlice(long timeMs, bool holdsBack, ISliceSink sink) =>
        sink.EndSlice(timeMs, [.. _sources.Values.Select(x => new ProgressEntry(x, timeMs, holdsBack))]);
}
