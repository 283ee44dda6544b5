using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;

namespace WarningEngine.App.Hosting;

/// <summary>How dispatch begins, as the operator writes it; commands change the mode while it runs.</summary>
public sealed record DispatchSettings
{
    public DispatchMode Mode { get; init; } = DispatchMode.Live;

    /// <summary>Province codes with queues of their own; everybody else is <c>unknown</c>. Empty: every province.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    public DispatchOptions ToOptions() =>
        new(Mode, Regions.Count == 0 ? DispatchOptions.Default.Regions : Regions.ToHashSet());
}
