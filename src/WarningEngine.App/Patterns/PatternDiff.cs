using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.App.Patterns;

/// <summary>What becomes of one person where other rules decide.</summary>
/// <param name="Person">Whom the warnings are about.</param>
/// <param name="Kind">A line, or an account that belongs to nobody known.</param>
/// <param name="Before">Most urgent tier under the old rules; none: no warning.</param>
/// <param name="After">The same under the new ones.</param>
/// <param name="Types">Scam types that either names, in order.</param>
/// <param name="FirstMs">Event time of the first warning under the rules that warn; the earlier where both do.</param>
internal sealed record PersonDiff(Token Person, EntityKind Kind, Tier Before, Tier After, IReadOnlyList<string> Types, long FirstMs);

/// <summary>Whom another set of patterns would have warned, and whom no longer.</summary>
internal static class PatternDiff
{
    /// <summary>Persons whose most urgent tier changes, the most urgent first.</summary>
    public static IReadOnlyList<PersonDiff> Of(IReadOnlyList<Warning> before, IReadOnlyList<Warning> after)
    {
        var old = before.ToLookup(x => x.Person);
        var now = after.ToLookup(x => x.Person);
        return
        [
            .. before.Concat(after).Select(x => x.Person).Distinct()
                .Select(x => new PersonDiff(
                    x, old[x].Concat(now[x]).First().PersonKind, Urgent(old[x]), Urgent(now[x]),
                    [.. old[x].Concat(now[x]).Select(y => y.ScamType).Distinct().Order(StringComparer.Ordinal)],
                    old[x].Concat(now[x]).Min(y => y.EventTimeMs)))
                .Where(x => x.Before != x.After)
                .OrderBy(x => (byte)Math.Min((byte)x.Before, (byte)x.After)).ThenBy(x => x.FirstMs).ThenBy(x => x.Person),
        ];
    }

    private static Tier Urgent(IEnumerable<Warning> warnings) => warnings.Select(x => x.Tier).DefaultIfEmpty(Tier.None).Min();
}
