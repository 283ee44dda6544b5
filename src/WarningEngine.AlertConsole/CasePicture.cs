using WarningEngine.Core;
using WarningEngine.Core.Cases;

namespace WarningEngine.AlertConsole;

/// <summary>The cases that a page is shown: all, or of more than <see cref="Limits.CasesShownMax"/> those that are open, the most urgent before
/// others, the newest first.</summary>
/// <param name="Shown">Each once, in no order.</param>
/// <param name="Beyond">Open cases that are not among them, by tier; tiers that have some.</param>
internal sealed record CasePicture(IReadOnlyCollection<Case> Shown, IReadOnlyDictionary<string, int> Beyond)
{
    private static readonly Dictionary<string, int> Nothing = [];

    public static CasePicture Of(IReadOnlyCollection<Case> all)
    {
        if (all.Count <= Limits.CasesShownMax)
        {
            return new(all, Nothing);
        }

        Case[] shown =
        [
            .. all.OrderBy(x => x.State != CaseState.Open).ThenBy(x => x.Tier).ThenByDescending(x => x.EventTimeMs).ThenBy(x => x.Id)
                .Take(Limits.CasesShownMax),
        ];
        var open = all.Where(x => x.State == CaseState.Open).CountBy(x => x.Tier).ToDictionary();
        foreach (var one in shown.Where(x => x.State == CaseState.Open))
        {
            open[one.Tier]--;
        }

        return new(shown, open.Where(x => x.Value > 0).ToDictionary(x => x.Key.ToString(), x => x.Value));
    }
}
