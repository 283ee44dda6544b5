using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>Money that was refused has neither reached an account nor left it.</summary>
public sealed class RefusedMoneyTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;

    [Fact]
    public void Phases_of_one_payment_are_one_payment_and_one_that_is_rejected_is_none()
    {
        var log = new CounterpartLog();
        log.Pays(1, Start, 100, MoneyPhase.Attempted, "a");
        log.Pays(1, Start, 100, MoneyPhase.Accepted, "a");
        log.Pays(1, Start, 100, MoneyPhase.Settled, "a");
        log.Pays(2, Start, 70, MoneyPhase.Attempted, "b");
        log.Pays(2, Start, 70, MoneyPhase.Rejected, "b");
        log.Score();

        Assert.Equal(256u, log.Record.Counts.Payments);
        Assert.Equal(100u, log.Record.Counts.MoneyIn);
    }

    [Fact]
    public void Money_that_was_refused_has_not_been_passed_on()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 4; i++)
        {
            log.Pays(i, Start + (i * Minute), 2_500);
        }

        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Attempted, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Returned, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "b");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Attempted, "b");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "");
        log.PassesOn(Start + (9 * Minute), 1_000, MoneyPhase.Settled, "c");
        log.Score();

        Assert.Equal(1_000u, log.Record.Counts.MoneyOut);
        Assert.False(log.Record.Reasons.HasFlag(ReputationReasons.PassThrough));
    }

    /// <summary>What an agent is told to stop.</summary>
    [Fact]
    public void Money_that_was_refused_alone_is_not_at_risk()
    {
        using var log = new LegByLeg();
        BeginEpisode(log);
        Pay(log, 80_000, MoneyPhase.Attempted, "a");
        Pay(log, 100_000, MoneyPhase.Rejected, "b");
        Assert.Equal((80_000_00, "a", MoneyPhase.Attempted), AtRisk(log));
        Assert.Equal((80_000_00, Minute), ToldAtRisk(log));

        Pay(log, 80_000, MoneyPhase.Rejected, "a");
        Assert.Equal((80_000_00, "a", MoneyPhase.Rejected), AtRisk(log));
        Assert.Equal((double.NaN, double.NaN), ToldAtRisk(log));
        Pay(log, 5_000, MoneyPhase.Attempted, "c");
        Assert.Equal((5_000_00, "c", MoneyPhase.Attempted), AtRisk(log));
    }

    [Theory]
    [InlineData(MoneyPhase.Settled, MoneyPhase.Attempted, MoneyPhase.Settled)]
    [InlineData(MoneyPhase.Settled, MoneyPhase.Accepted, MoneyPhase.Settled)]
    [InlineData(MoneyPhase.Settled, MoneyPhase.Returned, MoneyPhase.Returned)]
    [InlineData(MoneyPhase.Accepted, MoneyPhase.Settled, MoneyPhase.Settled)]
    [InlineData(MoneyPhase.Accepted, MoneyPhase.Rejected, MoneyPhase.Rejected)]
    public void A_phase_that_is_told_late_moves_no_payment_back(MoneyPhase first, MoneyPhase then, MoneyPhase known)
    {
        using var log = new LegByLeg();
        BeginEpisode(log);
        Pay(log, 80_000, first, "a");
        Pay(log, 80_000, then, "a");

        Assert.Equal((80_000_00, "a", known), AtRisk(log));
    }

    /// <summary>A loan and a deposit are told of as refused alone, cash as tried before.</summary>
    [Fact]
    public void What_was_refused_was_neither_lent_nor_gathered_nor_cash()
    {
        using var log = new LegByLeg();
        BeginEpisode(log);
        Pay(log, 30_000, MoneyPhase.Attempted, "cash", MoneyEvent.CashWithdrawn);
        Pay(log, 30_000, MoneyPhase.Rejected, "cash", MoneyEvent.CashWithdrawn);
        Pay(log, 20_000, MoneyPhase.Rejected, "loan", MoneyEvent.LoanDisbursed);
        Pay(log, 15_000, MoneyPhase.Rejected, "deposit", MoneyEvent.DepositBroken);
        var vector = new FeatureVector();
        DiaryFeatures.Fill(vector, log.Partition.State.Episodes[Some.Person].Diary, Start + (2 * Minute));

        Assert.Equal(
            (0, 0, 0, 0), (vector[Feature.MovesCash], vector[Feature.MovesLoans], vector[Feature.MovesLent], vector[Feature.MovesGathered]));
    }

    private static (long, string, MoneyPhase) AtRisk(LegByLeg log)
    {
        var risk = log.Partition.State.Episodes[Some.Person].AtRisk!;
        return (risk.AmountMinor, risk.TransactionId, risk.Phase);
    }

    /// <summary>What models hear of it two minutes later, and how long ago that was.</summary>
    private static (double AtRisk, double Ago) ToldAtRisk(LegByLeg log)
    {
        var (vector, state) = (new FeatureVector(), log.Partition.State);
        ref var episode = ref state.Episodes.Find(Some.Person);
        EpisodeFeatures.Fill(vector, PatternEvent.Money, ref episode, state.Episodes.Blocks, ShippedRules.Set().Patterns, [], Start + (2 * Minute));
        return (vector[Feature.EpisodeAtRisk], vector[Feature.EpisodeAtRiskAgo]);
    }

    /// <summary>Somebody whom the person had to do with has turned out bad, and the person pays.</summary>
    private static void BeginEpisode(LegByLeg log)
    {
        log.Apply(CounterpartLog.Progress(Start - (20 * CounterpartLog.Day)));
        log.Apply(CounterpartLog.Progress(Start));
        foreach (var days in (long[])[15, 12, 8])
        {
            log.Apply(Payment(100, MoneyPhase.Settled, $"usual {days}", Start - (days * CounterpartLog.Day)));
        }

        log.Apply(new Leg
        {
            Kind = LegKind.Exposure, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(2), OtherKind = EntityKind.Account,
            EventTimeMs = Start, ArrivalTimeMs = Start, Reputation = new ReputationFacts { Grade = Grade.High, Reasons = ReputationReasons.Listed },
        });
    }

    private static void Pay(LegByLeg log, long amount, MoneyPhase phase, string id, MoneyEvent what = MoneyEvent.Transfer) =>
        log.Apply(Payment(amount, phase, id, Start + Minute, what));

    private static Leg Payment(long amount, MoneyPhase phase, string id, long timeMs, MoneyEvent what = MoneyEvent.Transfer) => new()
    {
        Kind = LegKind.Money, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(id.Length), OtherKind = EntityKind.Account,
        EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Money = new MoneyFacts
        {
            Event = what, Phase = phase, Outgoing = what != MoneyEvent.LoanDisbursed, AmountMinor = amount * 100, BalanceBeforeMinor = 200_000_00, PayeeKind = PayeeKind.Bank,
            TransactionId = Text35.From(id), CurrencyCode = Currency.Cny,
        },
    };
}
