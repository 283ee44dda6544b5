using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>Runs records through a pipeline in slices of one second of arrival time.</summary>
public sealed class DirectoryReplay(Pipeline pipeline, IPipelineSink sink)
{
    private const long SliceMs = 1000;
    private readonly Dictionary<string, Source> _sources = [];
    private readonly Dictionary<Source, long> _times = [];
    private long _sliceEndMs;

    /// <summary>Records read, rejected ones included.</summary>
    public long Records { get; private set; }

    /// <summary>Takes in one record; records come in the order of their arrival.</summary>
    public void Next(in RecordedRecord record)
    {
        if (record.ArrivalMs >= _sliceEndMs)
        {
            if (_sliceEndMs != 0)
            {
                End();
            }

            _sliceEndMs = ((record.ArrivalMs / SliceMs) + 1) * SliceMs;
        }

        Records++;
        if (!_sources.TryGetValue(record.Topic.Name, out var source))
        {
            _sources[record.Topic.Name] = source = new Source(record.Topic.Name, 1, 0);
        }

        _times[source] = record.ArrivalMs;
        var context = new RecordContext(source, record.Line, 0, null, null, record.ArrivalMs);
        if (record.Record is null)
        {
            sink.Rejected(context, record.Rejected);
            return;
        }

        pipeline.Run(record.Record, context);
    }

    /// <summary>Ends the last slice.</summary>
    public void End()
    {
        // Every file has been read up to the end of the slice: all of them stand there.
        var progress = new ProgressEntry[_times.Count];
        var i = 0;
        foreach (var source in _times.Keys)
        {
            progress[i++] = new ProgressEntry(source, _sliceEndMs, true);
        }

        pipeline.EndSlice(_sliceEndMs, progress);
    }
}
