using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Puts a pattern's hit into words: the warning with its reasons, evidence, what is at risk and what to ask.</summary>
internal static class WarningMaker
{
    private const long RegionFreshMs = 24 * ProfileTime.HourMs;

    public static Warning Make(
        in PatternHit hit, Episode episode, in Profile profile, in Leg cause, string decidedBy, RuleSet rules)
    {
        var definition = hit.Pattern.Definition;
        return new Warning
        {
            Id = Identity.OfWarning(
                episode.Person, definition.Id, hit.Stage, hit.Tier, cause.Kind, Identity.OfCause(cause)),
            Person = episode.Person,
            PersonKind = episode.PersonKind,
            EpisodeId = episode.Id,
            PatternId = definition.Id,
            PatternVersion = definition.Version,
            ScamType = definition.ScamType,
            LikelyTypes = TypeRanking.Of(rules.Patterns, episode.Patterns),
            Tier = hit.Tier,
            Stage = hit.Stage,
            EventTimeMs = cause.EventTimeMs,
            IngestTimeMs = cause.IngestTimeMs,
            UsefulUntilMs = cause.EventTimeMs + definition.UsefulForMs,
            Title = Words(definition.Title),
            Reasons = Reasons(hit, episode),
            Evidence = [.. episode.Evidence.OrderBy(x => x.EventTimeMs)],
            Questions = [.. definition.Questions.Select(Words)],
            AtRisk = episode.AtRisk,
            Region = Region(profile, cause.EventTimeMs),
            AgeBand = profile.AgeBand,
            DecidedBy = decidedBy,
            RuleSet = rules.Hash,
        };
    }

    /// <summary>Where the person was last served if within 24 h, else home, else 0.</summary>
    public static int Region(in Profile profile, long timeMs) =>
        profile.LastRegion != 0 && timeMs - ProfileTime.FromMinutes(profile.LastRegionMin) <= RegionFreshMs
            ? profile.LastRegion
            : profile.HomeRegion;

    private static LocalText Words(LocalTemplate template) => new(template.Zh.Text, template.En.Text);

    /// <summary>The latest step first: it is what moves the fraud now.</summary>
    private static List<Reason> Reasons(in PatternHit hit, Episode episode)
    {
        var result = new List<Reason>();
        var currency = episode.AtRisk?.CurrencyCode ?? Currency.Cny;
        for (var i = 0; i < hit.Pattern.Steps.Length; i++)
        {
            ref readonly var step = ref hit.Progress.Steps[i];
            var definition = hit.Pattern.Steps[i].Definition;
            if (step.Done && definition.Reason is { } words)
            {
                result.Add(new Reason(
                    $"{hit.Pattern.Definition.Id}.{definition.Id.Text}",
                    new LocalText(
                        ReasonText.Fill(words.Zh.Text, hit.Pattern, hit.Progress, currency, zh: true),
                        ReasonText.Fill(words.En.Text, hit.Pattern, hit.Progress, currency, zh: false)),
                    step.LastMs));
            }
        }

        result.Sort((a, b) => a.EventTimeMs != b.EventTimeMs
            ? b.EventTimeMs.CompareTo(a.EventTimeMs)
            : string.CompareOrdinal(a.Code, b.Code));
        foreach (var contact in episode.GradedContacts)
        {
            // One whose grade was taken back is no reason any more.
            if (contact.Grade >= Grade.Medium)
            {
                result.Add(ReputationWords.Of(contact));
            }
        }

        return result;
    }
}
