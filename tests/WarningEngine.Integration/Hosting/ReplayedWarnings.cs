using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Integration.Hosting;

/// <summary>Keeps the warnings of a replay without dispatch.</summary>
internal sealed class ReplayedWarnings : IPipelineSink
{
    public SortedSet<UInt128> Ids { get; } = [];

    public List<Warning> Warnings { get; } = [];

    public void Warned(Warning warning)
    {
        Ids.Add(warning.Id);
        Warnings.Add(warning);
    }

    public void Rejected(in RecordContext context, CheckResult result) =>
        throw new InvalidOperationException($"The city wrote a bad record: {result}");

    public void Entry(QueueEntry entry)
    {
        // Without dispatch there are none.
    }

    public void Kept(Case open, DispatchMode mode)
    {
        // Likewise.
    }

    public void CaseChanged(Case changed)
    {
        // Likewise.
    }

    public void CaseForgotten(Case forgotten)
    {
        // Likewise.
    }
}
