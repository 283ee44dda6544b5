using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>What lists say of a counterpart: entries of several issuers side by side, each with its term and its appeal. They
/// begin and end with the partition's time, by themselves.</summary>
public static class CounterpartLists
{
    /// <summary>As version 11 of the state kept what named no entry: of any issuer, or, lifted, an appeal that lifts all.</summary>
    private const uint OfVersion11 = 1;

    /// <summary>What agents confirmed, renewed with each of them.</summary>
    private const uint OfAgents = 2;

    /// <summary>An appeal that lifts all, remembered for entries that were stated before it and are read after it.</summary>
    private const uint AppealOfAll = 3;

    /// <summary>Of those who say neither entry id nor issuer: one for all of them.</summary>
    private const uint Anonymous = 4;

    /// <summary>Takes in what an entry says now.</summary>
    /// <param name="counterpart">The record.</param>
    /// <param name="leg">The statement.</param>
    /// <param name="nowMs">The partition's time, ms since epoch; the statement's own where that is later.</param>
    public static void Apply(ref Counterpart counterpart, in Leg leg, long nowMs)
    {
        ref readonly var facts = ref leg.Indicator;
        var atMin = ProfileTime.Minutes(leg.EventTimeMs);
        Span<ListEntry> entries = counterpart.Lists;
        var liftsAll = facts is { Appeal: Appeal.Upheld, Entry: 0, Confirmed: false };
        if (liftsAll)
        {
            foreach (ref var entry in entries)
            {
                Lift(ref entry, atMin);
            }
        }

        var name = facts.Confirmed ? OfAgents : liftsAll ? AppealOfAll : facts.Entry == 0 ? Anonymous : (uint)Math.Max(Anonymous + 1, facts.Entry >> 32);
        var newcomer = new ListEntry
        {
            Entry = name,
            Level = facts.Level,
            Appeal = facts.Appeal,
            Confirmed = facts.Confirmed,
            FromMin = facts.FromMs == 0 ? 0 : ProfileTime.Minutes(facts.FromMs),
            ToMin = facts.ToMs == 0 ? 0 : ProfileTime.Minutes(facts.ToMs),
            AtMin = atMin,
        };
        Advance(ref newcomer, ProfileTime.Minutes(nowMs));
        if (facts.Appeal == Appeal.Upheld)
        {
            // Remembered as lifted: the entry that it lifts may be read after it.
            Lift(ref newcomer, atMin);
        }

        foreach (ref var entry in entries)
        {
            // Of what was stated in one minute what was read last holds.
            if (LiftsAll(entry) && !liftsAll && entry.AtMin > atMin)
            {
                Lift(ref newcomer, entry.AtMin);
            }

            if (entry is { Entry: OfVersion11, Phase: not ListPhase.Lifted } && entry.AtMin <= atMin && (name == Anonymous || IsIssuersOwn(facts.Entry)))
            {
                // Whose it was nobody knows any more; who names no entry of theirs took its place until now.
                entry = default;
            }
        }

        var place = Place(entries, newcomer);
        if (place < 0 || (entries[place].Entry == name && entries[place].AtMin > atMin))
        {
            return;
        }

        entries[place] = newcomer;
        Advance(ref counterpart, nowMs);
    }

    /// <summary>Entries begin and end. True where one did.</summary>
    public static bool Advance(ref Counterpart counterpart, long nowMs)
    {
        var now = ProfileTime.Minutes(nowMs);
        var changed = false;
        foreach (ref var entry in (Span<ListEntry>)counterpart.Lists)
        {
            var before = entry.Phase;
            Advance(ref entry, now);
            changed |= entry.Phase != before;
        }

        return changed;
    }

    /// <summary>When the next entry begins or ends, minutes since 2000; 0 where none does.</summary>
    public static uint NextMin(in Counterpart counterpart)
    {
        uint next = 0;
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)counterpart.Lists)
        {
            var due = entry.Entry == 0 ? 0 : entry.Phase switch
            {
                ListPhase.Pending => entry.FromMin, ListPhase.Holds => entry.ToMin, _ => 0u,
            };
            next = due != 0 && (next == 0 || due < next) ? due : next;
        }

        return next;
    }

    /// <summary>The highest level of the entries that hold.</summary>
    public static Grade Level(in Counterpart counterpart, ref ReputationReasons reasons)
    {
        var level = Grade.None;
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)counterpart.Lists)
        {
            if (entry.Entry == 0 || entry.Phase != ListPhase.Holds || entry.Level == Grade.None)
            {
                continue;
            }

            level = entry.Level > level ? entry.Level : level;
            reasons |= entry.Confirmed ? ReputationReasons.Confirmed : ReputationReasons.Listed;
            reasons |= entry.Appeal == Appeal.Pending ? ReputationReasons.AppealPending : 0;
        }

        return level;
    }

    /// <summary>Whether an entry holds or will.</summary>
    public static bool IsListed(in Counterpart counterpart)
    {
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)counterpart.Lists)
        {
            if (entry.Entry != 0 && entry.Level != Grade.None && entry.Phase is ListPhase.Pending or ListPhase.Holds)
            {
                return true;
            }
        }

        return false;
    }

    private static void Advance(ref ListEntry entry, uint nowMin)
    {
        if (entry.Entry != 0 && entry.Phase is ListPhase.Pending or ListPhase.Holds)
        {
            entry.Phase = entry.ToMin != 0 && entry.ToMin <= nowMin ? ListPhase.Over
                : entry.FromMin <= nowMin ? ListPhase.Holds : entry.Phase;
        }
    }

    private static void Lift(ref ListEntry entry, uint atMin)
    {
        if (entry.Entry != 0 && entry.AtMin <= atMin)
        {
            (entry.Phase, entry.Appeal, entry.AtMin) = (ListPhase.Lifted, Appeal.Upheld, atMin);
        }
    }

    /// <summary>The entry's own place, else a free one, else that of one which no longer holds, else that of the weakest if it
    /// is not stronger; -1 where all are.</summary>
    private static int Place(ReadOnlySpan<ListEntry> entries, in ListEntry newcomer)
    {
        var place = -1;
        var rank = Rank(newcomer) + 1;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Entry == newcomer.Entry)
            {
                return i;
            }

            if (Rank(entries[i]) < rank)
            {
                (place, rank) = (i, Rank(entries[i]));
            }
        }

        return place;
    }

    /// <summary>What no longer holds is weaker than any that does, whatever its level was; an appeal that lifts all stands between.</summary>
    private static int Rank(in ListEntry entry) =>
        entry.Entry == 0 ? -2 : LiftsAll(entry) ? 0 : entry.Phase is ListPhase.Over or ListPhase.Lifted ? -1 : (int)entry.Level;

    private static bool LiftsAll(in ListEntry entry) => entry is { Entry: AppealOfAll } or { Entry: OfVersion11, Phase: ListPhase.Lifted };

    /// <summary>See <see cref="IndicatorFacts.Entry"/>.</summary>
    private static bool IsIssuersOwn(ulong entry) => entry != 0 && (uint)entry == 0;
}
