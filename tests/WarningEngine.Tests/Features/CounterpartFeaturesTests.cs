using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Features;

/// <summary>What features say of payments to an account.</summary>
public sealed class CounterpartFeaturesTests
{
    /// <summary>Two payments of 1,000 came, and this one of 3,000, which is counted while it may still come.</summary>
    [Theory]
    [InlineData(MoneyPhase.Attempted, 3, 5_000)]
    [InlineData(MoneyPhase.Settled, 3, 5_000)]
    [InlineData(MoneyPhase.Rejected, 2, 2_000)]
    [InlineData(MoneyPhase.Returned, 2, 2_000)]
    public void A_payment_is_compared_with_the_mean_of_the_others(MoneyPhase phase, uint payments, uint moneyIn)
    {
        var counterpart = new Counterpart { Kind = EntityKind.Account };
        (counterpart.Counts.Payments, counterpart.Counts.MoneyIn) = (payments * CounterpartCounts.One, moneyIn);
        var leg = new Leg
        {
            Kind = LegKind.MoneyCounterpart, EventTimeMs = Some.TimeMs,
            Money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = phase, AmountMinor = 300_000 },
        };
        var row = Filled(counterpart, leg);

        Assert.Equal(3, row[(int)CounterpartFeature.AmountVersusMean]);
        Assert.Equal(2, row[(int)CounterpartFeature.EventKind]);
    }

    [Fact]
    public void Who_adds_a_payee_has_paid_nothing()
    {
        var counterpart = new Counterpart { Kind = EntityKind.Account };
        (counterpart.Counts.Payments, counterpart.Counts.MoneyIn) = (2 * CounterpartCounts.One, 2_000);
        var row = Filled(counterpart, new Leg
        {
            Kind = LegKind.MoneyCounterpart, EventTimeMs = Some.TimeMs, Money = new MoneyFacts { Event = MoneyEvent.PayeeAdded },
        });

        Assert.Equal(3, row[(int)CounterpartFeature.EventKind]);
        Assert.All(
            (CounterpartFeature[])[CounterpartFeature.Amount, CounterpartFeature.AmountRound, CounterpartFeature.AmountVersusMean],
            x => Assert.True(float.IsNaN(row[(int)x]), x.ToString()));
    }

    /// <summary>Records that say only how long it lasted are as good as those with the times.</summary>
    [Theory]
    [InlineData(CallPhase.Record, 300_000, 0, 0, 300_000)]
    [InlineData(CallPhase.End, 300_000, 0, 0, 300_000)]
    [InlineData(CallPhase.Record, 0, 1_000, 61_000, 60_000)]
    [InlineData(CallPhase.Partial, 300_000, 1_000, 0, float.NaN)]
    [InlineData(CallPhase.Record, 0, 0, 61_000, float.NaN)]
    public void A_call_that_is_over_has_a_duration(CallPhase phase, long durationMs, long answerMs, long releaseMs, float duration)
    {
        var row = Filled(new Counterpart { Kind = EntityKind.Number }, new Leg
        {
            Kind = LegKind.CallCounterpart, EventTimeMs = Some.TimeMs,
            Call = new CallFacts { Phase = phase, DurationMs = durationMs, AnswerMs = answerMs, ReleaseMs = releaseMs },
        });

        Assert.Equal(duration, row[(int)CounterpartFeature.Duration]);
    }

    private static float[] Filled(in Counterpart counterpart, in Leg leg)
    {
        var row = new float[FeatureCatalogue.Counterpart.Features.Count];
        CounterpartFeatures.Fill(row, counterpart, Grade.None, leg);
        return row;
    }
}
