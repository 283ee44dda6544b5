using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Replay;

/// <summary>The production flow in this process and in event time: recorded records in, decisions out. Either record by record
/// on the caller's thread (<see cref="Take"/>), or all of them with intake on a thread of its own (<see cref="Run"/>): scoring
/// hears the same legs in the same slices, and so decides the same.</summary>
internal sealed class LocalPipeline : ISliceSink, ISliceScoring
{

    private readonly IPipelineSink _sink;
    private readonly SliceIntake _intake;
    private long _forgottenDay;

    /// <param name="tokens">Stays its owner's; of the thread of intake alone.</param>
    /// <param name="artifacts">What decides.</param>
    /// <param name="dispatch">Null where warnings shall become no cases.</param>
    /// <param name="options">How many partitions and how long a slice.</param>
    /// <param name="sink">Takes what comes out, on the caller's thread.</param>
    /// <param name="tap">Takes what models are asked, on the caller's thread; null outside of training.</param>
    public LocalPipeline(
        Tokeniser tokens, IArtifacts artifacts, DispatchOptions? dispatch, ReplayOptions options, IPipelineSink sink,
        IFeatureTap? tap = null)
    {
        _sink = sink;
        var splitter = IntakeSplitter.Of(tokens, new LibPhoneNumberPlan(options.DefaultRegion), options.WellKnown);
        _intake = new SliceIntake(splitter, options);
        Flow = new Pipeline(options.Partitions, splitter, artifacts, dispatch, sink, options.Generation, options.Retention, tap);
    }

    public Pipeline Flow { get; }

    /// <summary>Lines taken, good or not.</summary>
    public long Events => _intake.Events;

    /// <summary>Takes one record. Records come in the order of their arrival.</summary>
    public void Take(in RecordedRecord record) => _intake.Take(record, this);

    /// <summary>Takes all records and finishes. They are read and split on another thread while this one scores.</summary>
    /// <param name="records">In the order of their arrival. Whatever reading them throws is thrown here.</param>
    /// <param name="told">Told now and then how many lines were taken, and the arrival of the last one in ms since epoch.</param>
    /// <param name="stop">Gives up between two batches.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(IEnumerable<RecordedRecord> records, Action<long, long> told, CancellationToken stop)
    {
        using var queue = new SliceQueue(_intake, stop);
        var filling = Task.Factory.StartNew(
            () => queue.Fill(records), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            queue.Drain(this, told);
        }
        catch
        {
            // The queue may go only once nobody fills it; what went wrong here says more than that filling was given up.
            queue.Stop();
            Task.WhenAny(filling).GetAwaiter().GetResult();
            throw;
        }

        filling.GetAwaiter().GetResult();
        Finish();
    }

    /// <summary>Ends the last slice. The reader holds nobody back from now on.</summary>
    public void Finish()
    {
        var isOpen = _intake.Finish(this);
        while (isOpen && Flow.IsTelling)
        {
            // Whoever has not heard yet of a counterpart hears with the next progress: no time needs to pass for it.
            _intake.Finish(this);
        }
    }

    public void Add(in Leg leg) => Flow.Add(leg);

    public void Rejected(in RecordContext context, CheckResult result) => _sink.Rejected(context, result);

    public void EndSlice(long timeMs, ProgressEntry[] progress) => EndSlice([], timeMs, progress);

    public void EndSlice(ReadOnlySpan<Leg> legs, long timeMs, ProgressEntry[] progress)
    {
        Flow.EndSlice(legs, timeMs, progress);
        if (timeMs / ProfileTime.DayMs > _forgottenDay)
        {
            _forgottenDay = timeMs / ProfileTime.DayMs;
            Flow.ForgetChanges();
        }
    }
}
