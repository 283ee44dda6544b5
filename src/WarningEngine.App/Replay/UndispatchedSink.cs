using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Replay;

/// <summary>Takes what comes out of a flow that ends with scoring. There are no cases: whoever brings one runs another flow.</summary>
internal abstract class UndispatchedSink : IPipelineSink
{
    public abstract void Warned(Warning warning);

    public abstract void Rejected(in RecordContext context, CheckResult result);

    public void Entry(QueueEntry entry) => throw Unexpected();

    public void Kept(Case open, DispatchMode mode) => throw Unexpected();

    public void CaseChanged(Case changed) => throw Unexpected();

    public void CaseForgotten(Case forgotten) => throw Unexpected();

    private static InvalidOperationException Unexpected() => new("It runs without dispatch.");
}
