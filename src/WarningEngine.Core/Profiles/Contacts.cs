using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>Who is known to a line. Someone first seen within the last 24 hours is still a stranger.</summary>
public static class Contacts
{
    private const int StrangerHours = 24;
    private const int NewContactsAt = 12;
    private const int NewShopsAt = 4;
    private const int ToldAccountsAt = 7;

    /// <summary>Whether <paramref name="peer"/> is a stranger at <paramref name="timeMs"/>, judged before this event.</summary>
    public static bool IsStranger(in Profile profile, Token peer, long timeMs)
    {
        var fingerprint = Hashing.Fingerprint(peer);
        foreach (ref readonly var contact in (ReadOnlySpan<NewContact>)profile.NewContacts)
        {
            if (contact.Fingerprint == fingerprint)
            {
                return AgeHours(contact, timeMs) < StrangerHours;
            }
        }

        return !((ReadOnlySpan<ushort>)profile.Contacts).Contains(fingerprint);
    }

    /// <summary>Of contacts of the last day those that were first met in a later hour than that of a time.</summary>
    /// <param name="contacts">A copy.</param>
    /// <param name="timeMs">ms since epoch.</param>
    public static RecentContacts MetAfter(RecentContacts contacts, long timeMs)
    {
        foreach (ref var contact in (Span<NewContact>)contacts)
        {
            if (contact.SeenHour == Hour(timeMs) || AgeHours(contact, timeMs) > 0)
            {
                contact = default;
            }
        }

        return contacts;
    }

    /// <summary>Remembers that line and peer have talked.</summary>
    public static void Remember(ref Profile profile, Token peer, long timeMs)
    {
        var fingerprint = Hashing.Fingerprint(peer);
        Span<ushort> known = profile.Contacts;
        if (known.Contains(fingerprint))
        {
            Meet(known, fingerprint, NewContactsAt);
            return;
        }

        Span<NewContact> fresh = profile.NewContacts;
        var place = 0;
        for (var i = 0; i < fresh.Length; i++)
        {
            if (fresh[i].Fingerprint == fingerprint)
            {
                if (AgeHours(fresh[i], timeMs) >= StrangerHours)
                {
                    Meet(known, fingerprint, NewContactsAt);
                    fresh[i] = default;
                }

                return;
            }

            // The place of the newcomer: a free one, else the oldest.
            if (fresh[place].SeenHour != 0
                && (fresh[i].SeenHour == 0 || AgeHours(fresh[i], timeMs) > AgeHours(fresh[place], timeMs)))
            {
                place = i;
            }
        }

        if (fresh[place].SeenHour != 0 && AgeHours(fresh[place], timeMs) >= StrangerHours)
        {
            Meet(known, fresh[place].Fingerprint, NewContactsAt);
        }

        fresh[place] = new NewContact { Fingerprint = fingerprint, SeenHour = Hour(timeMs) };
    }

    /// <summary>Whether the line has never paid it, as far as is remembered. Shops are remembered apart from all others: they are most of what
    /// anybody pays, and a landlord among them would be forgotten before the next rent.</summary>
    public static bool IsNewPayee(in Profile profile, Token payee, bool isShop) =>
        isShop
            ? !((ReadOnlySpan<byte>)profile.Shops).Contains(ShortFingerprint(payee))
            : !((ReadOnlySpan<ushort>)profile.Payees).Contains(Hashing.Fingerprint(payee));

    public static void RememberPayee(ref Profile profile, Token payee, bool isShop)
    {
        if (isShop)
        {
            Meet<byte>(profile.Shops, ShortFingerprint(payee), NewShopsAt);
        }
        else
        {
            // Who was paid once, long ago, is no more familiar than who was paid yesterday.
            Meet<ushort>(profile.Payees, Hashing.Fingerprint(payee), newcomers: 0);
        }
    }

    /// <summary>Whether the account is the line's own, as far as is remembered: such stand among payees, under fingerprints of their own.</summary>
    public static bool IsOwnAccount(in Profile profile, Token account) =>
        ((ReadOnlySpan<ushort>)profile.Payees).Contains(OwnFingerprint(account)) || SentMoney.IsCertainlyOf(profile, account);

    /// <param name="profile">Of the line.</param>
    /// <param name="account">Linked to it.</param>
    /// <param name="isPaid">Money goes to it, as to a payee. Otherwise it is only told of, as registries do each night of all: it takes one of the last
    /// places, or people of many accounts would know no payee.</param>
    public static void RememberOwnAccount(ref Profile profile, Token account, bool isPaid)
    {
        Span<ushort> payees = profile.Payees;
        var fingerprint = OwnFingerprint(account);
        if (isPaid || !payees.Contains(fingerprint))
        {
            Meet(payees, fingerprint, isPaid ? 0 : ToldAccountsAt);
        }
    }

    /// <summary>It is somebody else's from now on.</summary>
    public static void ForgetOwnAccount(ref Profile profile, Token account)
    {
        SentMoney.Forget(ref profile, account);
        Span<ushort> payees = profile.Payees;
        if (payees.IndexOf(OwnFingerprint(account)) is >= 0 and var at)
        {
            payees[(at + 1)..].CopyTo(payees[at..]);
            payees[^1] = 0;
        }
    }

    /// <param name="list">Who was met again last stands first.</param>
    /// <param name="fingerprint">Who is met.</param>
    /// <param name="newcomers">Where those stand who were never met before; the last one falls out. Behind the front of the list couriers and others of
    /// one day push out each other, not who is met every week.</param>
    private static void Meet<T>(Span<T> list, T fingerprint, int newcomers)
        where T : unmanaged, IEquatable<T>
    {
        var at = list.IndexOf(fingerprint);
        if (at >= 0)
        {
            list[..at].CopyTo(list[1..]);
            list[0] = fingerprint;
            return;
        }

        var free = list.IndexOf(default(T));
        var place = free >= 0 && free < newcomers ? free : newcomers;
        list[place..^1].CopyTo(list[(place + 1)..]);
        list[place] = fingerprint;
    }

    /// <summary>Of other bits than those by which it is known as a payee. Never 0.</summary>
    private static ushort OwnFingerprint(Token account) => (ushort)Math.Max(1, account.Low & 0xFFFF);

    /// <summary>One in 43 new shops is taken for one of the six that are known.</summary>
    private static byte ShortFingerprint(Token shop) => (byte)Math.Max(1, Hashing.Fingerprint(shop) >> 8);

    private static ushort Hour(long timeMs) =>
        (ushort)(((timeMs - Limits.EventTimeMsMin) / ProfileTime.HourMs % 65_535) + 1);

    private static int AgeHours(in NewContact contact, long timeMs)
    {
        var age = Hour(timeMs) - contact.SeenHour;
        return age < -32_768 ? age + 65_535 : Math.Max(0, age);
    }
}
