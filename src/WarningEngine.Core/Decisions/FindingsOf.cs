using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Which episode an agent's finding is about.</summary>
internal static class FindingsOf
{
    /// <summary>It says of this episode that nobody is a victim, and ends it; not where it is about another case, names none and was given before the episode
    /// began, or is about a revision before the tier rose: what is urgent now nobody has looked at, and its case stays open as well.</summary>
    /// <param name="leg">The finding.</param>
    /// <param name="episode">Of the person; of one who has none every finding is right.</param>
    public static bool Concerns(in Leg leg, in Episode episode)
    {
        if (!episode.IsOpen)
        {
            return true;
        }

        ref readonly var finding = ref leg.Disposition;
        var names = finding.CaseId == episode.Id || (finding.CaseId == 0 && leg.EventTimeMs >= episode.StartedMs);
        return names && (finding.Revision == 0 || finding.Revision >= episode.WarningsAtRise);
    }
}
