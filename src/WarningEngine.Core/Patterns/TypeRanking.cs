using System.Globalization;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>A scam type that an episode may be, and how much of the evidence is for it.</summary>
/// <param name="ScamType">T01 to T25.</param>
/// <param name="Percent">Of the points for all types that have any, 1 to 100.</param>
public readonly record struct LikelyType(string ScamType, int Percent);

/// <summary>Types compete: how far each pattern has come, and what its findings say for or against, makes points.</summary>
public static class TypeRanking
{
    private const int Most = 3;

    /// <summary>Money-moment rules and touches of bad parties are no types.</summary>
    public static bool IsType(string scamType) =>
        scamType.Length == 3 && scamType[0] == 'T' && int.TryParse(scamType.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 25;

    /// <summary>The feature that holds the points of a type or rule; null where there is none.</summary>
    public static Feature? FeatureOf(string scamType)
    {
        ArgumentNullException.ThrowIfNull(scamType);
        if (IsType(scamType))
        {
            return Feature.PointsT01 + int.Parse(scamType.AsSpan(1), CultureInfo.InvariantCulture) - 1;
        }

        return scamType switch
        {
            "TH" => Feature.PointsTH,
            ['M', >= '1' and <= '7' and var digit] => Feature.PointsM1 + (digit - '1'),
            _ => null,
        };
    }

    /// <summary>The likeliest first, three at most; equal ones in the order of their names. Empty where nothing speaks for any. What is in shadow has no say.</summary>
    public static IReadOnlyList<LikelyType> Of(PatternSet set, in EpisodePatterns episode)
    {
        var points = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (ref readonly var progress in episode.Begun)
        {
            var pattern = set.Find(progress.Logic);
            if (pattern is null || pattern.IsShadow)
            {
                continue;
            }

            if (IsType(pattern.Definition.ScamType))
            {
                Add(pattern.Definition.ScamType, PointsOf(progress.RaisedTier));
            }

            for (var i = 0; i < pattern.Definition.Evidence.Count; i++)
            {
                if ((progress.Found & (1 << i)) != 0)
                {
                    Add(pattern.Definition.Evidence[i].ScamType.Text, pattern.Definition.Evidence[i].Points);
                }
            }
        }

        var all = points.Values.Where(x => x > 0).Sum();
        return [.. points.Where(x => x.Value > 0).OrderByDescending(x => x.Value).ThenBy(x => x.Key, StringComparer.Ordinal).Take(Most)
            .Select(x => new LikelyType(x.Key, Math.Max(1, x.Value * 100 / all)))];

        void Add(string type, int more) => points[type] = points.GetValueOrDefault(type) + more;
    }

    /// <summary>A pattern that has raised nothing says nothing yet.</summary>
    internal static int PointsOf(Tier tier) => tier switch
    {
        Tier.P0 => 8,
        Tier.P1 => 5,
        Tier.P2 => 3,
        Tier.P3 => 1,
        _ => 0,
    };
}
