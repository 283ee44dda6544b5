using System.ComponentModel.DataAnnotations;
using System.Globalization;
using WarningEngine.App.Numbers;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Hosting;

/// <summary>How raw records are taken in.</summary>
public sealed record IntakeOptions
{
    /// <summary>The key under which identifiers become tokens, as <c>keys new</c> writes it. Intake, dispatch (an agent must
    /// dial) and console need it; scoring does not.</summary>
    [MinLength(1)]
    public string? TokenKeyFile { get; init; }

    /// <summary>Threads of this process that take in, each with raw partitions of its own: 1 to 256. More than a process has raw partitions are idle. A
    /// quarter of its cores where it is not said.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount / 4, 1, 256);

    /// <summary>ISO 3166 alpha-2 of numbers written without a country code.</summary>
    [CustomValidation(typeof(IntakeOptions), nameof(CheckRegion))]
    public string DefaultRegion { get; init; } = "CN";

    /// <summary>The operator's own well-known numbers, beside the shipped ones: as they are dialled, or with + and a country code.</summary>
    [CustomValidation(typeof(IntakeOptions), nameof(CheckWellKnown))]
    public IReadOnlyList<string> WellKnown { get; init; } = [];

    /// <summary>Generation of raw topics that were made anew or moved: topic name to number, 1 to 1,000,000. 1 where not named.</summary>
    [CustomValidation(typeof(IntakeOptions), nameof(CheckGenerations))]
    public IReadOnlyDictionary<string, string> Generations { get; init; } = new Dictionary<string, string>();

    /// <summary><see cref="WellKnown"/> and the shipped ones, once they have been checked.</summary>
    public WellKnownNumbers ReadWellKnown() => WellKnownNumbers.Read(new(new LibPhoneNumberPlan(DefaultRegion)), WellKnown);

    /// <summary><see cref="Generations"/>, once they have been checked.</summary>
    public IReadOnlyDictionary<string, int> RawGenerations() =>
        Generations.ToDictionary(x => x.Key, x => int.Parse(x.Value, CultureInfo.InvariantCulture));

    /// <summary>For the binder: a country whose numbers are known.</summary>
    public static ValidationResult? CheckRegion(string region, ValidationContext context) => LibPhoneNumberPlan.Knows(region)
        ? ValidationResult.Success : new ValidationResult($"names '{region}', which is no country with a numbering plan: "
            + "two capital letters of ISO 3166", [nameof(DefaultRegion)]);

    /// <summary>For the binder: numbers that a call or a message could come from.</summary>
    public static ValidationResult? CheckWellKnown(IReadOnlyList<string> numbers, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(context);
        if (context.ObjectInstance is not IntakeOptions { DefaultRegion: var region } || !LibPhoneNumberPlan.Knows(region))
        {
            return ValidationResult.Success;
        }

        var plan = new Core.Intake.Numbers(new LibPhoneNumberPlan(region));
        return numbers.FirstOrDefault(x => plan.Normalise(x) is null) is { } wrong
            ? new ValidationResult($"names '{wrong}', which is no number: as it is dialled in {region}, or with + and a country code", [nameof(WellKnown)])
            : ValidationResult.Success;
    }

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
