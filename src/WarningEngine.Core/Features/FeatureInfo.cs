using System.Globalization;

namespace WarningEngine.Core.Features;

public enum FeatureUnit
{
    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>Milliseconds.</summary>
    Duration,

    /// <summary>Minor units of currency.</summary>
    Money,
    Count,
    Ratio,

    /// <summary>The number of an enum's member; files write the member in snake_case.</summary>
    Category,
}

/// <summary>What a feature is made of.</summary>
public enum FeatureSource
{
    Time,
    Calls,
    Sms,
    Transfers,
    Registry,

    /// <summary>What the owners of counterparts have told, or how a counterpart behaves.</summary>
    Counterparts,

    /// <summary>Warnings, findings of agents, how far patterns have come.</summary>
    Decisions,
}

/// <summary>One feature of a catalogue. Its value is NaN where it is unknown, else 0 to <paramref name="Most"/>.</summary>
/// <param name="Place">In the vector; models know it by this.</param>
/// <param name="Name">As patterns and tables write it.</param>
/// <param name="Unit">What its number means.</param>
/// <param name="Meaning">One line for analysts.</param>
/// <param name="MeaningZh">The same for agents, short.</param>
/// <param name="Source">What it is made of.</param>
/// <param name="Most">The greatest value, in the unit.</param>
/// <param name="Category">The enum of a category, else null.</param>
public sealed record FeatureInfo(
    int Place, string Name, FeatureUnit Unit, string Meaning, string MeaningZh, FeatureSource Source, double Most, Type? Category = null)
{
    /// <summary>A hundred years.</summary>
    private const double DurationMost = 36_525 * 86_400_000.0;

    /// <summary>An amount of the largest size against one minor unit.</summary>
    private const double RatioMost = Limits.AmountMinorMax;

    /// <summary>Of a person's feature: its member of the enum.</summary>
    public Feature Id => (Feature)Place;

    // Places are members of the enum whose numbers they are.
    internal static FeatureInfo Flag(Enum place, string name, string meaning, string zh, FeatureSource source) =>
        new(Number(place), name, FeatureUnit.Flag, meaning, zh, source, 1);

    internal static FeatureInfo Duration(Enum place, string name, string meaning, string zh, FeatureSource source) =>
        new(Number(place), name, FeatureUnit.Duration, meaning, zh, source, DurationMost);

    internal static FeatureInfo Money(Enum place, string name, string meaning, string zh, FeatureSource source) =>
        new(Number(place), name, FeatureUnit.Money, meaning, zh, source, Limits.AmountMinorMax);

    internal static FeatureInfo Count(Enum place, string name, string meaning, string zh, FeatureSource source, double most) =>
        new(Number(place), name, FeatureUnit.Count, meaning, zh, source, most);

    internal static FeatureInfo Ratio(Enum place, string name, string meaning, string zh, FeatureSource source) =>
        new(Number(place), name, FeatureUnit.Ratio, meaning, zh, source, RatioMost);

    internal static FeatureInfo OfCategory<T>(Enum place, string name, string meaning, string zh, FeatureSource source)
        where T : struct, Enum =>
        new(Number(place), name, FeatureUnit.Category, meaning, zh, source, Enum.GetValues<T>().Max(x => Convert.ToDouble(x)), typeof(T));

    private static int Number(Enum place) => Convert.ToInt32(place, CultureInfo.InvariantCulture);
}
