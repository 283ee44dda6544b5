using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Puts a pattern's hit into words: the warning with its reasons, evidence, what is at risk and what to ask.</summary>
internal static class WarningMaker
{
    /// <summary>What stands in place of a pattern's id where the model alone warns.</summary>
    public const string ModelId = "MODEL";

    /// <summary>No call can undo what happened longer ago than patterns of payments hold a warning to be useful. Milliseconds.</summary>
    public const long ModelUsefulForMs = 2 * ProfileTime.HourMs;

    /// <summary>The type of a warning of the model alone, of somebody of whom no pattern has begun.</summary>
    public const string UntypedModel = "MX";

    private const long RegionFreshMs = 24 * ProfileTime.HourMs;

    private static readonly LocalText Untitled = new("模型研判：疑似正在遭受电信网络诈骗", "A model holds this to be a fraud under way");

    public static Warning OfPattern(
        in PatternHit hit, in Episode episode, in Profile profile, in Leg cause, long decidedMs, in Opinion opinion, PersonOpinions opinions, RuleSet rules)
    {
        var definition = hit.Pattern.Definition;
        return Of(definition.Id, opinion.Temper(hit), hit.Stage, definition.UsefulForMs, episode, profile, cause, decidedMs, opinion, opinions, rules) with
        {
            PatternVersion = definition.Version,
            ScamType = definition.ScamType,
            Title = Words(definition.Title),
            Reasons = [.. Reasons(hit, episode, cause), .. ModelReasons(opinion, opinions, episode, cause)],
            Questions = [.. definition.Questions.Select(Words)],
        };
    }

    /// <summary>A warning that no pattern made: the model holds the episode to be more urgent than they do. Title, reasons and questions are of
    /// the pattern that has come furthest for the likeliest type: what a model says of features tells an agent what to doubt, not what to say.</summary>
    public static Warning OfModel(
        in Opinion opinion, Stage stage, in Episode episode, in Profile profile, in Leg cause, long decidedMs, PersonOpinions opinions, RuleSet rules)
    {
        var warning = Of(ModelId, opinion.Tier, stage, ModelUsefulForMs, episode, profile, cause, decidedMs, opinion, opinions, rules);
        var type = warning.LikelyTypes.Count > 0 ? warning.LikelyTypes[0].ScamType : null;
        var reasons = ModelReasons(opinion, opinions, episode, cause);
        if (((type is null ? null : Furthest(episode, rules.Patterns, type)) ?? Furthest(episode, rules.Patterns)) is not { } furthest)
        {
            return warning with { ScamType = type ?? UntypedModel, Title = Untitled, Reasons = [.. reasons] };
        }

        var definition = furthest.Pattern.Definition;
        return warning with
        {
            ScamType = type ?? definition.ScamType,
            Title = TitleOf(definition.Title),
            Reasons = [.. Reasons(furthest, episode, cause), .. reasons],
            Questions = [.. definition.Questions.Select(Words)],
        };
    }

    /// <summary>What a warning says whoever makes it.</summary>
    private static Warning Of(
        string pattern, Tier tier, Stage stage, long usefulForMs, in Episode episode, in Profile profile, in Leg cause, long decidedMs, in Opinion opinion,
        PersonOpinions opinions, RuleSet rules) => new()
        {
            Id = Identity.OfWarning(episode.Person, pattern, stage, tier, cause.Kind, Identity.OfCause(cause)),
            Person = episode.Person,
            PersonKind = episode.PersonKind,
            EpisodeId = episode.Id,
            PatternId = pattern,
            PatternVersion = 1,
            ScamType = UntypedModel,
            LikelyTypes = TypeRanking.Of(rules.Patterns, episode.Patterns),
            Tier = tier,
            Stage = stage,
            EventTimeMs = cause.EventTimeMs,
            DecidedMs = decidedMs,
            IngestTimeMs = cause.IngestTimeMs,
            UsefulUntilMs = cause.EventTimeMs + usefulForMs,
            Title = Untitled,
            Reasons = [],
            Evidence = episode.Timeline(),
            Questions = [],
            AtRisk = episode.AtRisk,
            Region = Region(profile, cause.EventTimeMs),
            AgeBand = profile.AgeBand,
            DecidedBy = opinions.DecidedBy,
            Probability = opinion.Probability,
            RuleSet = rules.Hash,
        };

    private static IEnumerable<Reason> ModelReasons(in Opinion opinion, PersonOpinions opinions, in Episode episode, in Leg cause) =>
        opinion.Probability is null ? [] : opinions.Reasons(cause.EventTimeMs, CurrencyOf(episode, cause));

    /// <summary>Says also who holds it.</summary>
    private static LocalText TitleOf(LocalTemplate title) => new($"{title.Zh.Text}（模型研判）", $"{title.En.Text} (held by a model)");

    /// <summary>The pattern that holds the most urgent tier, then the furthest stage; the first of equals. Null where none has begun.</summary>
    /// <param name="scamType">Patterns of this type alone; null: of all.</param>
    private static PatternHit? Furthest(in Episode episode, PatternSet set, string? scamType = null)
    {
        PatternHit? best = null;
        foreach (ref readonly var progress in episode.Patterns.Begun)
        {
            if (set.Find(progress.Logic) is { } pattern && pattern.Definition.State == PatternState.Active
                && (scamType is null || pattern.Definition.ScamType == scamType)
                && (best is not { } hit || (progress.RaisedTier, -(int)progress.RaisedStage).CompareTo((hit.Tier, -(int)hit.Stage)) < 0))
            {
                best = new PatternHit(pattern, progress.RaisedTier, progress.RaisedStage);
            }
        }

        return best;
    }

    /// <summary>Where the person was last served if within 24 h, else home, else 0.</summary>
    public static int Region(in Profile profile, long timeMs) =>
        profile.LastRegion != 0 && timeMs - ProfileTime.FromMinutes(profile.LastRegionMin) <= RegionFreshMs
            ? profile.LastRegion
            : profile.HomeRegion;

    /// <summary>Of the money at risk; where nothing is, of that which the warning is about, a loan that has come.</summary>
    private static int CurrencyOf(in Episode episode, in Leg cause) => episode.Risk.IsKnown ? episode.Risk.CurrencyCode
        : cause.Kind == LegKind.Money && cause.Money.CurrencyCode != 0 ? cause.Money.CurrencyCode : Currency.Cny;

    private static LocalText Words(LocalTemplate template) => new(template.Zh.Text, template.En.Text);

    /// <summary>The latest step first: it is what moves the fraud now.</summary>
    private static List<Reason> Reasons(in PatternHit hit, in Episode episode, in Leg cause)
    {
        var result = new List<Reason>();
        var currency = CurrencyOf(episode, cause);
        ref readonly var progress = ref episode.Patterns.Of(hit.Pattern);
        for (var i = 0; i < hit.Pattern.Steps.Length; i++)
        {
            ref readonly var step = ref progress[i];
            var definition = hit.Pattern.Steps[i].Definition;
            if (step.Done && definition.Reason is { } words)
            {
                result.Add(new Reason(
                    $"{hit.Pattern.Definition.Id}.{definition.Id.Text}",
                    new LocalText(
                        ReasonText.Fill(words.Zh.Text, hit.Pattern, progress, currency, zh: true),
                        ReasonText.Fill(words.En.Text, hit.Pattern, progress, currency, zh: false)),
                    step.LastMs));
            }
        }

        result.Sort((a, b) => a.EventTimeMs != b.EventTimeMs
            ? b.EventTimeMs.CompareTo(a.EventTimeMs)
            : string.CompareOrdinal(a.Code, b.Code));
        foreach (ref readonly var contact in episode.GradedContacts)
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
