using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Features;

/// <summary>What features say of calls, senders and money.</summary>
public sealed class PersonFeaturesTests
{
    private static readonly uint Now = ProfileTime.Seconds(Some.TimeMs);
    private static readonly BeforeEvent Known = new(
        CallsKnown: true, MoneyKnown: true, NewParty: true, OtherIsContact: false, SentBefore: 0, UsualLargeAmount: 0, UsualLongCallSec: 0);

    private readonly FeatureVector _vector = new();
    private Profile _profile;

    [Fact]
    public void Strangers_who_talked_long_are_counted_once_each()
    {
        _profile.Calls[0] = Talk(peer: 1, minutesAgo: 60);
        _profile.Calls[1] = Talk(peer: 1, minutesAgo: 30);
        Assert.Equal(1, Filled()[Feature.StrangersLong2h]);

        _profile.Calls[2] = Talk(peer: 2, minutesAgo: 20);
        _profile.Calls[3] = Talk(peer: 2, minutesAgo: 10) with { DurationSec = 20 };
        Assert.Equal(2, Filled()[Feature.StrangersLong2h]);
    }

    [Fact]
    public void A_stranger_who_called_after_the_event_was_none_before_it()
    {
        _profile.Calls[0] = Talk(peer: 1, minutesAgo: 30);
        _profile.Calls[1] = Talk(peer: 2, minutesAgo: 0) with { StartSec = Now + 60 };

        Assert.Equal(1, Filled()[Feature.StrangersLong2h]);
    }

    /// <summary>A bank may tell of a payment hours after it.</summary>
    [Theory]
    [InlineData(-1, double.NaN)]
    [InlineData(0, 0)]
    [InlineData(90, 90 * 60_000)]
    public void What_came_after_the_event_has_no_age(int minutes, double age)
    {
        var timeMs = ProfileTime.FromMinutes(ProfileTime.Minutes(Some.TimeMs));
        _profile.SimChangedMin = ProfileTime.Minutes(timeMs);
        PersonFeatures.FillPerson(_vector, _profile, timeMs + (minutes * ProfileTime.MinuteMs));
        PersonFeatures.FillEpisode(_vector, Tier.P1, timeMs, timeMs + (minutes * ProfileTime.MinuteMs));

        Assert.Equal((age, age), (_vector[Feature.PersonSimChangedAgo], _vector[Feature.WarnedAgo]));
        Assert.Equal((double)Tier.P1, _vector[Feature.WarnedTier]);
    }

    [Theory]
    [InlineData(20, CallMarks.None, 0)]
    [InlineData(61, CallMarks.None, 1)]
    [InlineData(20, CallMarks.Ended, 1)]
    [InlineData(20, CallMarks.Ended | CallMarks.Answered, 0)]
    [InlineData(61, CallMarks.Stranger, 0)]
    public void A_contact_whose_telephone_still_rings_is_not_unreached(uint secondsAgo, CallMarks marks, int unreached)
    {
        _profile.Calls[0] = new RecentCall { Peer = 1, StartSec = Now - secondsAgo, Direction = CallDirection.Outgoing, Marks = marks };

        Assert.Equal(unreached, Filled()[Feature.ContactsUnreached30m]);
    }

    [Theory]
    [InlineData(NumberClass.Mobile, true, 1)]
    [InlineData(NumberClass.Mobile, false, 0)]
    [InlineData(NumberClass.Alphanumeric, true, 1)]
    [InlineData(NumberClass.FalseBaseStationSuspect, true, 1)]
    [InlineData(NumberClass.ServiceCode, true, 0)]
    [InlineData(NumberClass.Emergency, true, 0)]
    public void A_bank_that_writes_from_its_service_code_is_no_first_sender(NumberClass sender, bool isNew, int first)
    {
        PersonFeatures.FillSms(_vector, new SmsFacts { SenderClass = sender }, Known with { NewParty = isNew }, Grade.None);

        Assert.Equal(first, _vector[Feature.SmsFirstSender]);
    }

    /// <summary>A payment may be told after a loan that was later.</summary>
    [Theory]
    [InlineData(-2, double.NaN)]
    [InlineData(0, 0)]
    [InlineData(3, 3 * ProfileTime.DayMs)]
    [InlineData(180, 180 * ProfileTime.DayMs)]
    [InlineData(181, double.NaN)]
    public void What_is_gathered_after_a_payment_was_not_gathered_for_it(int days, double ago)
    {
        var course = default(PaymentCourse);
        course.Gather(Some.TimeMs);
        PersonFeatures.FillCourse(_vector, course, Known, Some.TimeMs + (days * ProfileTime.DayMs));

        Assert.Equal(ago, _vector[Feature.CourseGatheredAgo]);
    }

    /// <summary>Which amount was meant where none is named nobody knows, nor who is to be paid.</summary>
    [Fact]
    public void An_event_that_names_no_amount_and_no_payee_has_neither()
    {
        var before = Known with { UsualLargeAmount = 1_000 };
        var raised = new MoneyFacts { Event = MoneyEvent.LimitRaised, Outgoing = true, BalanceBeforeMinor = 50_000_00 };
        _vector.Clear();
        PersonFeatures.FillMoney(_vector, raised, before, Grade.None, namesOther: false);
        Assert.All(
            (Feature[])[
                Feature.MoneyAmount, Feature.MoneyAmountRatio, Feature.MoneyDrain24h, Feature.MoneyVersusUsual, Feature.MoneyRound, Feature.MoneyWhole,
                Feature.MoneyNewPayee],
            x => Assert.True(double.IsNaN(_vector[x]), x.ToString()));
        Assert.Equal((50_000_00, 0), (_vector[Feature.MoneyBalanceBefore], _vector[Feature.MoneyPaysStranger]));

        PersonFeatures.FillMoney(_vector, raised with { AmountMinor = 2_000_00, CurrencyCode = Currency.Cny }, before, Grade.None, namesOther: true);
        Assert.Equal((2_000_00, .04, .04, 2), (
            _vector[Feature.MoneyAmount], _vector[Feature.MoneyAmountRatio], _vector[Feature.MoneyDrain24h], _vector[Feature.MoneyVersusUsual]));
        Assert.Equal((1, 1, 1), (_vector[Feature.MoneyRound], _vector[Feature.MoneyWhole], _vector[Feature.MoneyNewPayee]));
    }

    /// <summary>Durations are rounded, up by some switches: the end of a talk knows the talk.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void The_talk_with_a_stranger_is_known_at_its_own_end(int roundedSec)
    {
        var end = Of(CallPhase.End, Attestation.Absent, gateway: false);
        end.EventTimeMs = end.Call.ReleaseMs = Some.TimeMs + 1_200_000;
        end.Call.DurationMs = (1_200 + roundedSec) * 1_000L;
        CallMerging.Apply(ref _profile, end, historyKnown: true);
        EventFeatures.Fill(_vector, PatternEvent.Call, end, _profile, Known, default, default, 0);

        Assert.Equal((end.Call.DurationMs, Math.Max(0, -roundedSec) * 1_000.0), (_vector[Feature.LastStrangerCallDuration], _vector[Feature.LastStrangerCallAgo]));
    }

    /// <summary>The records of a call are not told alike: what one of them says holds for the call.</summary>
    [Theory]
    [InlineData(Attestation.Absent, Attestation.Failed)]
    [InlineData(Attestation.Full, Attestation.Failed)]
    public void What_an_earlier_record_said_of_the_call_is_still_known_at_its_end(Attestation atEnd, Attestation known)
    {
        CallMerging.Apply(ref _profile, Of(CallPhase.Answer, Attestation.Failed, gateway: true), historyKnown: true);
        var end = Of(CallPhase.End, atEnd, gateway: false);
        CallMerging.Apply(ref _profile, end, historyKnown: true);
        EventFeatures.Fill(_vector, PatternEvent.Call, end, _profile, Known, default, default, 0);

        Assert.Equal(((double)known, 1), (_vector[Feature.CallAttestation], _vector[Feature.CallGateway]));
    }

    private static Leg Of(CallPhase phase, Attestation attestation, bool gateway) => new()
    {
        Kind = LegKind.Call, Entity = new Token(1, 1), EntityKind = EntityKind.Number, Other = new Token(1L << 40, 2), OtherKind = EntityKind.Number,
        EventTimeMs = Some.TimeMs,
        Call = new CallFacts
        {
            Phase = phase, Direction = CallDirection.Incoming, StartMs = Some.TimeMs, AnswerMs = Some.TimeMs, Answered = true,
            Attestation = attestation, InternationalGateway = gateway,
        },
    };

    /// <summary>From 10:00 to <paramref name="endsAt"/>, told at its end; the payment was made at <paramref name="paidAt"/> and is told later. Half hours are summed.</summary>
    [Theory]
    [InlineData(60, 20, 20)]
    [InlineData(60, 50, 50)]
    [InlineData(25, 20, 20)]
    [InlineData(55, 40, 40)]
    public void Talk_with_strangers_holds_what_had_passed_of_the_call_into_which_a_payment_fell(int endsAt, int paidAt, int minutes)
    {
        const long bucketMs = 30 * ProfileTime.MinuteMs;
        var startMs = (Some.TimeMs / bucketMs * bucketMs) + (2 * bucketMs);
        _profile.Calls[0] = Talk(peer: 1, minutesAgo: 0) with { StartSec = ProfileTime.Seconds(startMs), DurationSec = (ushort)(endsAt * 60) };
        Ring.Add<ushort>(_profile.StrangerTalk, ref _profile.StrangerTalkBucket, bucketMs, startMs - (10 * ProfileTime.MinuteMs), 5 * 60);
        Ring.Add<ushort>(_profile.StrangerTalk, ref _profile.StrangerTalkBucket, bucketMs, startMs + (endsAt * ProfileTime.MinuteMs), endsAt * 60);
        PersonFeatures.FillTalk(_vector, _profile, Known, default, startMs + (paidAt * ProfileTime.MinuteMs), fallsIn: true);

        Assert.Equal(minutes * ProfileTime.MinuteMs, _vector[Feature.OnCallDuration]);
        var before = paidAt < 30 ? 5 : 0;
        Assert.Equal((minutes + before) * ProfileTime.MinuteMs, _vector[Feature.StrangerTalk1h]);
        Assert.Equal((minutes + 5) * ProfileTime.MinuteMs, _vector[Feature.StrangerTalk3h]);
    }

    /// <summary>Half an hour of it was told on the way: how much of that by then is not known, and none of it counts twice.</summary>
    [Fact]
    public void What_partial_records_told_of_a_call_is_not_counted_twice()
    {
        const long bucketMs = 30 * ProfileTime.MinuteMs;
        var startMs = Some.TimeMs / bucketMs * bucketMs;
        _profile.Calls[0] = Talk(peer: 1, minutesAgo: 0) with { StartSec = ProfileTime.Seconds(startMs), DurationSec = 3_600 };
        _profile.Calls[0].Marks |= CallMarks.Partials;
        Ring.Add<ushort>(_profile.StrangerTalk, ref _profile.StrangerTalkBucket, bucketMs, startMs + bucketMs, 1_800);
        Ring.Add<ushort>(_profile.StrangerTalk, ref _profile.StrangerTalkBucket, bucketMs, startMs + (2 * bucketMs), 1_800);
        PersonFeatures.FillTalk(_vector, _profile, Known, default, startMs + (50 * ProfileTime.MinuteMs), fallsIn: true);

        Assert.Equal(50 * ProfileTime.MinuteMs, _vector[Feature.StrangerTalk1h]);
    }

    /// <summary>8,000 of 20,000, and 8,000 that were sent before: at the refusal of a payment these are itself.</summary>
    [Theory]
    [InlineData(true, MoneyPhase.Attempted, 16.0 / 28)]
    [InlineData(true, MoneyPhase.Settled, 16.0 / 28)]
    [InlineData(true, MoneyPhase.Rejected, double.NaN)]
    [InlineData(true, MoneyPhase.Returned, double.NaN)]
    [InlineData(false, MoneyPhase.Settled, double.NaN)]
    public void What_drains_an_account_is_told_of_money_that_leaves_it(bool outgoing, MoneyPhase phase, double drain)
    {
        var money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = phase, Outgoing = outgoing, AmountMinor = 8_000_00, BalanceBeforeMinor = 20_000_00 };
        _vector.Clear();
        PersonFeatures.FillMoney(_vector, money, Known with { SentBefore = 8_000 }, Grade.None, namesOther: true);

        Assert.Equal((drain, .4), (_vector[Feature.MoneyDrain24h], _vector[Feature.MoneyAmountRatio]));
    }

    private static RecentCall Talk(uint peer, uint minutesAgo) => new()
    {
        Peer = peer, StartSec = Now - (minutesAgo * 60), DurationSec = 400, Direction = CallDirection.Incoming,
        Marks = CallMarks.Answered | CallMarks.Ended | CallMarks.Stranger,
    };

    private FeatureVector Filled()
    {
        PersonFeatures.FillTalk(_vector, _profile, Known, default, Some.TimeMs, fallsIn: true);
        return _vector;
    }
}
