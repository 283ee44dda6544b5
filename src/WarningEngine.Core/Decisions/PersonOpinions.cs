using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What a model thinks of the tiers of patterns.</summary>
[Flags]
internal enum Doubt : byte
{
    None = 0,

    /// <summary>What they hold P0 or P1 is milder.</summary>
    OfUrgent = 1,

    /// <summary>What they hold P2 is P3, and what they hold P3 is not said; with <see cref="OfUrgent"/>, P1 is P3 too.</summary>
    OfMild = 2,
}

/// <summary>What the model holds of a person's episode at an event.</summary>
/// <param name="Probability">That it is a fraud under way, 0 to 1; null where no model decides.</param>
/// <param name="Tier">How urgent the model holds it to be: P0, P1 or none.</param>
/// <param name="Doubt">What it thinks of the patterns' tiers.</param>
internal readonly record struct Opinion(double? Probability, Tier Tier, Doubt Doubt)
{
    public static readonly Opinion None = new(null, Tier.None, Doubt.None);

    /// <summary>Of a talk to which nothing has happened but time (<see cref="TalkLooks"/>): a model warns of nobody for it, and what patterns hold urgent is so where it holds it
    /// urgent too. Most talks that last are over before anything comes of them.</summary>
    public Opinion OfLook() => Probability is null ? this
        : this with { Tier = Tier.None, Doubt = Tier == Tier.None ? Doubt | Doubt.OfUrgent : Doubt };

    /// <summary>The tier of a pattern's hit, with this opinion; none where nothing is to be said. What a pattern holds P0 somebody calls about, however
    /// unlikely it is. What it holds urgent by signs that ordinary life has too is urgent only where the model holds it as likely as the pattern asks. That somebody is in touch with a known-bad party, or pays after a warning, is found out and not guessed: the one is always said, the
    /// other always urgent.</summary>
    public Tier Temper(in PatternHit hit)
    {
        var (urgent, mild) = ((Doubt & Doubt.OfUrgent) != 0 && !hit.Pattern.Definition.IsOfWarnedPerson, (Doubt & Doubt.OfMild) != 0);
        return hit.Tier switch
        {
            Tier.P0 when urgent || IsBelow(hit.LikelyUrgent) => Tier.P2,
            Tier.P0 when IsBelow(hit.LikelyImmediate) => Tier.P1,
            Tier.P1 when urgent || IsBelow(hit.LikelyUrgent) => mild ? Tier.P3 : Tier.P2,
            Tier.P2 when mild => Tier.P3,
            Tier.P3 when mild && !hit.Pattern.Definition.IsOfKnownParty => Tier.None,
            _ => hit.Tier,
        };
    }

    /// <summary>Whether it tells anything that was not told: what was doubted does where it is doubted less now.</summary>
    /// <param name="hit">Of a pattern.</param>
    /// <param name="patterns">What was said of it.</param>
    private bool IsNews(in PatternHit hit, in EpisodePatterns patterns) => hit.IsSaid && (!hit.WasDoubted || Temper(hit) < patterns.Of(hit.Pattern).SaidTier);

    /// <summary>Leaves what tells anything that was not told.</summary>
    public void LeaveNews(List<PatternHit> hits, in EpisodePatterns patterns)
    {
        for (var i = hits.Count - 1; i >= 0; i--)
        {
            if (!IsNews(hits[i], patterns))
            {
                hits.RemoveAt(i);
            }
        }
    }

    private bool IsBelow(byte likely) => Probability < likely / 100.0;

    /// <summary>The call that goes on and the event that falls into it may raise a pattern twice, P1 and then P0; where the model doubts both,
    /// they are one warning.</summary>
    public bool IsSaidBefore(List<PatternHit> hits, int index)
    {
        var hit = hits[index];
        for (var i = 0; i < index; i++)
        {
            if (hits[i].Pattern == hit.Pattern && hits[i].Stage == hit.Stage && Temper(hits[i]) == Temper(hit))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Asks the models of a partition about persons: at once, or many together. Rows are reused: what was answered last can be explained.</summary>
internal sealed class PersonOpinions(ModelSwitch models, IFeatureTap? tap)
{
    private const int ReasonsMost = 3;
    private static readonly int Width = FeatureCatalogue.Person.Features.Count;

    /// <summary>Those that wait, and behind them the one that is asked at once.</summary>
    private readonly float[] _rows = new float[(WaitingQuestions.Most + 1) * Width];
    private readonly ModelAnswer[] _said = new ModelAnswer[WaitingQuestions.Most];
    private readonly ModelAnswer[] _shadowSaid = new ModelAnswer[WaitingQuestions.Most];
    private readonly double[] _parts = new double[Width];
    private readonly int[] _order = new int[Width];
    private int _waiting;
    private int _asked;

    public ModelStatistics Statistics { get; } = new(Width);

    /// <summary>What a decision says of who decided.</summary>
    public string DecidedBy => models.Deciding(ModelSubject.Person) is { } model ? $"patterns+{model.Name}" : "patterns";

    /// <summary>Whether anybody would look at the features of an episode.</summary>
    public bool IsAsked =>
        tap is not null || models.Deciding(ModelSubject.Person) is not null || models.Shadow(ModelSubject.Person) is not null;

    /// <summary>Who captures what is asked hears of it in the order of events: then nothing waits.</summary>
    public bool MayWait => tap is null;

    private Span<float> Row(int index) => _rows.AsSpan(index * Width, Width);

    /// <summary>Nobody is asked about a person under no suspicion; who captures everybody hears of it.</summary>
    public void Pass(FeatureVector features, in Profile profile, in Leg leg)
    {
        if (tap is { TakesEverybody: true })
        {
            var row = Row(_waiting);
            features.CopyTo(row);
            tap.Person(leg, WarningMaker.Region(profile, leg.EventTimeMs), row);
        }
    }

    public Opinion Ask(FeatureVector features, in Profile profile, in Leg leg)
    {
        _asked = _waiting;
        var row = Row(_asked);
        features.CopyTo(row);
        tap?.Person(leg, WarningMaker.Region(profile, leg.EventTimeMs), row);
        var deciding = models.Deciding(ModelSubject.Person);
        var shadow = models.Shadow(ModelSubject.Person);
        if (deciding is null && shadow is null)
        {
            return Opinion.None;
        }

        var said = deciding?.Ask(row);
        Statistics.Add(row, said, shadow?.Ask(row));
        return Of(deciding, said);
    }

    /// <summary>The row is asked with the others that wait, <see cref="WaitingQuestions.Most"/> at most.</summary>
    public void Wait(FeatureVector features) => features.CopyTo(Row(_waiting++));

    /// <summary>Asks one that waits alone. True where nothing follows from the answer: then it waits no more.</summary>
    public bool TrySettle(int index)
    {
        var deciding = models.Deciding(ModelSubject.Person);
        var row = Row(index);
        var said = deciding?.Ask(row);
        if (Of(deciding, said).Tier != Tier.None)
        {
            return false;
        }

        Statistics.Add(row, said, models.Shadow(ModelSubject.Person)?.Ask(row));
        _rows.AsSpan((index + 1) * Width, (_waiting - index - 1) * Width).CopyTo(_rows.AsSpan(index * Width));
        _waiting--;
        return true;
    }

    /// <summary>Asks all that waits.</summary>
    public void AskWaiting()
    {
        var deciding = models.Deciding(ModelSubject.Person);
        var shadow = models.Shadow(ModelSubject.Person);
        var rows = _rows.AsSpan(0, _waiting * Width);
        deciding?.Ask(rows, Width, _said.AsSpan(0, _waiting));
        shadow?.Ask(rows, Width, _shadowSaid.AsSpan(0, _waiting));
        for (var i = 0; i < _waiting; i++)
        {
            Statistics.Add(Row(i), deciding is null ? null : _said[i], shadow is null ? null : _shadowSaid[i]);
        }
    }

    /// <summary>What was said of one that waited, the first being 0; after <see cref="AskWaiting"/>.</summary>
    public Opinion Answer(int index)
    {
        _asked = index;
        return Of(models.Deciding(ModelSubject.Person), _said[index]);
    }

    /// <summary>Nothing waits any more.</summary>
    public void Answered() => _waiting = 0;

    private static Opinion Of(Model? deciding, ModelAnswer? said)
    {
        if (deciding is null || said is not { } one)
        {
            return Opinion.None;
        }

        var thresholds = deciding.Thresholds;
        var tier = one.Probability >= thresholds.Immediate ? Tier.P0 : one.IsUrgent ? Tier.P1 : Tier.None;
        var doubt = (one.Probability < thresholds.Doubtful ? Doubt.OfUrgent : Doubt.None) | (one.Probability < thresholds.Faint ? Doubt.OfMild : Doubt.None);
        return new Opinion(one.Probability, tier, doubt);
    }

    /// <summary>What speaks most for a fraud in what was asked last, the strongest first; three at most.</summary>
    public IEnumerable<Reason> Reasons(long timeMs, int currency)
    {
        if (models.Deciding(ModelSubject.Person) is not { } model)
        {
            yield break;
        }

        var features = model.Forest.Features;
        model.Forest.Explain(Row(_asked)[..features], _parts.AsSpan(0, features));
        _parts.AsSpan(features).Clear();
        for (var i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        // Equal parts in the order of their places: the same reasons everywhere.
        Array.Sort(_order, (a, b) => _parts[a] != _parts[b] ? _parts[b].CompareTo(_parts[a]) : a.CompareTo(b));
        foreach (var place in _order.Take(ReasonsMost))
        {
            if (_parts[place] > 0)
            {
                yield return FeatureWords.Of(FeatureCatalogue.Person.Features[place], Row(_asked)[place], currency, timeMs);
            }
        }
    }
}
