using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>The production flow in this process and in event time: recorded records in, decisions out. Time moves in
/// slices of arrival time, also through gaps, so that timers fire before the events that come after them.</summary>
internal sealed class LocalPipeline
{
    private readonly int _generation;
    private readonly long _sliceMs;
    private readonly IPipelineSink _sink;
    private readonly Dictionary<string, Source> _sources = [];
    private long _sliceEndMs;

    /// <param name="tokens">Stays its owner's.</param>
    /// <param name="ruleSets">What decides.</param>
    /// <param name="dispatch">Null where warnings shall become no cases.</param>
    /// <param name="options">How many partitions and how long a slice.</param>
    /// <param name="sink">Takes what comes out.</param>
    public LocalPipeline(
        Tokeniser tokens, IRuleSets ruleSets, DispatchOptions? dispatch, ReplayOptions options, IPipelineSink sink)
    {
        _sink = sink;
        _generation = options.Generation;
        _sliceMs = (long)options.Slice.TotalMilliseconds;
        var intake = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan(options.DefaultRegion)), new(options.WellKnown));
        Flow = new Pipeline(options.Partitions, intake, ruleSets, dispatch, sink, options.Generation, options.Retention);
    }

    public Pipeline Flow { get; }

    /// <summary>Lines taken, good or not.</summary>
    public long Events { get; private set; }

    /// <summary>Takes one record. Records come in the order of their arrival.</summary>
    public void Take(in RecordedRecord record)
    {
        Events++;
        MoveTo(record.ArrivalMs);
        if (!_sources.TryGetValue(record.Topic.Name, out var source))
        {
            _sources[record.Topic.Name] = source = new Source(record.Topic.Name, _generation, 0);
        }

        var context = new RecordContext(source, record.Line, 0, null, null, record.ArrivalMs);
        if (record.Record is null)
        {
            _sink.Rejected(context, record.Rejected);
            return;
        }

        Flow.Run(record.Record, context);
    }

    /// <summary>Ends the last slice. The reader holds nobody back from now on.</summary>
    public void Finish()
    {
        if (_sliceEndMs != 0)
        {
            EndSlice(_sliceEndMs, holdsBack: false);
            while (Flow.IsTelling)
            {
                // Whoever has not heard yet of a counterpart hears with the next progress: no time needs to pass for it.
                EndSlice(_sliceEndMs, holdsBack: false);
            }
        }
    }

    private void MoveTo(long arrivalMs)
    {
        if (arrivalMs < _sliceEndMs)
        {
            return;
        }

        var startMs = arrivalMs - (arrivalMs % _sliceMs);
        if (_sliceEndMs != 0)
        {
            EndSlice(_sliceEndMs, holdsBack: true);
            if (startMs > _sliceEndMs)
            {
                // Nothing arrived for a while: time passes all the same, before what comes next.
                EndSlice(startMs, holdsBack: true);
            }
        }

        _sliceEndMs = startMs + _sliceMs;
    }

    /// <summary>One reader merges all files: those that have begun all stand at the end of the slice.</summary>
    private void EndSlice(long timeMs, bool holdsBack) =>
        Flow.EndSlice(timeMs, [.. _sources.Values.Select(x => new ProgressEntry(x, timeMs, holdsBack))]);
}
