using System.Collections.Concurrent;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>Between the thread of intake and the thread of scoring: a few batches go round, so that neither runs far ahead and
/// memory does not depend on the input. One fills, one takes; order is kept.</summary>
internal sealed class SliceQueue : ISliceSink, IDisposable
{
    private const int Batches = 8;

    private readonly BlockingCollection<SliceBatch> _full = [];
    private readonly BlockingCollection<SliceBatch> _empty = [];
    private readonly CancellationTokenSource _stop;
    private readonly SliceIntake _intake;
    private SliceBatch _filling = new();

    /// <param name="intake">Asked how far it has come.</param>
    /// <param name="stop">Ends both sides.</param>
    public SliceQueue(SliceIntake intake, CancellationToken stop)
    {
        _intake = intake;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        for (var i = 1; i < Batches; i++)
        {
            _empty.Add(new SliceBatch(), CancellationToken.None);
        }
    }

    /// <summary>On the one thread: splits all records.</summary>
    /// <exception cref="OperationCanceledException">The other side has stopped.</exception>
    public void Fill(IEnumerable<RecordedRecord> records)
    {
        try
        {
            foreach (var record in records)
            {
                _intake.Take(record, this);
            }

            HandOver();
        }
        finally
        {
            _full.CompleteAdding();
        }
    }

    /// <summary>On the other thread: gives all of it to scoring, to the end of the records or to where filling them failed.</summary>
    /// <param name="scoring">Takes the slices.</param>
    /// <param name="told">Told how far it is after each batch.</param>
    public void Drain(ISliceScoring scoring, Action<long, long> told)
    {
        foreach (var batch in _full.GetConsumingEnumerable(_stop.Token))
        {
            batch.Empty(scoring);
            told(batch.At.Events, batch.At.ArrivalMs);
            _empty.Add(batch, CancellationToken.None);
        }
    }

    /// <summary>Nobody takes any more: whoever fills gives up.</summary>
    public void Stop() => _stop.Cancel();

    public void Add(in Leg leg) => _filling.Add(leg);

    public void Rejected(in RecordContext context, CheckResult result) => _filling.Rejected(context, result);

    public void EndSlice(long timeMs, ProgressEntry[] progress)
    {
        _filling.EndSlice(timeMs, progress);
        if (_filling.IsFull)
        {
            HandOver();
        }
    }

    public void Dispose()
    {
        _full.Dispose();
        _empty.Dispose();
        _stop.Dispose();
    }

    private void HandOver()
    {
        _filling.At = (_intake.Events, _intake.ArrivalMs);
        _full.Add(_filling, CancellationToken.None);
        _filling = _empty.Take(_stop.Token);
    }
}
