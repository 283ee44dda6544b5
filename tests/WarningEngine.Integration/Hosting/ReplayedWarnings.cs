using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Integration.Hosting;

/// <summary>Keeps the warnings of a replay without dispatch.</summary>
internal sealed class ReplayedWarnings : UndispatchedSink
{
    public SortedSet<UInt128> Ids { get; } = [];

    public List<Warning> Warnings { get; } = [];

    public override void Warned(Warning warning)
    {
        Ids.Add(warning.Id);
        Warnings.Add(warning);
    }

    public override void Rejected(in RecordContext context, CheckResult result) =>
        throw new InvalidOperationException($"The city wrote a bad record: {result}");
}
