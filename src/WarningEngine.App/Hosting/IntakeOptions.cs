using System.ComponentModel.DataAnnotations;

namespace WarningEngine.App.Hosting;

/// <summary>How raw records are taken in.</summary>
public sealed record IntakeOptions
{
    /// <summary>The key under which identifiers become tokens, as <c>keys new</c> writes it. Intake, dispatch (an agent must
    /// dial) and console need it; scoring does not.</summary>
    public string? TokenKeyFile { get; init; }

    /// <summary>ISO 3166 alpha-2 of numbers written without a country code.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string DefaultRegion { get; init; } = "CN";

    /// <summary>The operator's own well-known numbers, beside the shipped ones; canonical form.</summary>
    public IReadOnlyList<string> WellKnown { get; init; } = [];

    /// <summary>Generation of raw topics that were recreated or moved: topic name to number. 1 where not named.</summary>
    public IReadOnlyDictionary<string, string> Generations { get; init; } = new Dictionary<string, string>();
}
