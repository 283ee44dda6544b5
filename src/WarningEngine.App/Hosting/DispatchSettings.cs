using System.ComponentModel.DataAnnotations;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;

namespace WarningEngine.App.Hosting;

/// <summary>How dispatch begins, as the operator writes it; commands change the mode while it runs.</summary>
public sealed record DispatchSettings
{
    public DispatchMode Mode { get; init; } = DispatchMode.Live;

    /// <summary>Province codes with queues of their own; everybody else is <c>unknown</c>. Empty: every province.</summary>
    [CustomValidation(typeof(DispatchSettings), nameof(CheckRegions))]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>So long has a region to accept a P0 case that it is offered; then it is its sender's alone again, and a
    /// supervisor sees it. The same on all machines, and for a replay.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AcceptP0Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The same of all other tiers.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AcceptWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the binder: codes of provinces as cases have them.</summary>
    public static ValidationResult? CheckRegions(IReadOnlyList<string> regions, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(regions);
        return regions.FirstOrDefault(x => !DispatchOptions.Default.Regions.Contains(x)) is { } unknown
            ? new ValidationResult($"names '{unknown}', which is no province of GB/T 2260: six digits, such as 510000", [nameof(Regions)])
            : ValidationResult.Success;
    }

    public DispatchOptions ToOptions() =>
        new(Mode, Regions.Count == 0 ? DispatchOptions.Default.Regions : Regions.ToHashSet())
        {
            AcceptP0WithinMs = (long)AcceptP0Within.TotalMilliseconds, AcceptWithinMs = (long)AcceptWithin.TotalMilliseconds,
        };
}
