using System.ComponentModel.DataAnnotations;
using System.Globalization;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Hosting;

/// <summary>How raw records are taken in.</summary>
public sealed record IntakeOptions
{
    /// <summary>The key under which identifiers become tokens, as <c>keys new</c> writes it. Intake, dispatch (an agent must
    /// dial) and console need it; scoring does not.</summary>
    public string? TokenKeyFile { get; init; }

    /// <summary>Threads of this process that take in, each with raw partitions of its own: 1 to 256. More than a process has raw partitions are idle. A
    /// quarter of its cores where it is not said.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount / 4, 1, 256);

    /// <summary>ISO 3166 alpha-2 of numbers written without a country code.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string DefaultRegion { get; init; } = "CN";

    /// <summary>The operator's own well-known numbers, beside the shipped ones; canonical form.</summary>
    public IReadOnlyList<string> WellKnown { get; init; } = [];

    /// <summary>Generation of raw topics that were made anew or moved: topic name to number, 1 to 1,000,000. 1 where not named.</summary>
    [CustomValidation(typeof(IntakeOptions), nameof(CheckGenerations))]
    public IReadOnlyDictionary<string, string> Generations { get; init; } = new Dictionary<string, string>();

    /// <summary><see cref="Generations"/>, once they have been checked.</summary>
    public IReadOnlyDictionary<string, int> RawGenerations() =>
        Generations.ToDictionary(x => x.Key, x => int.Parse(x.Value, CultureInfo.InvariantCulture));

    /// <summary>For the binder: names raw topics that there are, and numbers.</summary>
    public static ValidationResult? CheckGenerations(IReadOnlyDictionary<string, string> generations, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(generations);
        foreach (var (topic, number) in generations)
        {
            if (RawTopic.All.All(x => x.Name != topic))
            {
                return new ValidationResult(
                    $"names '{topic}', which is no raw topic: {string.Join(", ", RawTopic.All.Select(x => x.Name))}", [nameof(Generations)]);
            }

            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) || generation is < 1 or > 1_000_000)
            {
                return new ValidationResult($"says '{number}' for {topic}, not a number from 1 to 1000000", [nameof(Generations)]);
            }
        }

        return ValidationResult.Success;
    }
}
