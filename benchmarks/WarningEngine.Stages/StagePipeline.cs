using WarningEngine.App.Artifacts;
using WarningEngine.App.Numbers;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Stages;

/// <summary>Intake and scoring of all partitions in this process, fed with records: what a run measures.</summary>
internal sealed class StagePipeline : IPipelineSink, IDisposable
{
    private static readonly Source Calls = new(RawStreams.Calls, 1, 0);
    private static readonly Source Transfers = new(RawStreams.Transfers, 1, 0);

    private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);
    private long _offset;

    public StagePipeline(int partitions, string region, IFeatureTap? tap = null) => Flow = new Pipeline(
        partitions, new IntakeSplitter(_tokens, new(new LibPhoneNumberPlan(region)), new([])),
        new FixedArtifacts(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _)), dispatch: null, this, tap: tap);

    public Pipeline Flow { get; }

    public long RejectedRecords { get; private set; }

    /// <summary>Different persons who were warned.</summary>
    public HashSet<Token> Warned { get; } = [];

    /// <summary>The token of a sender, account or domain in its one form.</summary>
    public Token TokenOf(EntityKind kind, string text) => _tokens.Identifier(kind, text);

    /// <summary>The token of a number in E.164.</summary>
    public Token TokenOf(string number) => _tokens.Number(number);

    /// <summary>The partition that owns a token.</summary>
    public ScoringPartition OwnerOf(Token token) => Flow.Scoring[token.Partition(Flow.Scoring.Count)];

    public void Take(RawRecord record, string topic, long arrivalMs)
    {
        record.ArrivalTimeMs = arrivalMs;
        Flow.Run(record, new RecordContext(new Source(topic, 1, 0), _offset++, 0, null, null, arrivalMs));
    }

    public void EndSlice(long timeMs) =>
        Flow.EndSlice(timeMs, [new ProgressEntry(Calls, timeMs, true), new ProgressEntry(Transfers, timeMs, true)]);

    void IPipelineSink.Warned(Warning warning) => Warned.Add(warning.Person);

    void IPipelineSink.Rejected(in RecordContext context, CheckResult result) => RejectedRecords++;

    void IDispatchSink.Entry(QueueEntry entry) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.Kept(Case open, DispatchMode mode) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.CaseChanged(Case changed) => throw new InvalidOperationException("Nothing is dispatched here.");

    void IDispatchSink.CaseForgotten(Case forgotten) => throw new InvalidOperationException("Nothing is dispatched here.");

    public void Dispose() => _tokens.Dispose();
}
