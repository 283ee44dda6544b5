using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>The counterparts of one partition: how they behave, what lists say of them, whom they touched, and the grade that
/// follows. Constant work a leg, no allocation but for growth.</summary>
public sealed class Counterparts : IDisposable
{
    private const uint One = CounterpartCounts.One;

    /// <summary>Silent for so long: when it is heard of again, that is a burst of its own.</summary>
    private const uint SilentMin = 14 * 24 * 60;

    /// <summary>An upheld appeal: somebody has looked. Minutes.</summary>
    private const uint ClearedForMin = 30 * 24 * 60;

    private const int FallenDays = 30;

    /// <summary>Calls below this length are short: a hook, not a talk.</summary>
    private const long ShortCallMs = 60_000;

    /// <summary>One yuan tests an account; a thousand is money. Minor units.</summary>
    private const long TestAmountMax = 100;
    private const long LargeAmountMin = 100_000;

    private readonly RecordTable<Counterpart> _table = new();

    public RecordTable<Counterpart> Table => _table;

    public TouchedLines Touched { get; } = new();

    public Waves Waves { get; } = new();

    /// <summary>Counterparts that a checkpoint brought and whose lists may begin or end. No state of its own.</summary>
    public List<Token> Restored { get; } = [];

    /// <summary>The record of <c>leg.Entity</c>, marked as changed and brought to the time of the leg.</summary>
    public ref Counterpart Open(in Leg leg, out int slot)
    {
        slot = _table.FindOrAdd(leg.Entity);
        _table.Touch(slot);
        ref var counterpart = ref _table[slot];
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        counterpart.Kind = leg.EntityKind;
        if (leg.Kind is LegKind.Call or LegKind.CallCounterpart && leg.Call.EntityClass != NumberClass.Unknown)
        {
            counterpart.Class = leg.Call.EntityClass;
        }
        else if (leg.Kind == LegKind.SmsCounterpart && leg.Sms.SenderClass != NumberClass.Unknown)
        {
            counterpart.Class = leg.Sms.SenderClass;
        }

        if (leg.Kind is not (LegKind.Indicator or LegKind.PayerWarned or LegKind.DeviceShared))
        {
            counterpart.WokeMin = counterpart.LastSeenMin != 0 && now > counterpart.LastSeenMin + SilentMin ? now : counterpart.WokeMin;
            counterpart.FirstSeenMin = counterpart.FirstSeenMin == 0 ? now : Math.Min(counterpart.FirstSeenMin, now);
            counterpart.LastSeenMin = Math.Max(counterpart.LastSeenMin, now);
        }

        counterpart.ChangedMin = Math.Max(counterpart.ChangedMin, now);
        counterpart.Counts.Decay(leg.EventTimeMs);
        return ref counterpart;
    }

    /// <summary>Frees the memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        _table.Dispose();
        Touched.Dispose();
        Waves.Table.Dispose();
    }

    /// <summary>Forgets a counterpart and whom it touched. Nothing happens where there is none.</summary>
    public void Remove(Token token)
    {
        var slot = _table.Find(token);
        if (slot >= 0)
        {
            Touched.DropAll(_table[slot], token);
            _table.Remove(token);
        }
    }

    /// <summary>What it did was somebody else's doing, and whom it touched knows nothing of the new owner. What lists say of it stands: it ends by its term
    /// or an appeal. That nothing is against it any more is remembered: whom it touched may hold that there was, and hears otherwise at the next touch.
    /// Nothing happens where it has no record, nor where it was first seen after the change: all that it did is the new owner's.</summary>
    /// <param name="leg">What the registry says of the number <c>leg.Entity</c>.</param>
    public void ChangeOwner(in Leg leg)
    {
        var slot = _table.Find(leg.Entity);
        if (slot < 0 || _table[slot].FirstSeenMin > ProfileTime.Minutes(leg.EventTimeMs))
        {
            return;
        }

        ref var counterpart = ref _table[slot];
        var before = counterpart;
        Touched.DropAll(counterpart, leg.Entity);
        Waves.Remove(leg.Entity);
        counterpart = new Counterpart
        {
            Kind = counterpart.Kind, Class = counterpart.Class, ChangedMin = counterpart.ChangedMin, Lists = counterpart.Lists,
        };
        Regrade(ref counterpart, leg.EventTimeMs, Grade.None, ReputationReasons.None, mayFall: true);
        if (counterpart.Grade < Grade.Medium)
        {
            // The change may be months older than the registry's word of it.
            var day = (ushort)(ProfileTime.Minutes(Math.Max(leg.EventTimeMs, leg.ArrivalTimeMs)) / 1440);
            counterpart.WaveDay = before.Grade >= Grade.Medium ? day : before.WaveGrade < Grade.Medium ? before.WaveDay : (ushort)0;
        }

        _table.Touch(slot);
    }

    /// <summary>Takes in a call of the number <c>leg.Entity</c>, once a call and once more when it has ended.</summary>
    /// <param name="leg">The record.</param>
    /// <param name="change">What it changed of the number's calls.</param>
    public int ApplyCall(in Leg leg, in CallChange change)
    {
        ref var counterpart = ref Open(leg, out var slot);
        var originated = leg.Call.Direction == CallDirection.Outgoing;

        // Of a call in the other direction the touch says nothing: who calls back at once was just called. Each of them counts once as it is.
        var isToldAgain = originated && change.MayBeKnown && IsOfTouch(ref counterpart, leg);
        if (change.IsNew && !isToldAgain)
        {
            ref var line = ref Touch(ref counterpart, leg, out var isFresh);
            if (originated && !Unsafe.IsNullRef(ref line))
            {
                line.Marks &= ~TouchMarks.Talked;
            }

            if (originated)
            {
                counterpart.Counts.Add(ref counterpart.Counts.Originated, One);
                counterpart.Counts.Add(ref counterpart.Counts.Repeated, isFresh ? 0 : One);
            }
            else if (Unsafe.IsNullRef(ref line) || (line.Marks & TouchMarks.CalledBack) == 0)
            {
                counterpart.Counts.Add(ref counterpart.Counts.CalledBack, One);
                if (!Unsafe.IsNullRef(ref line))
                {
                    line.Marks |= TouchMarks.CalledBack;
                }
            }
        }

        if (change.Ended && originated && change.Answered && !(MarkTalked(ref counterpart, leg) && isToldAgain))
        {
            counterpart.Counts.Add(ref counterpart.Counts.Answered, One);
            counterpart.Counts.Add(ref counterpart.Counts.ShortCalls, change.TalkMs < ShortCallMs ? One : 0);
        }

        return slot;
    }

    /// <summary>Takes in an SMS of the sender, or one that links to the domain, <c>leg.Entity</c>.</summary>
    public int ApplyMessage(in Leg leg)
    {
        ref var counterpart = ref Open(leg, out var slot);
        ref var counts = ref counterpart.Counts;
        counts.Add(ref counts.Messages, One);
        counts.Add(ref counts.RiskyMessages, IsRisky(leg.Sms) ? One : 0);
        var template = (ushort)leg.Sms.TemplateHash;
        if (template == counterpart.TopTemplate && template != 0)
        {
            counts.Add(ref counts.TopMessages, One);
        }
        else if (counts.TopMessages >= One)
        {
            counts.TopMessages -= One;
        }
        else if (template != 0)
        {
            (counterpart.TopTemplate, counts.TopMessages) = (template, One);
        }

        Touch(ref counterpart, leg, out _);
        return slot;
    }

    /// <summary>Takes in a payment to the account <c>leg.Entity</c>.</summary>
    /// <param name="leg">The payment.</param>
    /// <param name="isFirst">No phase of this payment was seen before.</param>
    public int ApplyPayment(in Leg leg, bool isFirst)
    {
        ref var counterpart = ref Open(leg, out var slot);
        ref var counts = ref counterpart.Counts;
        var units = leg.Money.AmountMinor / 100;
        if (leg.Money.Phase.IsRefusal())
        {
            // What was counted at its first phase has not come, or not stayed.
            counts.Add(ref counts.Payments, isFirst ? 0 : -One);
            counts.Add(ref counts.SlowPayments, isFirst ? 0 : -One);
            counts.Add(ref counts.MoneyIn, isFirst ? 0 : -units);
            return slot;
        }

        ref var payer = ref Touch(ref counterpart, leg, out _);
        if (!isFirst)
        {
            return slot;
        }

        counts.Add(ref counts.Payments, One);
        counts.Add(ref counts.SlowPayments, One);
        counts.Add(ref counts.MoneyIn, units);
        counterpart.LastInMin = Math.Max(counterpart.LastInMin, ProfileTime.Minutes(leg.EventTimeMs));
        if (Unsafe.IsNullRef(ref payer))
        {
            return slot;
        }

        if (leg.Money.AmountMinor <= TestAmountMax)
        {
            payer.Marks |= TouchMarks.SmallPaid;
        }
        else if (leg.Money.AmountMinor >= LargeAmountMin && (payer.Marks & TouchMarks.SmallPaid) != 0)
        {
            payer.Marks &= ~TouchMarks.SmallPaid;
            counts.Add(ref counts.SmallThenLarge, One);
        }

        return slot;
    }

    /// <summary>Somebody adds the account <c>leg.Entity</c> as a payee, and has paid it nothing yet.</summary>
    public int ApplyAdded(in Leg leg)
    {
        Touch(ref Open(leg, out var slot), leg, out _);
        return slot;
    }

    /// <summary>Money leaves the account <c>leg.Entity</c>, which is somebody's counterpart already; or, refused after it was counted, has not left.</summary>
    public int ApplySent(in Leg leg)
    {
        ref var counterpart = ref Open(leg, out var slot);
        if (leg.Money.Phase.IsRefusal())
        {
            counterpart.Counts.Add(ref counterpart.Counts.MoneyOut, -leg.Money.AmountMinor / 100);
            return slot;
        }

        counterpart.Counts.Add(ref counterpart.Counts.MoneyOut, leg.Money.AmountMinor / 100);
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        if (counterpart.LastInMin != 0 && now >= counterpart.LastInMin && now - counterpart.LastInMin <= TouchedLine.ForMin)
        {
            // A running mean of the last few; 0 is not known yet.
            var minutes = Math.Max(1, now - counterpart.LastInMin);
            counterpart.RetentionMin = (ushort)(counterpart.RetentionMin == 0 ? minutes : ((counterpart.RetentionMin * 3) + minutes + 2) / 4);
        }

        return slot;
    }

    /// <summary>A payer was warned when it paid the account <c>leg.Entity</c>. Each counts once in 72 h.</summary>
    public int ApplyWarned(in Leg leg)
    {
        ref var counterpart = ref Open(leg, out var slot);
        ref var payer = ref Touched.Find(ref counterpart, leg.Entity, leg.Money.Account);
        if (leg.Money.Account.IsNone || Unsafe.IsNullRef(ref payer))
        {
            payer = ref Touch(ref counterpart, leg, out _);
        }

        if (!Unsafe.IsNullRef(ref payer) && (payer.Marks & TouchMarks.Warned) == 0)
        {
            payer.Marks |= TouchMarks.Warned;
            counterpart.Counts.Add(ref counterpart.Counts.WarnedPayers, One);
        }

        return slot;
    }

    /// <summary>The number <c>leg.Other</c> is used in the device <c>leg.Entity</c>.</summary>
    public int ApplyDevice(in Leg leg, out bool isFresh)
    {
        Touch(ref Open(leg, out var slot), leg, out isFresh);
        return slot;
    }

    /// <summary>Takes in a list entry, its appeal or its end, or what an agent confirmed.</summary>
    /// <param name="leg">The statement.</param>
    /// <param name="nowMs">The partition's time; the statement's own where that is later.</param>
    public int ApplyIndicator(in Leg leg, long nowMs)
    {
        ref var counterpart = ref Open(leg, out var slot);
        CounterpartLists.Apply(ref counterpart, leg, nowMs);
        if (leg.Indicator.Confirmed)
        {
            counterpart.Counts.Add(ref counterpart.Counts.SlowFrauds, One);
            counterpart.LastFraudMin = Math.Max(counterpart.LastFraudMin, ProfileTime.Minutes(leg.EventTimeMs));
        }

        if (leg.Indicator.Appeal == Appeal.Upheld)
        {
            counterpart.ClearedToMin = Math.Max(counterpart.ClearedToMin, ProfileTime.Minutes(leg.EventTimeMs) + ClearedForMin);
        }

        return slot;
    }

    /// <summary>Computes the grade anew.</summary>
    /// <param name="counterpart">The record.</param>
    /// <param name="timeMs">Ms since epoch.</param>
    /// <param name="behaviour">The grade that follows from how it behaves now.</param>
    /// <param name="seen">Why.</param>
    /// <param name="mayFall">What behaviour gave may be taken away: not with each leg, or it would rise and fall with the hour.</param>
    public static Grade Regrade(ref Counterpart counterpart, long timeMs, Grade behaviour, ReputationReasons seen, bool mayFall)
    {
        if (mayFall || behaviour >= counterpart.BehaviourGrade || ProfileTime.Minutes(timeMs) < counterpart.ClearedToMin)
        {
            (counterpart.BehaviourGrade, counterpart.BehaviourReasons) = (behaviour, seen);
        }

        var reasons = counterpart.BehaviourReasons;
        var listed = CounterpartLists.Level(counterpart, ref reasons);
        counterpart.Reasons = reasons;
        counterpart.Grade = listed > counterpart.BehaviourGrade ? listed : counterpart.BehaviourGrade;
        return counterpart.Grade;
    }

    public static long AgeMs(in Counterpart counterpart, long timeMs) => counterpart.FirstSeenMin == 0
        ? 0 : Math.Max(0, timeMs - ProfileTime.FromMinutes(counterpart.FirstSeenMin));

    /// <summary>Its grade fell below medium within the last 30 days, so long as an episode may hold what was heard before.</summary>
    public static bool HasFallen(in Counterpart counterpart, long timeMs) => counterpart.WaveDay != 0 && counterpart.WaveGrade < Grade.Medium
        && Math.Abs((ProfileTime.Minutes(timeMs) / 1440) - (long)counterpart.WaveDay) <= FallenDays;

    /// <summary>Whether those whom it touched are to hear of a change: of a rise to medium or above, once a grade and day, and
    /// of every fall, after which the grade may be told again.</summary>
    public static bool BeginWaveIfDue(ref Counterpart counterpart, Grade before, long timeMs)
    {
        var day = (ushort)(ProfileTime.Minutes(timeMs) / 1440);
        var fell = counterpart.Grade < before && before >= Grade.Medium;
        var rose = counterpart.Grade > before && counterpart.Grade >= Grade.Medium
            && !(counterpart.WaveDay == day && counterpart.WaveGrade >= counterpart.Grade);
        if (fell || rose)
        {
            (counterpart.WaveDay, counterpart.WaveGrade) = (day, counterpart.Grade);
        }

        return fell || rose;
    }

    /// <summary>A number that calls many at once remembers few of its calls: one of which another record comes touched its line when it began, or when it
    /// ended.</summary>
    private bool IsOfTouch(ref Counterpart counterpart, in Leg leg)
    {
        ref var line = ref leg.Other.IsNone ? ref Unsafe.NullRef<TouchedLine>() : ref Touched.Find(ref counterpart, leg.Entity, leg.Other);
        return !Unsafe.IsNullRef(ref line) && (IsAbout(line.AtMin, leg.Call.StartMs) || IsAbout(line.AtMin, leg.EventTimeMs));
    }

    private static bool IsAbout(uint minute, long timeMs) => Math.Abs((long)minute - ProfileTime.Minutes(timeMs)) <= 1;

    /// <summary>Whether it was counted before that the last call with this line was a talk; from now on it is.</summary>
    private bool MarkTalked(ref Counterpart counterpart, in Leg leg)
    {
        ref var line = ref leg.Other.IsNone ? ref Unsafe.NullRef<TouchedLine>() : ref Touched.Find(ref counterpart, leg.Entity, leg.Other);
        if (Unsafe.IsNullRef(ref line))
        {
            return false;
        }

        var talked = (line.Marks & TouchMarks.Talked) != 0;
        line.Marks |= TouchMarks.Talked;
        return talked;
    }

    /// <summary>The place of <c>leg.Other</c> among those touched; a null reference where the leg names nobody.</summary>
    private ref TouchedLine Touch(ref Counterpart counterpart, in Leg leg, out bool isFresh)
    {
        isFresh = false;
        if (leg.Other.IsNone)
        {
            return ref Unsafe.NullRef<TouchedLine>();
        }

        ref var line = ref Touched.Touch(
            ref counterpart, leg.Entity, leg.Other, leg.OtherKind, ProfileTime.Minutes(leg.EventTimeMs), out isFresh);
        if (isFresh)
        {
            counterpart.Parties.Add(leg.Other);
            counterpart.Counts.Add(ref counterpart.Counts.Fresh, One);
        }

        return ref line;
    }

    /// <summary>A link or a bait, from a number that is a person's or foreign: banks and shops have senders of their own.</summary>
    private static bool IsRisky(in SmsFacts sms) =>
        (sms.HasUrl || sms.Template is SmsTemplate.Link or SmsTemplate.LoanAdvertisement or SmsTemplate.Government
            or SmsTemplate.BankAlert or SmsTemplate.Flight or SmsTemplate.Parcel or SmsTemplate.JobAdvertisement)
        && sms.SenderClass is NumberClass.Mobile or NumberClass.VirtualOperator or NumberClass.P2P or NumberClass.Iot
            or NumberClass.International or NumberClass.Irregular or NumberClass.FalseBaseStationSuspect;
}
