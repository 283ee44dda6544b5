using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Cases;

/// <summary>Makes one case of the warnings of one person. New evidence merges and raises; nothing lowers.</summary>
public static class CaseMerging
{
    private const int ReasonsMax = 24;
    private const int WarningsMax = 64;
    private const int HistoryMax = 64;

    /// <summary>A call of which nothing is heard may have ended: a case is held useful for so long at a time. Milliseconds.</summary>
    private const long OnCallStepMs = 30 * 60_000;

    /// <summary>A case for a first warning.</summary>
    public static Case Open(Warning warning, string region, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(warning);
        return new Case
        {
            Id = warning.EpisodeId,
            Person = warning.Person,
            PersonKind = warning.PersonKind,
            Revision = 1,
            State = CaseState.Open,
            Tier = warning.Tier,
            Stage = warning.Stage,
            ScamType = warning.ScamType,
            LikelyTypes = warning.LikelyTypes,
            Title = warning.Title,
            Region = region,
            OpenedMs = warning.EventTimeMs,
            EventTimeMs = warning.EventTimeMs,
            UsefulUntilMs = warning.UsefulUntilMs,
            IngestTimeMs = warning.IngestTimeMs,
            WarningIds = [warning.Id],
            Warnings = 1,
            Reasons = warning.Reasons,
            Evidence = warning.Evidence,
            Questions = warning.Questions,
            AtRisk = warning.AtRisk,
            AgeBand = warning.AgeBand,
            RaisedAtRevision = 1,
            History = [new CaseLine(timeMs, "warning", $"{warning.Tier} {warning.ScamType}")],
        };
    }

    /// <summary>The case with one more warning. One that had ended opens again, as urgent as this warning makes it: what
    /// was urgent before has been answered, or its time is over. What is told so late that its own time is over opens nothing that an agent has answered,
    /// unless the person is on the phone, and leaves an open case, as urgent as it may make it, the time that it has.</summary>
    /// <param name="current">Of the same person.</param>
    /// <param name="warning">The new one.</param>
    /// <param name="timeMs">The partition's time.</param>
    public static Case Merge(Case current, Warning warning, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(warning);

        // Of two sources one may be ahead: what came later has been heard of.
        var isPast = warning.UsefulUntilMs <= Math.Max(timeMs, current.EventTimeMs);
        var staysEnded = current.IsAnswered && isPast && current.OnCallUntilMs <= timeMs;
        var reopens = current.State != CaseState.Open && !staysEnded;
        var rises = reopens || (warning.Tier < current.Tier && !staysEnded);
        var leads = rises || (warning.Tier == current.Tier && warning.Stage > current.Stage);
        var keepsTime = !reopens && (warning.Tier == current.Tier || isPast);
        return current with
        {
            Revision = current.Revision + 1,
            State = staysEnded ? current.State : CaseState.Open,
            Tier = rises ? warning.Tier : current.Tier,
            Stage = reopens || warning.Stage > current.Stage ? warning.Stage : current.Stage,
            ScamType = leads ? warning.ScamType : current.ScamType,
            LikelyTypes = warning.LikelyTypes.Count > 0 ? warning.LikelyTypes : current.LikelyTypes,
            Title = leads ? warning.Title : current.Title,
            EventTimeMs = Math.Max(current.EventTimeMs, warning.EventTimeMs),
            UsefulUntilMs = keepsTime ? Math.Max(current.UsefulUntilMs, warning.UsefulUntilMs) : rises ? warning.UsefulUntilMs : current.UsefulUntilMs,
            IngestTimeMs = warning.IngestTimeMs,
            WarningIds = [.. current.WarningIds.Append(warning.Id).TakeLast(WarningsMax)],
            Warnings = current.Warnings == 0 ? 0 : current.Warnings + 1,
            Reasons = Said(current.Reasons, warning.Reasons),
            Evidence = [.. warning.Evidence.Concat(current.Evidence.Where(x => !IsToldAnew(x, warning.Evidence)))
                .DistinctBy(x => (x.Kind, x.EventTimeMs, x.Other, x.Detail)).OrderBy(x => x.EventTimeMs)
                .TakeLast(Limits.EvidencePerEpisodeMax * 2)],
            Questions = [.. (leads ? warning.Questions.Concat(current.Questions) : current.Questions.Concat(warning.Questions))
                .Distinct().Take(12)],
            AtRisk = warning.AtRisk ?? current.AtRisk,
            AgeBand = warning.AgeBand != AgeBand.Unknown ? warning.AgeBand : current.AgeBand,
            RaisedAtRevision = rises ? current.Revision + 1 : current.RaisedAtRevision,
            Disposition = reopens ? DispositionCode.Unknown : current.Disposition,
            History = Lines(current, new CaseLine(
                timeMs, reopens ? "reopened" : rises ? "raised" : "warning", $"{warning.Tier} {warning.ScamType}")),
        };
    }

    /// <summary>A case as it was stored, by a version too that did not count its warnings.</summary>
    public static Case Counted(Case stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Warnings == 0 && stored.WarningIds.Count < WarningsMax ? stored with { Warnings = stored.WarningIds.Count } : stored;
    }

    /// <summary>All that the new warning says: two parties of one grade have one code, and each its own words. It says anew whatever it says
    /// at all, so of before only that stays for which it has no code.</summary>
    private static IReadOnlyList<Reason> Said(IReadOnlyList<Reason> before, IReadOnlyList<Reason> now) =>
        [.. now.Concat(before.Where(x => now.All(y => y.Code != x.Code))).DistinctBy(x => (x.Code, x.Text)).Take(ReasonsMax)];

    /// <summary>A call that went on when it was told of before, or began a second later by another record: it is one line of the case, as of the episode.</summary>
    private static bool IsToldAnew(Evidence before, IReadOnlyList<Evidence> now) => before.Kind == LegKind.Call && now.Any(
        x => x.Kind == LegKind.Call && x.Other == before.Other && Math.Abs(x.EventTimeMs - before.EventTimeMs) <= EvidenceOf.SameCallMs);

    /// <summary>When an open case is over unless more is heard of it, ms since epoch: of an urgent one not while the person is on the phone.</summary>
    public static long EndMs(Case open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return open.Tier > Tier.P1 ? open.UsefulUntilMs : Math.Max(open.UsefulUntilMs, open.OnCallUntilMs);
    }

    /// <summary>The case of somebody who is still on the phone when its time is over: useful for a while longer, as a new revision. Null where nobody is.</summary>
    /// <param name="due">Open, and no longer useful.</param>
    /// <param name="nowMs">The partition's time.</param>
    public static Case? GoesOn(Case due, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(due);
        return due.OnCallUntilMs <= nowMs || due.Tier > Tier.P1 ? null : due with
        {
            Revision = due.Revision + 1,
            UsefulUntilMs = Math.Min(due.OnCallUntilMs, nowMs + OnCallStepMs),
            History = Lines(due, new CaseLine(nowMs, "on_call", "")),
        };
    }

    /// <summary>The case's history with one more line; the oldest leave.</summary>
    public static IReadOnlyList<CaseLine> Lines(Case current, CaseLine line)
    {
        ArgumentNullException.ThrowIfNull(current);
        return [.. current.History.Append(line).TakeLast(HistoryMax)];
    }
}
