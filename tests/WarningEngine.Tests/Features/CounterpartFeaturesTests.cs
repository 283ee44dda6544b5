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
        var row = new float[FeatureCatalogue.Counterpart.Features.Count];
        CounterpartFeatures.Fill(row, counterpart, Grade.None, leg);

        Assert.Equal(3, row[(int)CounterpartFeature.AmountVersusMean]);
    }
}
