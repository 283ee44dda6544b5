using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Features;

/// <summary>Fills a row for one counterpart at one event, from its record and the leg alone.</summary>
public static class CounterpartFeatures
{
    private const long ChinaOffsetMs = 8 * ProfileTime.HourMs;

    /// <summary>1,000 units of currency.</summary>
    private const long RoundMinor = 100_000;

    /// <param name="row">One value a feature of <see cref="FeatureCatalogue.Counterpart"/>; all are written.</param>
    /// <param name="counterpart">The record, with the event in it, its counts brought to its time.</param>
    /// <param name="behaviour">What the rules say of it.</param>
    /// <param name="leg">The event.</param>
    public static void Fill(Span<float> row, in Counterpart counterpart, Grade behaviour, in Leg leg)
    {
        row.Fill(float.NaN);
        var timeMs = leg.EventTimeMs;
        Set(row, CounterpartFeature.HourOfDay, (timeMs + ChinaOffsetMs) / ProfileTime.HourMs % 24);
        Set(row, CounterpartFeature.DayOfWeek, ((((timeMs + ChinaOffsetMs) / ProfileTime.DayMs) + 3) % 7) + 1);
        Set(row, CounterpartFeature.Kind, (double)counterpart.Kind);
        Set(row, CounterpartFeature.NumberClass, (double)counterpart.Class);
        Set(row, CounterpartFeature.Age, Since(counterpart.FirstSeenMin, timeMs));
        Set(row, CounterpartFeature.AwakeAge, Since(Math.Max(counterpart.FirstSeenMin, counterpart.WokeMin), timeMs));
        Set(row, CounterpartFeature.Parties, counterpart.Parties.Estimate());
        Set(row, CounterpartFeature.Sims, counterpart.Sims);
        Set(row, CounterpartFeature.BehaviourGrade, (double)behaviour);
        if (counterpart.LastFraudMin > 0)
        {
            Set(row, CounterpartFeature.LastFraudAgo, Since(counterpart.LastFraudMin, timeMs));
        }

        FillCounts(row, counterpart);
        FillEvent(row, counterpart, leg);
    }

    private static void FillCounts(Span<float> row, in Counterpart counterpart)
    {
        const double one = CounterpartCounts.One;
        ref readonly var counts = ref counterpart.Counts;
        Set(row, CounterpartFeature.Originated, counts.Originated / one);
        Share(row, CounterpartFeature.AnsweredShare, counts.Answered, counts.Originated);
        Share(row, CounterpartFeature.ShortShare, counts.ShortCalls, counts.Answered);
        Share(row, CounterpartFeature.RepeatedShare, counts.Repeated, counts.Originated);
        Share(row, CounterpartFeature.CalledBackShare, counts.CalledBack, counts.Originated);
        Set(row, CounterpartFeature.Fresh, counts.Fresh / one);
        Set(row, CounterpartFeature.Messages, counts.Messages / one);
        Share(row, CounterpartFeature.RiskyShare, counts.RiskyMessages, counts.Messages);
        Share(row, CounterpartFeature.TopShare, counts.TopMessages, counts.Messages);
        Set(row, CounterpartFeature.Payments, counts.Payments / one);
        Set(row, CounterpartFeature.WarnedPayers, counts.WarnedPayers / one);
        Share(row, CounterpartFeature.WarnedShare, counts.WarnedPayers, counts.Fresh);
        Set(row, CounterpartFeature.SmallThenLarge, counts.SmallThenLarge / one);
        Set(row, CounterpartFeature.MoneyIn, counts.MoneyIn * 100.0);
        Share(row, CounterpartFeature.PassedOnShare, counts.MoneyOut, counts.MoneyIn);
        Set(row, CounterpartFeature.SlowPayments, counts.SlowPayments / one);
        Set(row, CounterpartFeature.SlowFrauds, counts.SlowFrauds / one);
        Share(row, CounterpartFeature.SlowFraudShare, counts.SlowFrauds, counts.SlowPayments);
        if (counterpart.RetentionMin > 0)
        {
            Set(row, CounterpartFeature.Retention, counterpart.RetentionMin * (double)ProfileTime.MinuteMs);
        }
    }

    private static void FillEvent(Span<float> row, in Counterpart counterpart, in Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                Set(row, CounterpartFeature.EventKind, 0);
                Set(row, CounterpartFeature.Direction, (double)leg.Call.Direction);
                if (leg.Call is { DurationMs: > 0 } and ({ ReleaseMs: > 0 } or { Phase: CallPhase.End or CallPhase.Record }))
                {
                    Set(row, CounterpartFeature.Duration, leg.Call.DurationMs);
                }
                else if (leg.Call is { ReleaseMs: > 0, AnswerMs: > 0 })
                {
                    Set(row, CounterpartFeature.Duration, Math.Max(0, leg.Call.ReleaseMs - leg.Call.AnswerMs));
                }

                break;
            case LegKind.SmsCounterpart or LegKind.DomainTouched:
                Set(row, CounterpartFeature.EventKind, 1);
                break;
            case LegKind.MoneyCounterpart when leg.Money.Event == MoneyEvent.Transfer:
                FillPayment(row, counterpart.Counts, leg.Money);
                break;
            default:
                Set(row, CounterpartFeature.EventKind, 3);
                break;
        }
    }

    private static void FillPayment(Span<float> row, in CounterpartCounts counts, in MoneyFacts money)
    {
        Set(row, CounterpartFeature.EventKind, 2);
        Set(row, CounterpartFeature.Amount, money.AmountMinor);
        Set(row, CounterpartFeature.AmountRound, money.AmountMinor > 0 && money.AmountMinor % RoundMinor == 0 ? 1 : 0);
        Set(row, CounterpartFeature.PayeeKind, (double)money.PayeeKind);
        Set(row, CounterpartFeature.NameCheck, (double)money.NameCheck);

        // This payment is in the counts already, but for one that did not come or stay.
        var isCounted = !money.Phase.IsRefusal();
        var before = counts.Payments - (isCounted ? Math.Min(counts.Payments, CounterpartCounts.One) : 0);
        var sum = (counts.MoneyIn * 100.0) - (isCounted ? money.AmountMinor : 0);
        if (before > 0 && sum > 0)
        {
            Set(row, CounterpartFeature.AmountVersusMean, money.AmountMinor / (sum * CounterpartCounts.One / before));
        }
    }

    private static double Since(uint minutes, long timeMs) =>
        minutes == 0 ? 0 : Math.Max(0, timeMs - ProfileTime.FromMinutes(minutes));

    private static void Set(Span<float> row, CounterpartFeature feature, double value) => row[(int)feature] = (float)value;

    /// <summary>Unknown where there is nothing to have a share of.</summary>
    private static void Share(Span<float> row, CounterpartFeature feature, uint part, uint whole)
    {
        if (whole > 0)
        {
            Set(row, feature, part / (double)whole);
        }
    }
}
