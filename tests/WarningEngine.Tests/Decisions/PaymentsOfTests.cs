using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>What a person's payments teach, and that one which is refused teaches nothing.</summary>
public sealed class PaymentsOfTests : IDisposable
{
    private const long Hour = 3_600_000;
    private const long Minute = 60_000;
    private const long Day = 24 * Hour;

    private readonly LegByLeg _log = new();
    private int _number;

    public PaymentsOfTests()
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs - (30 * Day)));
        _log.Apply(CounterpartLog.Progress(Some.TimeMs - (20 * Day)));
        for (var i = 0; i < 5; i++)
        {
            Pay(Some.TimeMs - ((15 - i) * Day), 1_000 + i, payee: 1, MoneyPhase.Settled);
        }

        _log.Apply(CounterpartLog.Progress(Some.TimeMs));
    }

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(900)]
    [InlineData(8_000)]
    public void A_refused_payment_is_as_if_it_had_not_been_tried(long amount)
    {
        var before = Known;
        for (var i = 0; i < 3; i++)
        {
            Pay(Some.TimeMs + (i * Hour), amount + i, payee: 7 + i, MoneyPhase.Attempted);
            Assert.Equal(amount + i, Sent);
            Assert.Equal(1, Known.Course.Payments);

            // Seven hours later: the bucket in which it was sent is not the newest.
            Refuse(Some.TimeMs + (i * Hour) + (7 * Hour), amount + i, payee: 7 + i);
            Assert.Equal(0, Sent);
        }

        Assert.Equal((before.PaymentCount, 0, 0, 0L), (Known.PaymentCount, (int)Known.Course.Payments, (int)Known.Course.Rises, Known.Course.Sum));
        Assert.InRange((double)Known.UsualLargeAmount, before.UsualLargeAmount * .99, before.UsualLargeAmount * 1.01);
    }

    /// <summary>Payments of a shop between the attempt and its refusal: taken back as the last step, the refused one would leave a usual amount of one yuan, and
    /// the next lunch be two hundred times the usual.</summary>
    [Theory]
    [InlineData(false, MoneyPhase.Rejected)]
    [InlineData(false, MoneyPhase.Returned)]
    [InlineData(true, MoneyPhase.Returned)]
    public void A_refusal_that_comes_late_leaves_the_usual_amount_about_where_it_was(bool cameThrough, MoneyPhase refusal)
    {
        Pay(Some.TimeMs, 20_000, payee: 7, MoneyPhase.Attempted);
        var refused = _number;
        if (cameThrough)
        {
            Pay(Some.TimeMs + 500, 20_000, payee: 7, MoneyPhase.Accepted, refused);
        }

        for (var i = 0; i < 5; i++)
        {
            Pay(Some.TimeMs + ((i + 1) * Hour), 50 + i, payee: 8, MoneyPhase.Attempted);
            Pay(Some.TimeMs + ((i + 1) * Hour) + 500, 50 + i, payee: 8, MoneyPhase.Settled, _number);
        }

        Pay(Some.TimeMs + (9 * Hour), 20_000, payee: 7, refusal, refused);

        Assert.InRange(Known.UsualLargeAmount, 800u, 1_010u);
        Assert.Equal((10, 260L), (Known.PaymentCount, Sent));
    }

    /// <summary>Money sent is known for a day, that a payment was tried for two.</summary>
    [Fact]
    public void What_is_refused_next_day_takes_back_nothing_of_what_was_sent_since()
    {
        Pay(Some.TimeMs, 900, payee: 7, MoneyPhase.Attempted);
        var refused = _number;
        Pay(Some.TimeMs + (25 * Hour), 500, payee: 8, MoneyPhase.Settled);
        Pay(Some.TimeMs + (26 * Hour), 900, payee: 7, MoneyPhase.Rejected, refused);

        Assert.Equal(500, Sent);
    }

    [Fact]
    public void A_refusal_that_is_told_twice_takes_back_once()
    {
        Pay(Some.TimeMs, 2_000, payee: 8, MoneyPhase.Settled);
        Pay(Some.TimeMs + Hour, 900, payee: 7, MoneyPhase.Attempted);
        var (refused, before) = (_number, Known);
        Pay(Some.TimeMs + (2 * Hour), 900, payee: 7, MoneyPhase.Rejected, refused);
        Pay(Some.TimeMs + (3 * Hour), 900, payee: 7, MoneyPhase.Returned, refused);

        Assert.Equal((2_000L, 1, before.PaymentCount), (Sent, (int)Known.Course.Payments, Known.PaymentCount));
    }

    /// <summary>Who gets the money back and is talked into paying once more pays the same stranger.</summary>
    [Fact]
    public void Who_sends_the_money_back_is_no_old_acquaintance()
    {
        _log.Apply(Talk(Some.TimeMs));
        Pay(Some.TimeMs + (12 * Minute), 30_000, payee: 9, MoneyPhase.Attempted);
        Pay(Some.TimeMs + (12 * Minute) + 500, 30_000, payee: 9, MoneyPhase.Accepted, _number);
        Assert.Equal(1, Known.Course.Payments);
        Pay(Some.TimeMs + (32 * Minute), 30_000, payee: 9, MoneyPhase.Returned, _number);
        Assert.Equal((0, 0L), (Known.Course.Payments, Known.Course.Sum));
        var before = _log.Said.Warnings.Count();
        Pay(Some.TimeMs + (52 * Minute), 50_000, payee: 9, MoneyPhase.Attempted);

        Assert.Contains(_log.Said.Warnings.Skip(before), x => x.Tier <= Tier.P1 && x.Stage >= Stage.Transfer);
    }

    /// <summary>A fraud of many times what is usual is called back by the bank: what is usual is what it was.</summary>
    [Fact]
    public void What_came_through_and_is_called_back_at_once_was_never_usual()
    {
        var before = Known.UsualLargeAmount;
        Pay(Some.TimeMs, 60 * before, payee: 7, MoneyPhase.Settled);
        Pay(Some.TimeMs + Hour, 60 * before, payee: 7, MoneyPhase.Returned, _number);

        Assert.InRange((double)Known.UsualLargeAmount, before * .99, before * 1.01);
    }

    /// <summary>They were no payments to somebody new, so their refusals take none of those back.</summary>
    [Fact]
    public void Refused_attempts_to_pay_the_same_again_leave_the_payment_that_came_through()
    {
        _log.Apply(Talk(Some.TimeMs));
        Pay(Some.TimeMs + (12 * Minute), 30_000, payee: 9, MoneyPhase.Attempted);
        Pay(Some.TimeMs + (12 * Minute) + 500, 30_000, payee: 9, MoneyPhase.Accepted, _number);
        for (var i = 1; i <= 2; i++)
        {
            Pay(Some.TimeMs + ((12 + (2 * i)) * Minute), 30_000, payee: 9, MoneyPhase.Attempted);
            Pay(Some.TimeMs + ((13 + (2 * i)) * Minute), 30_000, payee: 9, MoneyPhase.Rejected, _number);
        }

        Assert.Equal((1, 30_000L), (Known.Course.Payments, Known.Course.Sum));
    }

    [Fact]
    public void What_is_refused_without_having_been_tried_takes_nothing_back()
    {
        var before = Known;
        Pay(Some.TimeMs, 5_000, payee: 7, MoneyPhase.Rejected);

        Assert.Equal((before.PaymentCount, before.UsualLargeAmount, 0), (Known.PaymentCount, Known.UsualLargeAmount, (int)Known.Course.Payments));
    }

    [Fact]
    public void A_payment_that_comes_through_counts_once()
    {
        Pay(Some.TimeMs, 5_000, payee: 7, MoneyPhase.Attempted);
        _number--;
        Pay(Some.TimeMs, 5_000, payee: 7, MoneyPhase.Accepted);
        _number--;
        Pay(Some.TimeMs, 5_000, payee: 7, MoneyPhase.Settled);

        Assert.Equal((5_000L, 1, 6), (Sent, (int)Known.Course.Payments, (int)Known.PaymentCount));
    }

    /// <summary>Who is talked into a trifle first and then into all is paid as a stranger twice; but no course of ever new payees comes of it.</summary>
    [Fact]
    public void A_trifle_makes_no_payee_familiar_within_a_day()
    {
        _log.Apply(Talk(Some.TimeMs));
        Pay(Some.TimeMs + (12 * 60_000), 1, payee: 9, MoneyPhase.Settled);
        var before = _log.Said.Warnings.Count();
        Pay(Some.TimeMs + (20 * 60_000), 50_000, payee: 9, MoneyPhase.Attempted);

        Assert.Contains(_log.Said.Warnings.Skip(before), x => x.Tier <= Tier.P1 && x.Stage == Stage.Transfer);
        Assert.Equal(1, Known.Course.Payments);
    }

    /// <summary>No call and no message is told of an account whose owner's line nobody has named: that there were none is not known.</summary>
    [Fact]
    public void Of_an_account_without_a_line_calls_and_codes_are_unknown()
    {
        var (known, vector) = (Known, new FeatureVector());
        var leg = new Leg { Kind = LegKind.Money, EventTimeMs = Some.TimeMs };
        foreach (var kind in (EntityKind[])[EntityKind.Number, EntityKind.Account])
        {
            known.Kind = kind;
            var before = BeforeOf.Event(_log.Partition.State, known, leg);
            PersonFeatures.FillPerson(vector, known, Some.TimeMs);
            PersonFeatures.FillTalk(vector, known, before, default, Some.TimeMs, fallsIn: true);

            Assert.True(before.MoneyKnown);
            Assert.All(
                (Feature[])[Feature.StrangerTalk1h, Feature.StrangerTalk3h, Feature.StrangersLong2h, Feature.ContactsUnreached30m, Feature.CodesCount15m, Feature.CodesIssuers1h],
                x => Assert.Equal(kind == EntityKind.Account ? double.NaN : 0, vector[x]));
            Assert.Equal(0, vector[Feature.OnCallActive]);
        }
    }

    /// <summary>As the registry tells it: the money is still theirs.</summary>
    [Fact]
    public void What_goes_to_an_account_of_ones_own_is_gathered_and_not_paid()
    {
        var (before, sent) = (Known, Sent);
        Own(payee: 7, active: true);
        Pay(Some.TimeMs, 50_000, payee: 7, MoneyPhase.Attempted);
        Pay(Some.TimeMs, 50_000, payee: 7, MoneyPhase.Settled, _number);
        Assert.Equal((0, PaymentCourse.Day(Some.TimeMs), sent), (Known.Course.Payments, Known.Course.GatheredDay, Sent));
        Assert.Equal((before.PaymentCount, before.UsualLargeAmount), (Known.PaymentCount, Known.UsualLargeAmount));

        // After ever so many others.
        for (var i = 0; i < 9; i++)
        {
            Pay(Some.TimeMs + ((i + 1) * Hour), 10, payee: 20 + i, MoneyPhase.Settled);
        }

        var known = Known;
        Pay(Some.TimeMs + (10 * Hour), 50_000, payee: 7, MoneyPhase.Settled);
        Assert.Equal(known.Course.Payments, Known.Course.Payments);

        Own(payee: 7, active: false);
        Pay(Some.TimeMs + (11 * Hour), 50_000, payee: 7, MoneyPhase.Settled);
        Assert.Equal(known.Course.Payments + 1, Known.Course.Payments);
    }

    /// <summary>A bank may tell that it has arrived before another tells that it has left.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_from_an_account_of_ones_own_has_come_from_nobody(bool leftFirst)
    {
        Pay(Some.TimeMs, 60_000, payee: 9, MoneyPhase.Settled);
        Own(payee: 6, active: true);
        Own(payee: 7, active: true);
        for (var i = 0; i < 2; i++)
        {
            Move(account: leftFirst == (i == 0) ? 6 : 7, other: leftFirst == (i == 0) ? 7 : 6, outgoing: leftFirst == (i == 0));
        }

        Assert.Equal((1, 0, PaymentCourse.Day(Some.TimeMs)), ((int)Known.Course.Payments, (int)Known.Course.Inflows, Known.Course.GatheredDay));
    }

    /// <summary>A line that has both accounts hears of one record twice.</summary>
    [Fact]
    public void Of_one_payment_sending_it_and_receiving_it_are_two_events()
    {
        var sent = new Leg { Kind = LegKind.Money, EventId = 7, Entity = Some.Person, Money = new MoneyFacts { Outgoing = true } };
        var received = sent with { Money = new MoneyFacts { Event = MoneyEvent.Transfer, Account = Some.Person } };

        Assert.NotEqual(Identity.OfSeen(sent), Identity.OfSeen(received));
        Assert.Equal(Identity.OfSeen(received), Identity.OfSeen(received with { Other = Some.Person }));
    }

    /// <summary>Their bank has joined since a day or two: the landlord is nobody new.</summary>
    [Theory]
    [InlineData(40, 0, true)]
    [InlineData(40, 1, false)]
    [InlineData(40, 2, false)]
    [InlineData(40, 3, true)]
    [InlineData(0, 3, false)]
    [InlineData(0, 7, true)]
    public void Whose_payments_are_read_since_a_day_or_two_has_paid_before(int callDays, int moneyDays, bool isKnown)
    {
        var (known, day) = (Known, PaymentCourse.Day(Some.TimeMs));
        (known.FirstCallDay, known.FirstMoneyDay) = ((ushort)(day - callDays), (ushort)(day - moneyDays));
        var before = BeforeOf.Event(_log.Partition.State, known, new Leg { Kind = LegKind.Money, EventTimeMs = Some.TimeMs });

        Assert.Equal((isKnown, callDays >= 7 || moneyDays >= 7), (before.MoneyKnown, before.CallsKnown));
    }

    private void Own(int payee, bool active) => _log.Apply(new Leg
    {
        Kind = LegKind.Registry, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(1_000 + payee),
        OtherKind = EntityKind.Account, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
        Registry = new RegistryFacts { Fact = RegistryFact.AccountLinked, Active = active },
    });

    private void Move(int account, int other, bool outgoing) => _log.Apply(new Leg
    {
        Kind = LegKind.Money, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(1_000 + other), OtherKind = EntityKind.Account,
        EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
        Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, Outgoing = outgoing, AmountMinor = 50_000_00, BalanceBeforeMinor = -1,
            Account = CounterpartLog.Line(1_000 + account), TransactionId = Text35.From("own"),
        },
    });

    private Profile Known => _log.Partition.State.Profiles[_log.Partition.State.Profiles.Find(Some.Person)];

    private long Sent
    {
        get
        {
            long sum = 0;
            var known = Known;
            foreach (var bucket in (ReadOnlySpan<uint>)known.Sent)
            {
                sum += bucket;
            }

            return sum;
        }
    }

    private static Leg Talk(long timeMs) => new()
    {
        Kind = LegKind.Call, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(77), OtherKind = EntityKind.Number,
        EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Call = new CallFacts
        {
            Phase = CallPhase.Answer, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.International,
            Answered = true, StartMs = timeMs, AnswerMs = timeMs,
        },
    };

    private void Refuse(long timeMs, long amount, int payee)
    {
        _number--;
        Pay(timeMs, amount, payee, MoneyPhase.Rejected);
    }

    private void Pay(long timeMs, long amount, int payee, MoneyPhase phase, int number = 0) => _log.Apply(new Leg
    {
        Kind = LegKind.Money, Entity = Some.Person, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(1_000 + payee), OtherKind = EntityKind.Account,
        EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = phase, Outgoing = true, AmountMinor = amount * 100, BalanceBeforeMinor = 60_000_00,
            TransactionId = Text35.From($"tx-{(number != 0 ? number : ++_number)}"),
        },
    });
}
