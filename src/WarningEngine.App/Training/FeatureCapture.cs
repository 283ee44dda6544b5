using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Training;

/// <summary>What a capture keeps.</summary>
/// <param name="Subject">Persons, or counterparts.</param>
/// <param name="Labels">Joined as of event time.</param>
/// <param name="Control">Share of all others of whom every row is kept: drawn by their tokens, whatever they do, so that estimates from
/// them are honest. Their rows stand for those of the rest.</param>
/// <param name="KeepsHard">Of the rest, the rows at which patterns are urgent or money goes to a stranger are kept all.</param>
/// <param name="ToMs">Rows from then on have no label yet.</param>
/// <param name="FraudWeight">For how many like them those who are labelled stand: less than 1 where frauds are more frequent in the input than
/// in life.</param>
internal sealed record CaptureOptions(
    FeatureCatalogue Subject, LabelWindows Labels, double Control, bool KeepsHard, long ToMs, double FraudWeight = 1);

/// <summary>Keeps what models would be asked while recorded input runs through the pipeline.</summary>
internal sealed class FeatureCapture(CaptureOptions options) : IFeatureTap
{
    private readonly Dictionary<Token, int> _groups = [];
    private long _fromMs;

    public FeatureRows Rows { get; } = new(options.Subject);

    /// <summary>Of all that was read, ms since epoch; set by whoever reads it.</summary>
    public long LastArrivalMs { get; set; }

    /// <summary>Rows seen, kept or not.</summary>
    public long Seen { get; private set; }

    /// <summary>Of these, of people who are not labelled: rows that are hard.</summary>
    public long Hard { get; private set; }

    /// <summary>Rows are kept from this event time on, ms since epoch: before it the state is only being filled.</summary>
    public void Begin(long fromMs) => _fromMs = fromMs;

    /// <summary>Adds what was captured of others: they share nobody with this one.</summary>
    public void Add(FeatureCapture other)
    {
        var groups = _groups.Count;
        foreach (var (entity, group) in other._groups)
        {
            _groups.Add(entity, groups + group);
        }

        for (var i = 0; i < other.Rows.Facts.Count; i++)
        {
            var facts = other.Rows.Facts[i];
            Rows.Add(facts with { Group = groups + facts.Group }, other.Rows.Row(i));
        }

        Seen += other.Seen;
        Hard += other.Hard;
    }

    public void Person(in Leg leg, int region, ReadOnlySpan<float> row)
    {
        if (options.Subject == FeatureCatalogue.Person)
        {
            Take(leg, region, row, IsHard(row));
        }
    }

    public void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown)
    {
        // What is known already needs no model.
        if (options.Subject == FeatureCatalogue.Counterpart && !isKnown)
        {
            Take(leg, 0, row, isHard: row[(int)CounterpartFeature.BehaviourGrade] >= (float)Grade.Medium);
        }
    }

    private void Take(in Leg leg, int region, ReadOnlySpan<float> row, bool isHard)
    {
        if (leg.EventTimeMs < _fromMs || leg.EventTimeMs >= options.ToMs)
        {
            return;
        }

        Seen++;
        var label = options.Labels.Of(leg.Entity, leg.EventTimeMs, out var type);
        if (label == KnownLabel.Unclear)
        {
            return;
        }

        var isLabelled = options.Labels.Has(leg.Entity);
        Hard += isHard && !isLabelled ? 1 : 0;
        var isCertain = isLabelled || (isHard && options.KeepsHard);
        if (!isCertain && !IsDrawn(leg.Entity))
        {
            return;
        }

        if (!_groups.TryGetValue(leg.Entity, out var group))
        {
            _groups[leg.Entity] = group = _groups.Count;
        }

        var weight = isLabelled ? options.FraudWeight : isCertain ? 1 : 1 / options.Control;
        Rows.Add(new RowFacts(group, leg.EventTimeMs, (float)weight, label == KnownLabel.Positive, type ?? "none", region), row);
    }

    /// <summary>The same people in every capture with the same share, whatever they do.</summary>
    private bool IsDrawn(Token entity) =>
        (Hashing.Mix(entity.High ^ Hashing.Mix(entity.Low)) >> 11) * (1.0 / (1UL << 53)) < options.Control;

    private static bool IsHard(ReadOnlySpan<float> row) =>
        row[(int)Feature.EpisodeHitTier] <= (float)Tier.P1 || row[(int)Feature.MoneyPaysStranger] == 1;
}
