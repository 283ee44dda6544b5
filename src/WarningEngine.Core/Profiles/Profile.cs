using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The memory of one entity: 240 bytes, 256 with the token by which it is found, plain memory, whatever its history. The table in
/// <c>src/README.md</c> is its layout; a test compares the sizes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Profile
{
    public const int Size = 240;

    /// <summary>What three bits hold.</summary>
    internal const int DenialsMax = 7;

    private const int LossPeriodShift = 4;
    private const int LossPeriodsMask = 15;
    private const int LossPeriodsKept = 3;
    private const long LossPeriodMs = 30 * ProfileTime.DayMs;

    /// <summary>Neither a loss nor a denial is known for longer.</summary>
    private const long FindingsKnownForMs = (LossPeriodsKept + 1) * LossPeriodMs;

    private const int DenialPeriodShift = 3;
    private const int DenialPeriods = 31;
    private const int DenialPeriodsKept = 3;
    private const long DenialPeriodMs = 10 * ProfileTime.DayMs;

    public EntityKind Kind;
    public AgeBand AgeBand;
    public ProfileMarks Marks;
    public byte Warnings;

    public int HomeRegion;
    public int LastRegion;

    /// <summary>Minutes since 2000, as all fields that end in Min; 0 is never.</summary>
    public uint LastRegionMin;

    /// <summary>Days since 2000 of the first call and the first payment; 0 is never.</summary>
    public ushort FirstCallDay;
    public ushort FirstMoneyDay;
    public uint LastEventMin;
    public uint SimChangedMin;

    /// <summary>Of a number: its last calls. Of an account: see <see cref="LinkedLine"/>.</summary>
    public RecentCalls Calls;

    /// <summary>Contacts of the last day, with the hour they were first seen.</summary>
    public RecentContacts NewContacts;

    /// <summary>Contacts known for longer: 16-bit fingerprints, who was met again last first.</summary>
    public Fingerprints16 Contacts;

    /// <summary>Accounts and numbers that this line has paid before, shops apart; and its own accounts, as the registry told of them.</summary>
    public Fingerprints10 Payees;

    /// <summary>Payments to people never paid before, over weeks.</summary>
    public PaymentCourse Course;

    /// <summary>Seconds talked with strangers, six buckets of 30 minutes.</summary>
    public Buckets6 StrangerTalk;
    public uint StrangerTalkBucket;

    public uint CodesBucket;

    /// <summary>Codes received, five buckets of 3 minutes.</summary>
    public Bytes5 Codes;

    /// <summary>Issuers of the codes of about an hour as a bitmap of hashes; see <see cref="CodeBursts"/>.</summary>
    public byte CodeIssuers;

    /// <summary><see cref="Denials"/> in the lower three bits; above them the period of ten days since 2000, modulo 31, in which the last one was, plus one; 0
    /// where an older version wrote it, which did not say.</summary>
    public byte Denied;

    /// <summary>Payments made; 255 at most.</summary>
    public byte PaymentCount;

    /// <summary>Money sent from one account, whole units of currency, four buckets of 6 hours.</summary>
    public Buckets4 Sent;

    /// <summary>The newest of them, and of which account they are: <see cref="SentMoney"/>.</summary>
    public uint SentBucket;

    /// <summary>A running estimate of the person's 90th percentile of amounts sent, whole units of currency.</summary>
    public uint UsualLargeAmount;

    /// <summary>A running estimate of the person's 99th percentile of talk times, s.</summary>
    public ushort UsualLongCallSec;

    /// <summary>Shops that this line has paid: 8-bit fingerprints.</summary>
    public Fingerprints6 Shops;

    /// <summary>Of an account: the line that <c>registry</c> linked to it. Shares its bytes with <see cref="Calls"/>,
    /// since accounts make no calls.</summary>
    [UnscopedRef]
    public ref Token LinkedLine => ref Unsafe.As<RecentCall, Token>(ref Calls[0]);

    /// <summary>Of an account: since when that link holds, or none does; 0 where an older version wrote it, which did not say. Stands behind it.</summary>
    [UnscopedRef]
    public ref uint LinkedMin => ref Calls[1].StartSec;

    /// <summary>What is known of a line that was given to somebody else: of what has a time, what is later than that. All else is the former owner's, unless the
    /// line's first call and payment are of that day or later too: then only facts of the registry, which have no time, may be.</summary>
    /// <param name="timeMs">When it was given away, ms since epoch.</param>
    public readonly Profile Since(long timeMs)
    {
        var minute = ProfileTime.Minutes(timeMs);
        var since = IsFirstSeenSince(PaymentCourse.Day(timeMs))
            ? this with { AgeBand = AgeBand.Unknown, HomeRegion = 0, Marks = Marks & ~ProfileMarks.OfRegistry }
            : new Profile { Kind = Kind, LastEventMin = LastEventMin };
        for (var i = 0; i < RecentCalls.Count; i++)
        {
            since.Calls[i] = Calls[i].StartSec > ProfileTime.Seconds(timeMs) ? Calls[i] : default;
        }

        since.NewContacts = Profiles.Contacts.MetAfter(NewContacts, timeMs);
        (since.LastRegion, since.LastRegionMin) = LastRegionMin > minute ? (LastRegion, LastRegionMin) : default;
        since.SimChangedMin = SimChangedMin > minute ? SimChangedMin : 0;
        return since;
    }

    /// <summary>The line has called or paid, and never before this day. Who gets a number uses it the same day; it had rested for months.</summary>
    private readonly bool IsFirstSeenSince(ushort day) =>
        (FirstCallDay != 0 || FirstMoneyDay != 0) && (FirstCallDay == 0 || FirstCallDay >= day) && (FirstMoneyDay == 0 || FirstMoneyDay >= day);

    public readonly bool Is(ProfileMarks mark) => (Marks & mark) != 0;

    /// <summary>An agent has recorded a loss: remembered for 90 days at least and 120 at most, in which whoever promises to bring the money back comes.</summary>
    /// <param name="timeMs">When, ms since epoch. It counts from the latest, whichever is told first.</param>
    public void KnowLoss(long timeMs)
    {
        var (period, last) = (LossPeriod(timeMs), (int)Marks >> LossPeriodShift);
        if (!IsLongPast(timeMs) && (!Is(ProfileMarks.LossKnown) || !IsBefore(period, last, LossPeriodsMask + 1)))
        {
            Marks = (Marks & ProfileMarks.Facts) | ProfileMarks.LossKnown | (ProfileMarks)(period << LossPeriodShift);
        }
    }

    /// <summary>A loss that is long past is known no more.</summary>
    /// <param name="timeMs">Now, ms since epoch; may be some days before the time of another event.</param>
    public void ForgetOldLoss(long timeMs)
    {
        // Modulo sixteen periods, the last of which are times before the loss: of an event that comes late.
        if (Is(ProfileMarks.LossKnown) && ((LossPeriod(timeMs) - ((int)Marks >> LossPeriodShift)) & LossPeriodsMask) is > LossPeriodsKept and < LossPeriodsMask - 1)
        {
            Marks &= ProfileMarks.Facts & ~ProfileMarks.LossKnown;
        }
    }

    /// <summary>Times the person denied to an agent; 7 at most. Known for 30 days at least after the last one, and 40 at most.</summary>
    public readonly int Denials => Denied & DenialsMax;

    /// <summary>The person has denied to an agent.</summary>
    /// <param name="timeMs">When, ms since epoch. It counts from the latest, whichever is told first.</param>
    public void KnowDenial(long timeMs)
    {
        if (IsLongPast(timeMs))
        {
            return;
        }

        var (period, last) = (DenialPeriod(timeMs), Denied >> DenialPeriodShift);
        var latest = last != 0 && IsBefore(period, last, DenialPeriods) ? last : period;
        Denied = (byte)((latest << DenialPeriodShift) | Math.Min(DenialsMax, Denials + 1));
    }

    /// <summary>Denials that are long past are known no more.</summary>
    /// <param name="timeMs">Now, ms since epoch; may be some days before the time of another event.</param>
    public void ForgetOldDenials(long timeMs)
    {
        if (Denials == 0)
        {
            Denied = 0;
            return;
        }

        var (now, last) = (DenialPeriod(timeMs), Denied >> DenialPeriodShift);
        if (last == 0)
        {
            Denied = (byte)((now << DenialPeriodShift) | Denials);
            return;
        }

        // As with a loss: the last two periods are times before the denial.
        if ((now - last + DenialPeriods) % DenialPeriods is > DenialPeriodsKept and < DenialPeriods - 2)
        {
            Denied = 0;
        }
    }

    /// <summary>What agents found long ago is known no more. Asked before the event becomes the line's last one.</summary>
    /// <param name="timeMs">Of the event, ms since epoch.</param>
    public void ForgetOldFindings(long timeMs)
    {
        var lastMs = ProfileTime.FromMinutes(LastEventMin);
        if (LastEventMin != 0 && timeMs - lastMs > FindingsKnownForMs)
        {
            // After a longer silence periods may have come round.
            Denied = 0;
            Marks &= ProfileMarks.Facts & ~ProfileMarks.LossKnown;
            return;
        }

        // What is filled in from weeks ago must not look like weeks to come.
        ForgetOldLoss(Math.Max(timeMs, lastMs));
        ForgetOldDenials(Math.Max(timeMs, lastMs));
    }

    /// <summary>When it was found it would be known no more by the line's last event, and its period may have come round.</summary>
    private readonly bool IsLongPast(long timeMs) => ProfileTime.FromMinutes(LastEventMin) - timeMs > FindingsKnownForMs;

    /// <summary>Of periods that come round: the way back to it is the shorter one.</summary>
    private static bool IsBefore(int period, int other, int periods) => (period - other + periods) % periods > periods / 2;

    private static int DenialPeriod(long timeMs) => (int)((timeMs - Limits.EventTimeMsMin) / DenialPeriodMs % DenialPeriods) + 1;

    private static int LossPeriod(long timeMs) => (int)((timeMs - Limits.EventTimeMsMin) / LossPeriodMs) & LossPeriodsMask;
}

/// <summary>Slow facts of an entity.</summary>
[Flags]
public enum ProfileMarks : byte
{
    None = 0,
    Business = 1,
    HasGuardian = 2,
    ForwardingSet = 4,
    LossKnown = 8,

    /// <summary>What the registry says of the line, or of whom it belongs to.</summary>
    OfRegistry = Business | HasGuardian | ForwardingSet,

    /// <summary>All of these. The upper four bits are the period of 30 days since 2000, modulo 16, in which the loss was recorded.</summary>
    Facts = 15,
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct NewContact
{
    public ushort Fingerprint;

    /// <summary>Hours since 2000, modulo 65,535, plus one; 0 where the slot is free.</summary>
    public ushort SeenHour;
}

[InlineArray(6)]
public struct RecentContacts
{
    private NewContact _first;
}

[InlineArray(16)]
public struct Fingerprints16
{
    private ushort _first;
}

[InlineArray(10)]
public struct Fingerprints10
{
    private ushort _first;
}

[InlineArray(6)]
public struct Buckets6
{
    private ushort _first;
}

[InlineArray(6)]
public struct Fingerprints6
{
    private byte _first;
}

[InlineArray(5)]
public struct Bytes5
{
    private byte _first;
}

[InlineArray(4)]
public struct Buckets4
{
    private uint _first;
}
