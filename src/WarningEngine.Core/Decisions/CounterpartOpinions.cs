using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Asks the models of a partition about counterparts.</summary>
internal sealed class CounterpartOpinions(ModelSwitch models, IFeatureTap? tap)
{
    private readonly float[] _row = new float[FeatureCatalogue.Counterpart.Features.Count];

    public ModelStatistics Statistics { get; } = new(FeatureCatalogue.Counterpart.Features.Count);

    /// <summary>What a model holds of the counterpart's behaviour raises what the rules say, to high at most, and lowers nothing.</summary>
    /// <param name="counterpart">Its record, with the event in it.</param>
    /// <param name="leg">The event.</param>
    /// <param name="grade">What the rules say.</param>
    /// <param name="seen">Why.</param>
    public void Ask(in Counterpart counterpart, in Leg leg, ref Grade grade, ref ReputationReasons seen)
    {
        var deciding = models.Deciding(ModelSubject.Counterpart);
        var shadow = models.Shadow(ModelSubject.Counterpart);
        if ((tap is null && deciding is null && shadow is null)
            || counterpart.Kind is not (EntityKind.Number or EntityKind.Sender or EntityKind.Account or EntityKind.Domain))
        {
            return;
        }

        CounterpartFeatures.Fill(_row, counterpart, grade, leg);
        tap?.Counterpart(leg, _row, IsKnown(counterpart));
        if (deciding is null && shadow is null)
        {
            return;
        }

        var said = deciding?.Ask(_row);
        Statistics.Add(_row, said, shadow?.Ask(_row));
        if (deciding is null || said is not { IsUrgent: true } one || ProfileTime.Minutes(leg.EventTimeMs) < counterpart.ClearedToMin)
        {
            return;
        }

        var held = one.Probability >= deciding.Thresholds.Immediate ? Grade.High : Grade.Medium;
        grade = held > grade ? held : grade;
        seen |= ReputationReasons.Model;
    }

    private static bool IsKnown(in Counterpart counterpart)
    {
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)counterpart.Lists)
        {
            if (entry is { Entry: not 0, Phase: ListPhase.Holds })
            {
                return true;
            }
        }

        return false;
    }
}
