using System.ComponentModel.DataAnnotations;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Replay;

/// <summary>How recorded files run through the pipeline. The defaults are part of what replay promises: other values
/// may give other decisions.</summary>
public sealed record ReplayOptions
{
    /// <summary>P.</summary>
    [Range(1, 4096)]
    public int Partitions { get; init; } = 32;

    /// <summary>Arrival time that passes between two deliveries of scoring's own legs and of progress.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of the sources that stamps name: 0 where live ones follow, so that no mark of these covers those.</summary>
    [Range(0, int.MaxValue)]
    public int Generation { get; init; } = 1;

    /// <summary>ISO 3166 alpha-2 of numbers without a country code.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string DefaultRegion { get; init; } = "CN";

    /// <summary>For how long who is silent is remembered.</summary>
    public Retention Retention { get; init; } = Retention.Default;

    /// <summary>The operator's own well-known numbers, beside the shipped ones; canonical form.</summary>
    public IReadOnlyList<string> WellKnown { get; init; } = [];
}
