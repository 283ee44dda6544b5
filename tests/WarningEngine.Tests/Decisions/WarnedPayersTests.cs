using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A payee hears that its payer was warned, unless the warning may come from the payee's own reputation.</summary>
public sealed class WarnedPayersTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private const long Day = CounterpartLog.Day;
    private static readonly Token Person = CounterpartLog.Line(1);
    private static readonly Token Payee = CounterpartLog.Line(2);

    private readonly ScoringPartition _partition = CounterpartLog.New();
    private readonly ScoredItems _caused = new();
    private long _offset;

    public WarnedPayersTests()
    {
        _partition.Apply(CounterpartLog.Progress(Start - (40 * Day)), new Position(_offset++, 0, 0), _caused);
        for (var day = 30; day > 0; day--)
        {
            Call(CounterpartLog.Line(100), Start - (day * Day), CallPhase.Record, 120);
            Pay(CounterpartLog.Line(101), Start - (day * Day), 200, MoneyPhase.Settled);
        }
    }

    [Fact]
    public void A_warning_at_a_payment_is_told_to_the_payee()
    {
        PayOnThePhone();

        Assert.NotEmpty(_caused.Warnings);
        var told = _caused.Legs.First(x => x.Kind == LegKind.PayerWarned);
        Assert.Equal((Payee, Person, EntityKind.Account), (told.Entity, told.Other, told.EntityKind));
    }

    [Fact]
    public void A_warning_of_one_who_has_heard_of_the_payees_reputation_is_not()
    {
        Add(new Leg
        {
            Kind = LegKind.Reputation, Entity = Person, EntityKind = EntityKind.Number, Other = Payee, OtherKind = EntityKind.Account,
            EventTimeMs = Start - Minute, Reputation = new ReputationFacts { Grade = Grade.VeryHigh, Reasons = ReputationReasons.Listed },
        });
        PayOnThePhone();

        Assert.NotEmpty(_caused.Warnings);
        Assert.DoesNotContain(_caused.Legs, x => x.Kind == LegKind.PayerWarned);
    }

    /// <summary>Else a broker would be known for its customers: whoever saves pays as victims of fake investments do.</summary>
    [Fact]
    public void What_nobody_calls_the_payer_for_at_once_is_not()
    {
        PayOnThePhone(NumberClass.Mobile, 2_500);

        Assert.Contains(_caused.Warnings, x => x.Tier == Tier.P2);
        Assert.DoesNotContain(_caused.Warnings, x => x.Tier < Tier.P2);
        Assert.DoesNotContain(_caused.Legs, x => x.Kind == LegKind.PayerWarned);
    }

    private void PayOnThePhone(NumberClass peer = NumberClass.International, long amount = 80_000)
    {
        Call(CounterpartLog.Line(3), Start, CallPhase.Answer, 0, peer);
        Pay(Payee, Start + (10 * Minute), amount, MoneyPhase.Attempted);
    }

    private void Call(Token peer, long timeMs, CallPhase phase, int seconds, NumberClass @class = NumberClass.International) => Add(new Leg
    {
        Kind = LegKind.Call, Entity = Person, EntityKind = EntityKind.Number, Other = peer, OtherKind = EntityKind.Number,
        EventTimeMs = timeMs + (seconds * 1_000L),
        Call = new CallFacts
        {
            Phase = phase, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile, PeerClass = @class,
            Answered = true, StartMs = timeMs, AnswerMs = timeMs, ReleaseMs = seconds == 0 ? 0 : timeMs + (seconds * 1_000L),
            DurationMs = seconds * 1_000L,
        },
    });

    private void Pay(Token payee, long timeMs, long amount, MoneyPhase phase) => Add(new Leg
    {
        Kind = LegKind.Money, Entity = Person, EntityKind = EntityKind.Number, Other = payee, OtherKind = EntityKind.Account,
        EventTimeMs = timeMs,
        Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = phase, Outgoing = true, PayeeKind = PayeeKind.Bank, CurrencyCode = Currency.Cny,
            AmountMinor = amount * 100, BalanceBeforeMinor = 9_000_000, TransactionId = Text35.From($"{timeMs}"),
        },
    });

    private void Add(Leg leg)
    {
        leg.Stamp = new Stamp(new Source("raw", 1, 0), new Position(_offset, 0, 0));
        leg.EventId = (UInt128)_offset;
        leg.ArrivalTimeMs = leg.EventTimeMs;
        _partition.Apply(leg, new Position(_offset++, 0, 0), _caused);
    }
}
