using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Profiles;

/// <summary>Counts of who is paid or calls more often than they can tell: what is compared are shares, and these stay.</summary>
public sealed class CounterpartCountsTests
{
    private const uint One = CounterpartCounts.One;

    /// <summary>As of a payment institution, at 150 payers a second.</summary>
    private const uint NearlyFull = uint.MaxValue - (One / 2);

    [Fact]
    public void One_payment_more_than_can_be_counted_makes_no_mule_of_a_payment_institution()
    {
        using var counterparts = new Counterparts();
        var leg = new Leg
        {
            Kind = LegKind.MoneyCounterpart, Entity = new Token(1, 1), EntityKind = EntityKind.Account, Other = new Token(2, 2),
            OtherKind = EntityKind.Number, EventTimeMs = Some.TimeMs,
            Money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, AmountMinor = 10_000 },
        };
        ref var institution = ref counterparts.Open(leg, out _);
        ref var counts = ref institution.Counts;
        (counts.Fresh, counts.Payments, counts.SlowPayments) = (NearlyFull, NearlyFull, NearlyFull);
        (counts.WarnedPayers, counts.SlowFrauds, counts.MoneyIn, counts.MoneyOut) = (1_000 * One, 1_000 * One, 4_000_000, 1_000_000);
        Assert.Equal(Grade.None, Behaviour(institution));

        counterparts.ApplyPayment(leg, isFirst: true);

        Assert.Equal(Grade.None, Behaviour(institution));
        Assert.InRange(counts.Fresh, NearlyFull / 4, NearlyFull);
        Assert.Equal(1_000.0 * One / NearlyFull, counts.WarnedPayers / (double)counts.Fresh, 1e-8);
        Assert.Equal(1_000.0 * One / NearlyFull, counts.SlowFrauds / (double)counts.SlowPayments, 1e-8);
        Assert.InRange(counts.MoneyOut * 4.0 / counts.MoneyIn, 0.99, 1.01);
    }

    [Fact]
    public void Each_count_that_is_full_halves_those_that_it_is_compared_with_and_no_other()
    {
        var counts = new CounterpartCounts { Originated = NearlyFull, Repeated = 200 * One, SlowPayments = 40 * One };
        counts.Add(ref counts.Originated, One);
        Assert.Equal((100 * One, 40 * One), (counts.Repeated, counts.SlowPayments));
        Assert.InRange(counts.Originated, NearlyFull / 2, (NearlyFull / 2) + (2 * One));

        counts = new CounterpartCounts { Payments = 200 * One, SlowPayments = NearlyFull, SlowFrauds = 40 * One };
        counts.Add(ref counts.SlowPayments, One);
        Assert.Equal((200 * One, 20 * One), (counts.Payments, counts.SlowFrauds));
    }

    [Fact]
    public void No_sum_runs_over_and_none_falls_below_nothing()
    {
        var counts = new CounterpartCounts { MoneyIn = 7 };
        counts.Add(ref counts.MoneyIn, 1L << 50);
        Assert.Equal(uint.MaxValue, counts.MoneyIn);
        counts.Add(ref counts.MoneyIn, -(1L << 50));
        Assert.Equal(0u, counts.MoneyIn);
    }

    private static Grade Behaviour(in Counterpart counterpart) => CounterpartGrading.Behaviour(counterpart, Some.TimeMs, historyKnown: true, out _);
}
