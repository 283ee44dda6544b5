using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Who is known to a line. Someone first seen within the last 24 hours is still a stranger.</summary>
public static class Contacts
{
    private const int StrangerHours = 24;

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

    /// <summary>Remembers that line and peer have talked.</summary>
    public static void Remember(ref Profile profile, Token peer, long timeMs)
    {
        var fingerprint = Hashing.Fingerprint(peer);
        Span<ushort> known = profile.Contacts;
        var at = known.IndexOf(fingerprint);
        if (at >= 0)
        {
            MoveUp(known, at);
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
                    Insert(known, fingerprint);
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
            Insert(known, fresh[place].Fingerprint);
        }

        fresh[place] = new NewContact { Fingerprint = fingerprint, SeenHour = Hour(timeMs) };
    }

    public static bool IsNewPayee(in Profile profile, Token payee) =>
        !((ReadOnlySpan<ushort>)profile.Payees).Contains(Hashing.Fingerprint(payee));

    public static void RememberPayee(ref Profile profile, Token payee)
    {
        Span<ushort> payees = profile.Payees;
        var at = payees.IndexOf(Hashing.Fingerprint(payee));
        if (at >= 0)
        {
            MoveUp(payees, at);
            return;
        }

        Insert(payees, Hashing.Fingerprint(payee));
    }

    private static void MoveUp(Span<ushort> list, int at)
    {
        var up = at / 2;
        (list[up], list[at]) = (list[at], list[up]);
    }

    /// <summary>A newcomer takes a free place, else the place of the least useful.</summary>
    private static void Insert(Span<ushort> list, ushort fingerprint)
    {
        var free = list.IndexOf((ushort)0);
        list[free >= 0 ? free : list.Length - 1] = fingerprint;
        if (free < 0)
        {
            MoveUp(list, list.Length - 1);
        }
    }

    private static ushort Hour(long timeMs) =>
        (ushort)(((timeMs - Limits.EventTimeMsMin) / ProfileTime.HourMs % 65_535) + 1);

    private static int AgeHours(in NewContact contact, long timeMs)
    {
        var age = Hour(timeMs) - contact.SeenHour;
        return age < -32_768 ? age + 65_535 : Math.Max(0, age);
    }
}
