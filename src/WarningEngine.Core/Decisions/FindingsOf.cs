using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Which episode an agent's finding is about.</summary>
internal static class FindingsOf
{
    /// <summary>It says of this episode that nobody is a victim, and ends it; not where it is about another case, names none and was given before the case
    /// opened, or is about what was before the tier rose or the case opened again: what is open now nobody has looked at, and its case stays so too.</summary>
    /// <param name="leg">The finding.</param>
    /// <param name="episode">Of the person; of one who has none every finding is right.</param>
    public static bool Concerns(in Leg leg, in Episode episode) => !episode.IsOpen
        || (Names(leg, episode) && (Seen(leg.Disposition) == 0 || Seen(leg.Disposition) >= episode.AnsweredFrom));

    /// <summary>It may be about this episode's case, at whatever revision.</summary>
    /// <param name="leg">The finding.</param>
    /// <param name="episode">Of the person, open.</param>
    public static bool Names(in Leg leg, in Episode episode)
    {
        // A case opens with the first warning. Of several only the last one's time is known: the episode began before the first.
        var openedMs = episode.Warnings == 1 ? episode.WarnedMs : episode.StartedMs;
        return leg.Disposition.CaseId == episode.Id || (leg.Disposition.CaseId == 0 && leg.EventTimeMs >= openedMs);
    }

    /// <summary>So many warnings had the case that the agent saw; at most so many, of an answer that says the revision alone: a case that is offered, moved,
    /// or goes on while the person is on the phone has revisions that are no warnings. 0: not said.</summary>
    private static int Seen(in DispositionFacts finding) => finding.Warnings > 0 ? finding.Warnings : finding.Revision;
}
