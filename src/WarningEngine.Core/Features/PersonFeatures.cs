using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Features;

/// <summary>What is known of a counterpart's reputation at one event of a person.</summary>
/// <param name="Other">Grade of the event's other party.</param>
/// <param name="OnCall">Grade of the party on the phone now.</param>
public readonly record struct HeardGrades(Grade Other, Grade OnCall);

/// <summary>What the profile said before the event changed it.</summary>
/// <param name="CallsKnown">Strangers can be told: calls have been read for 14 days and the line is not new. Never of an account.</param>
/// <param name="MoneyKnown">The same of payments.</param>
/// <param name="NewParty">The other party (sender, payee) was not known before.</param>
/// <param name="OtherIsContact">The other side's number is a contact of over 24 h.</param>
/// <param name="SentBefore">Whole units of currency that left the same account in the 24 h before.</param>
/// <param name="UsualLargeAmount">Whole units; 0 where there is no history.</param>
/// <param name="UsualLongCallSec">0 where there is no history.</param>
public readonly record struct BeforeEvent(
    bool CallsKnown, bool MoneyKnown, bool NewParty, bool OtherIsContact, long SentBefore, long UsualLargeAmount,
    int UsualLongCallSec);

/// <summary>Fills the vector for one person at one event, from the profile and the leg alone.</summary>
public static class PersonFeatures
{
    /// <summary>Of the ring of talks with strangers. Milliseconds.</summary>
    public const long StrangerTalkBucketMs = 30 * ProfileTime.MinuteMs;

    /// <summary>Two records of a talk differ about its length by so much at most.</summary>
    private const long RoundingSec = 60;
    private const long ChinaOffsetMs = 8 * ProfileTime.HourMs;
    private const int LongTalkSec = 180;
    private const int UnreachedSec = 30 * 60;

    /// <summary>A telephone rings no longer: before that whoever has not answered yet may still do so.</summary>
    private const int RingingSec = 60;
    private const int GatheredDaysMax = 180;

    /// <summary>1,000 units of currency.</summary>
    private const long RoundMinor = 100_000;

    /// <summary>What does not depend on the kind of the event.</summary>
    public static void FillPerson(FeatureVector vector, in Profile profile, long timeMs)
    {
        vector.Clear();
        vector[Feature.PersonAgeBand] = (double)profile.AgeBand;
        vector.Set(Feature.PersonBusiness, profile.Is(ProfileMarks.Business));
        vector.Set(Feature.PersonForwarding, profile.Is(ProfileMarks.ForwardingSet));
        vector.Set(Feature.PersonGuardian, profile.Is(ProfileMarks.HasGuardian));
        vector.Set(Feature.PersonLineUnknown, profile.Kind == EntityKind.Account);
        vector[Feature.HourOfDay] = (timeMs + ChinaOffsetMs) / ProfileTime.HourMs % 24;

        // 1970-01-01 was a Thursday.
        vector[Feature.DayOfWeek] = (((timeMs + ChinaOffsetMs) / ProfileTime.DayMs) + 3) % 7 + 1;

        // Of what is told late and was before the change nothing is said: 0 would be a SIM that has just been changed.
        if (profile.SimChangedMin != 0 && timeMs >= ProfileTime.FromMinutes(profile.SimChangedMin))
        {
            vector[Feature.PersonSimChangedAgo] = timeMs - ProfileTime.FromMinutes(profile.SimChangedMin);
        }

        vector[Feature.WarningsCount] = profile.Warnings;
        vector[Feature.Denials] = profile.Denials;
        vector.Set(Feature.LossKnown, profile.Is(ProfileMarks.LossKnown));

        // Of an account whose owner's line nobody has told no message is known.
        if (profile.Kind != EntityKind.Account)
        {
            vector[Feature.CodesCount15m] = CodeBursts.Count(profile, timeMs);
            vector[Feature.CodesIssuers1h] = CodeBursts.Issuers(profile, timeMs);
        }
    }

    /// <summary>What the episode has come to.</summary>
    /// <param name="vector">Filled.</param>
    /// <param name="tier">Most urgent so far.</param>
    /// <param name="warnedMs">Event time of its last warning; 0 where there was none.</param>
    /// <param name="timeMs">Of the event.</param>
    public static void FillEpisode(FeatureVector vector, Tier tier, long warnedMs, long timeMs)
    {
        vector[Feature.WarnedTier] = (double)tier;

        // What is told late may have been done before anybody was warned.
        if (warnedMs != 0 && timeMs >= warnedMs)
        {
            vector[Feature.WarnedAgo] = timeMs - warnedMs;
        }
    }

    /// <summary>Who is on the phone now, and the talks with strangers of the last hours.</summary>
    /// <param name="vector">Filled.</param>
    /// <param name="profile">Of the person.</param>
    /// <param name="before">As it was before the event.</param>
    /// <param name="heard">Of the parties.</param>
    /// <param name="timeMs">Of the event.</param>
    /// <param name="fallsIn">The event is of no call, and falls into the one that was going on at its time, over by now or not.</param>
    public static void FillTalk(FeatureVector vector, in Profile profile, in BeforeEvent before, in HeardGrades heard, long timeMs, bool fallsIn)
    {
        var open = OngoingCalls.FindOpen(profile, timeMs, fallsIn);
        vector.Set(Feature.OnCallActive, open >= 0);
        ReadOnlySpan<RecentCall> calls = profile.Calls;
        if (open >= 0)
        {
            ref readonly var call = ref calls[open];
            var durationMs = OngoingCalls.SoFarMs(calls, open, timeMs, fallsIn);
            vector[Feature.OnCallDuration] = durationMs;
            vector[Feature.OnCallStranger] =
                call.Is(CallMarks.StrangerUnknown) ? double.NaN : call.Is(CallMarks.Stranger) ? 1 : 0;
            vector[Feature.OnCallDirection] = (double)call.Direction;
            vector[Feature.OnCallPeerClass] = (double)call.PeerClass;
            vector[Feature.OnCallPeerGrade] = (double)Max(call.PeerGrade, heard.OnCall);
        }

        if (!before.CallsKnown)
        {
            return;
        }

        var stranger = open >= 0 && calls[open].Is(CallMarks.Stranger) ? open : -1;
        vector[Feature.StrangerTalk1h] = StrangerTalkMs(profile, stranger, timeMs, fallsIn, buckets: 2);
        vector[Feature.StrangerTalk3h] = StrangerTalkMs(profile, stranger, timeMs, fallsIn, buckets: 6);
        FillLastStranger(vector, calls, timeMs, fallsIn);
        vector[Feature.ContactsUnreached30m] = Unreached(calls, timeMs);
    }

    /// <summary>What is summed of talks with strangers, and what of the call that goes on is not among it.</summary>
    /// <param name="profile">Of the person.</param>
    /// <param name="open">A stranger's call that goes on at that time; -1 where there is none.</param>
    /// <param name="timeMs">Of the event.</param>
    /// <param name="fallsIn">As by <see cref="FillTalk"/>.</param>
    /// <param name="buckets">To sum.</param>
    private static long StrangerTalkMs(in Profile profile, int open, long timeMs, bool fallsIn, int buckets)
    {
        var sumMs = 1000 * Ring.Sum<ushort>(profile.StrangerTalk, profile.StrangerTalkBucket, StrangerTalkBucketMs, timeMs, buckets);
        if (open < 0)
        {
            return sumMs;
        }

        ref readonly var call = ref profile.Calls[open];
        var talkMs = OngoingCalls.SoFarMs(profile.Calls, open, timeMs, fallsIn);
        var withoutItMs = sumMs - (call.DurationSec * 1000L);
        if (OngoingCalls.IsOpen(call, timeMs))
        {
            // At an event that is told late the call had come less far than is known of it by now.
            return fallsIn && talkMs < call.DurationSec * 1000L ? Math.Max(0, withoutItMs) + talkMs : Math.Max(sumMs, withoutItMs + talkMs);
        }

        // It is over, and was told of since: most often at its end, which may be in a bucket after those that are summed. Of one that was told of on the way
        // too, how much is among them is not known.
        var endMs = ProfileTime.FromSeconds(call.AnswerSec + (uint)call.DurationSec);
        var othersMs = endMs / StrangerTalkBucketMs <= timeMs / StrangerTalkBucketMs ? withoutItMs : call.Is(CallMarks.Partials) ? sumMs - talkMs : sumMs;
        return Math.Max(0, othersMs) + talkMs;
    }

    /// <summary>The call that the leg is of; or, at another event, the call that is going on. What an earlier record said of it still holds.</summary>
    public static void FillCall(
        FeatureVector vector, ReadOnlySpan<RecentCall> calls, int slot, in BeforeEvent before, Grade heard, Attestation attestation,
        long timeMs, bool fallsIn = false)
    {
        ref readonly var call = ref calls[slot];
        var open = call.Is(CallMarks.Open) || OngoingCalls.GoesOnAt(call, timeMs, fallsIn);
        var durationMs = OngoingCalls.SoFarMs(calls, slot, timeMs, fallsIn);
        vector[Feature.CallDuration] = durationMs;
        vector.Set(Feature.CallAnswered, call.Is(CallMarks.Answered));
        vector[Feature.CallDirection] = (double)call.Direction;
        vector[Feature.CallPeerClass] = (double)call.PeerClass;
        vector[Feature.CallFirstContact] =
            call.Is(CallMarks.StrangerUnknown) ? double.NaN : call.Is(CallMarks.Stranger) ? 1 : 0;
        vector.Set(Feature.CallOpen, open);
        vector[Feature.CallAttestation] = (double)(call.Attestation != Attestation.Absent ? call.Attestation : attestation);
        vector.Set(Feature.CallGateway, call.OverGateway);
        vector[Feature.CallPeerGrade] = (double)Max(call.PeerGrade, heard);
        if (before.UsualLongCallSec > 0)
        {
            vector[Feature.CallVersusUsual] = durationMs / (before.UsualLongCallSec * 1000.0);
        }
    }

    /// <summary>The event is of no call: what goes on meanwhile is with somebody else.</summary>
    public static void ForgetCall(FeatureVector vector)
    {
        for (var feature = Feature.CallDuration; feature <= Feature.CallVersusUsual; feature++)
        {
            vector[feature] = double.NaN;
        }
    }

    public static void FillSms(FeatureVector vector, in SmsFacts sms, in BeforeEvent before, Grade heard)
    {
        vector[Feature.SmsTemplate] = (double)sms.Template;
        vector[Feature.SmsSenderClass] = (double)sms.SenderClass;
        vector.Set(Feature.SmsHasUrl, sms.HasUrl);
        vector[Feature.SmsFirstSender] = sms.SenderClass is NumberClass.ServiceCode or NumberClass.Emergency ? 0
            : before.CallsKnown ? (before.NewParty ? 1 : 0) : double.NaN;
        vector[Feature.SmsSenderGrade] = (double)heard;
    }

    /// <param name="vector">Filled.</param>
    /// <param name="money">What moves, or is arranged.</param>
    /// <param name="before">As it was before the event.</param>
    /// <param name="heard">Of the other party.</param>
    /// <param name="namesOther">The event names another account. Who is to be paid once a limit is raised, nobody knows.</param>
    public static void FillMoney(FeatureVector vector, in MoneyFacts money, in BeforeEvent before, Grade heard, bool namesOther)
    {
        vector[Feature.MoneyEvent] = (double)money.Event;
        vector[Feature.MoneyPhase] = (double)money.Phase;
        vector.Set(Feature.MoneyOutgoing, money.Outgoing);
        vector[Feature.MoneyPayeeKind] = (double)money.PayeeKind;
        vector[Feature.MoneyPayeeGrade] = (double)heard;
        vector[Feature.MoneyNameCheck] = (double)money.NameCheck;
        vector.Set(Feature.MoneyOtherKnown, before.OtherIsContact);
        var mayBeStranger = MayPayStranger(money, before);
        vector[Feature.MoneyPaysStranger] = mayBeStranger ? double.NaN : 0;
        if (before.MoneyKnown)
        {
            vector[Feature.MoneyNewPayee] = !namesOther ? double.NaN : before.NewParty ? 1 : 0;
            vector.Set(Feature.MoneyPaysStranger, mayBeStranger && before.NewParty);
        }

        if (money.BalanceBeforeMinor >= 0)
        {
            vector[Feature.MoneyBalanceBefore] = money.BalanceBeforeMinor;
        }

        // Of an event that names no amount nothing is small, nor whole.
        if (money is not { AmountMinor: 0, CurrencyCode: 0 })
        {
            FillAmount(vector, money, before);
        }
    }

    private static void FillAmount(FeatureVector vector, in MoneyFacts money, in BeforeEvent before)
    {
        vector[Feature.MoneyAmount] = money.AmountMinor;
        vector.Set(Feature.MoneyRound, money.AmountMinor > 0 && money.AmountMinor % RoundMinor == 0);
        vector.Set(Feature.MoneyWhole, money.AmountMinor % 100 == 0);
        if (before.UsualLargeAmount > 0)
        {
            vector[Feature.MoneyVersusUsual] = money.AmountMinor / (before.UsualLargeAmount * 100.0);
        }

        if (money.BalanceBeforeMinor >= 0)
        {
            vector[Feature.MoneyAmountRatio] = money.AmountMinor / Math.Max(1.0, money.BalanceBeforeMinor);
            if (money.Outgoing && !money.Phase.IsRefusal())
            {
                // What was refused has drained nothing, and was among what had been sent when it was tried.
                var sent = before.SentBefore * 100.0;
                vector[Feature.MoneyDrain24h] = (money.AmountMinor + sent) / Math.Max(1.0, money.BalanceBeforeMinor + sent);
            }
        }
    }

    /// <summary>Payments to people never paid before, over weeks.</summary>
    public static void FillCourse(FeatureVector vector, in PaymentCourse course, in BeforeEvent before, long timeMs)
    {
        if (!before.MoneyKnown)
        {
            return;
        }

        var today = PaymentCourse.Day(timeMs);
        var hasBegun = course.HasBegun(timeMs);
        vector[Feature.CoursePayments] = hasBegun ? course.Payments : 0;
        vector[Feature.CourseRises] = hasBegun ? course.Rises : 0;
        vector[Feature.CourseInflows] = hasBegun ? course.Inflows : 0;
        vector[Feature.CourseAge] = hasBegun ? Math.Max(0, today - course.FirstDay) * ProfileTime.DayMs : 0;
        vector[Feature.CourseSum] = hasBegun ? course.Sum * 100 : 0;

        // A payment that is told late may have been made before anything was gathered.
        if (course.GatheredDay != 0 && today >= course.GatheredDay && today - course.GatheredDay <= GatheredDaysMax)
        {
            vector[Feature.CourseGatheredAgo] = (today - course.GatheredDay) * ProfileTime.DayMs;
        }
    }

    /// <summary>All that a payment to a stranger is, but that the payee must be new.</summary>
    public static bool MayPayStranger(in MoneyFacts money, in BeforeEvent before) =>
        money is { Event: MoneyEvent.Transfer, Outgoing: true } && !money.Phase.IsRefusal()
        && money.PayeeKind != PayeeKind.Merchant && !before.OtherIsContact;

    private static double Unreached(ReadOnlySpan<RecentCall> calls, long timeMs)
    {
        var now = (long)ProfileTime.Seconds(timeMs);
        var count = 0;
        foreach (ref readonly var call in calls)
        {
            var isContact = !call.Is(CallMarks.Stranger) && !call.Is(CallMarks.StrangerUnknown);
            var isTried = call.Is(CallMarks.Ended) || now - call.StartSec > RingingSec;
            count += call.Peer != 0 && call.Direction == CallDirection.Outgoing && isContact && !call.Is(CallMarks.Answered) && isTried
                && now >= call.StartSec && now - call.StartSec <= UnreachedSec ? 1 : 0;
        }

        return count;
    }

    private static void FillLastStranger(FeatureVector vector, ReadOnlySpan<RecentCall> calls, long timeMs, bool fallsIn)
    {
        var now = (long)ProfileTime.Seconds(timeMs);
        long lastEnd = -1;
        var longOnes = 0;
        for (var i = 0; i < calls.Length; i++)
        {
            ref readonly var call = ref calls[i];
            if (!call.Is(CallMarks.Stranger) || !call.Is(CallMarks.Answered))
            {
                continue;
            }

            var open = OngoingCalls.GoesOnAt(call, timeMs, fallsIn);
            var length = open ? OngoingCalls.SoFarMs(calls, i, timeMs, fallsIn) / 1000 : call.DurationSec;
            var end = open ? now : call.AnswerSec + length;
            if (!fallsIn && call.AnswerSec <= now && end - now is > 0 and <= RoundingSec)
            {
                // Its end itself: durations are rounded, up by some.
                end = now;
            }

            longOnes |= length >= LongTalkSec && call.AnswerSec <= now && now - end <= 7200 ? 1 << i : 0;
            if (end > lastEnd && end <= now)
            {
                lastEnd = end;
                vector[Feature.LastStrangerCallAgo] = (now - end) * 1000;
                vector[Feature.LastStrangerCallDuration] = length * 1000;
            }
        }

        vector[Feature.StrangersLong2h] = Parties(calls, longOnes);
    }

    /// <summary>Of these calls: who rings again is the same stranger.</summary>
    private static int Parties(ReadOnlySpan<RecentCall> calls, int which)
    {
        var count = 0;
        for (var i = 0; i < calls.Length; i++)
        {
            var isFirst = (which & (1 << i)) != 0;
            for (var earlier = 0; earlier < i && isFirst; earlier++)
            {
                isFirst = (which & (1 << earlier)) == 0 || calls[earlier].Peer != calls[i].Peer;
            }

            count += isFirst ? 1 : 0;
        }

        return count;
    }

    private static Grade Max(Grade left, Grade right) => left > right ? left : right;
}
