using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Asks the memory for the records of legs that come: of millions of lines those of the next are in no cache, and several are fetched in the
/// time of one.</summary>
internal sealed class LookAhead(ScoringState state)
{
    /// <summary>So many legs before it is scored the places of a leg's entity in the indices are asked for.</summary>
    public const int Far = 12;

    /// <summary>And so many before, its records.</summary>
    public const int Near = 6;

    /// <summary>And so many before, what hangs on the episode of its person: the episode must be there before it tells where that is.</summary>
    public const int Suspect = 3;

    private const int Remembered = 16;

    /// <summary>Where the episodes of the next legs are, by the leg's place in its message. No more than a hint.</summary>
    private readonly int[] _episodes = new int[Remembered];

    /// <summary>And what tells their events apart, which is made once.</summary>
    private readonly LegIdentities[] _identities = new LegIdentities[Remembered];

    /// <summary>The place behind the leg that was scored last.</summary>
    private int _next;

    /// <summary>The leg at <paramref name="at"/> is scored next.</summary>
    public void From(ReadOnlySpan<Leg> legs, int at)
    {
        if (at == 0 || at != _next)
        {
            Begin(legs, at);
        }

        _next = at + 1;
        if (at + Far < legs.Length)
        {
            _identities[(at + Far) % Remembered] = Places(legs[at + Far]);
        }

        if (at + Near < legs.Length)
        {
            _episodes[(at + Near) % Remembered] = Records(legs[at + Near]);
        }

        if (at + Suspect < legs.Length)
        {
            state.Episodes.ExpectLists(_episodes[(at + Suspect) % Remembered]);
        }
    }

    /// <summary>The first of a message have nobody before them who asks.</summary>
    private void Begin(ReadOnlySpan<Leg> legs, int from)
    {
        for (var i = from; i < Math.Min(from + Far, legs.Length); i++)
        {
            _identities[i % Remembered] = Places(legs[i]);
        }

        for (var i = from; i < Math.Min(from + Near, legs.Length); i++)
        {
            _episodes[i % Remembered] = Records(legs[i]);
        }

        for (var i = from; i < Math.Min(from + Suspect, legs.Length); i++)
        {
            state.Episodes.ExpectLists(_episodes[i % Remembered]);
        }
    }

    /// <summary>Asks for what hangs on an episode, <see cref="Suspect"/> legs before it is needed.</summary>
    /// <param name="episode">As <see cref="Records"/> has told.</param>
    public void Lists(int episode) => state.Episodes.ExpectLists(episode);

    /// <summary>Of the leg that is scored next.</summary>
    public LegIdentities IdentitiesOf(int at) => _identities[at % Remembered];

    /// <summary>Asks for the places of a leg's entity in the indices.</summary>
    /// <returns>What tells its event apart.</returns>
    public LegIdentities Places(in Leg leg)
    {
        if (leg.Kind == LegKind.Progress)
        {
            return default;
        }

        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.Expect(leg.Entity);
            state.Episodes.Expect(leg.Entity);
        }

        if (IsOfCounterpart(leg.Kind))
        {
            state.Counterparts.Table.Expect(leg.Entity);
            state.Counterparts.Touched.Expect(leg.Entity, leg.Other);
        }

        var identities = LegIdentities.Of(leg);
        if (leg.Kind is LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent)
        {
            state.SeenMoney.Expect(identities.Event);
            state.SeenMoney.Expect(identities.Transaction);
        }
        else
        {
            state.Seen.Expect(identities.Event);
        }

        return identities;
    }

    /// <summary>Asks for the records of a leg's entity, whose places are there.</summary>
    /// <returns>Place of its person's episode; -1 where there is none.</returns>
    public int Records(in Leg leg)
    {
        var episode = -1;
        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.ExpectRecord(leg.Entity);
            episode = state.Episodes.ExpectPlace(leg.Entity);
        }

        if (IsOfCounterpart(leg.Kind))
        {
            state.Counterparts.Table.ExpectRecord(leg.Entity);
            state.Counterparts.Touched.ExpectLine(leg.Entity, leg.Other);
        }

        return episode;
    }

    private static bool IsOfPerson(LegKind kind) => kind is LegKind.Call or LegKind.CallCounterpart or LegKind.Sms or LegKind.Money
        or LegKind.MoneyCounterpart or LegKind.Reputation or LegKind.Exposure;

    private static bool IsOfCounterpart(LegKind kind) => kind is not (LegKind.Sms or LegKind.Reputation or LegKind.Exposure or LegKind.Progress or LegKind.Registry);
}

/// <summary>What tells a leg's event, and its transaction, apart for its entity: made once, when the memory is asked for them.</summary>
/// <param name="Event"><see cref="Identity.OfSeen"/>.</param>
/// <param name="Transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
internal readonly record struct LegIdentities(ulong Event, ulong Transaction)
{
    public static LegIdentities Of(in Leg leg) => new(Identity.OfSeen(leg), Identity.OfTransaction(leg));
}
