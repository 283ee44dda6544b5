using System.Runtime.InteropServices;
using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Stages.HotPath;

/// <summary>A small city that has been lived in for two weeks, in one partition, and the legs of the hours that follow: what intake
/// made of its records, in the order of their arrival.</summary>
internal sealed class LivedCity : ILegSink, IVaultSink, IPipelineSink
{
    public const long SliceMs = 1_000;

    private readonly List<Leg> _slice = [];
    private readonly Pipeline _pipeline;
    private readonly long _fromMs;

    /// <param name="people">Persons.</param>
    /// <param name="seed">Same seed, same legs.</param>
    /// <param name="rules">What decides.</param>
    public LivedCity(int people, ulong seed, IArtifacts rules)
    {
        var options = new CityOptions(people, 1, seed, 1e-4, CityOptions.DefaultStartMs);
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        _pipeline = new Pipeline(1, splitter, rules, dispatch: null, this);
        _fromMs = options.StartMs + (9 * 3_600_000);
        var untilMs = _fromMs + (14 * 3_600_000);
        var sliceEnd = options.HistoryStartMs;
        long offset = 0;
        foreach (var (raw, record) in new CityStream(options).Decoded())
        {
            if (raw.ArrivalMs >= untilMs)
            {
                break;
            }

            if (raw.ArrivalMs >= sliceEnd)
            {
                sliceEnd = ((raw.ArrivalMs / SliceMs) + 1) * SliceMs;
                EndSlice(Math.Min(sliceEnd - SliceMs, _fromMs));
            }

            splitter.Split(record, new RecordContext(new Source(raw.Topic.Name, 1, 0), offset++, 0, null, null, raw.ArrivalMs), this, this);
            if (raw.ArrivalMs >= _fromMs)
            {
                Legs.AddRange(_slice);
                _slice.Clear();
            }
        }

        State = _pipeline.Scoring[0].State;
    }

    /// <summary>Of everybody and everything in it, when the hours begin.</summary>
    public ScoringState State { get; }

    /// <summary>Of fourteen hours from nine in the morning.</summary>
    public List<Leg> Legs { get; } = [];

    /// <summary>When they begin, ms since epoch.</summary>
    public long FromMs => _fromMs;

    public void Add(in Leg leg) => _slice.Add(leg);

    public void Keep(Token token, byte[] sealedText)
    {
        // Nobody reads identifiers back here.
    }

    private void EndSlice(long timeMs)
    {
        _pipeline.EndSlice(CollectionsMarshal.AsSpan(_slice), timeMs, [
            new ProgressEntry(new Source(RawStreams.Calls, 1, 0), timeMs, true),
            new ProgressEntry(new Source(RawStreams.Transfers, 1, 0), timeMs, true)]);
        _pipeline.ForgetChanges();
        _slice.Clear();
    }

    void IPipelineSink.Warned(Warning warning)
    {
        // What is warned of before the measured hours is not measured.
    }

    void IPipelineSink.Rejected(in RecordContext context, CheckResult result) =>
        throw new InvalidOperationException($"The city wrote a bad record: {result}");

    void IDispatchSink.Entry(QueueEntry entry) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.Kept(Case open, DispatchMode mode) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.CaseChanged(Case changed) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.CaseForgotten(Case forgotten) => throw new InvalidOperationException("Nothing is dispatched here.");
}
