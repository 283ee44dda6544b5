using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Asks the memory for the records of legs that come: of millions of lines those of the next are in no cache. It is asked for what several legs
/// need, one order behind the other: orders with scoring between them took longer (measured, <c>benchmarks/README.md</c>).</summary>
internal sealed class LookAhead(ScoringState state)
{
    /// <summary>Legs of a group. Two groups before it is scored the places of its entities in the indices are asked for; one before, the records
    /// found there; and when it is its turn, what hangs on the episodes of its persons: an episode must be there before it tells where that is.</summary>
    public const int Group = 8;

    /// <summary>Legs of three groups are on their way; the next power of two.</summary>
    private const int Remembered = 4 * Group;

    /// <summary>Where the episodes of the next legs are, by the leg's place in its message. No more than a hint.</summary>
    private readonly int[] _episodes = new int[Remembered];

    /// <summary>And what tells their events apart, which is made once.</summary>
    private readonly LegIdentities[] _identities = new LegIdentities[Remembered];

    /// <summary>Where the first group of this message began: its first leg, or one behind a leg that threw.</summary>
    private int _first;

    /// <summary>The place behind the leg that was scored last.</summary>
    private int _next;

    /// <summary>The leg at <paramref name="at"/> is scored next.</summary>
    public void From(ReadOnlySpan<Leg> legs, int at)
    {
        // The first have nobody before them who asks.
        var begins = at == 0 || at != _next;
        _first = begins ? at : _first;
        _next = at + 1;
        if ((at - _first) % Group == 0)
        {
            Places(legs, begins ? at : at + (2 * Group), at + (3 * Group));
            Records(legs, begins ? at : at + Group, at + (2 * Group));
            for (var i = at; i < Math.Min(at + Group, legs.Length); i++)
            {
                Lists(_episodes[i % Remembered]);
            }
        }
    }

    private void Places(ReadOnlySpan<Leg> legs, int from, int to)
    {
        to = Math.Min(to, legs.Length);
        for (var i = from; i < to; i++)
        {
            _identities[i % Remembered] = LegIdentities.Of(legs[i]);
        }

        for (var i = from; i < to; i++)
        {
            Places(legs[i], _identities[i % Remembered]);
        }
    }

    private void Records(ReadOnlySpan<Leg> legs, int from, int to)
    {
        to = Math.Min(to, legs.Length);
        for (var i = from; i < to; i++)
        {
            _episodes[i % Remembered] = Records(legs[i]);
        }
    }

    /// <summary>Asks for what hangs on an episode.</summary>
    /// <param name="episode">As <see cref="Records"/> has told.</param>
    public void Lists(int episode) => state.Episodes.ExpectLists(episode);

    /// <summary>Of the leg that is scored next.</summary>
    public LegIdentities IdentitiesOf(int at) => _identities[at % Remembered];

    /// <summary>Asks for the places of a leg's entity in the indices.</summary>
    public void Places(in Leg leg, LegIdentities identities)
    {
        if (leg.Kind == LegKind.Progress)
        {
            return;
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

        if (leg.Kind is LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent)
        {
            state.SeenMoney.Expect(identities.Event);
            state.SeenMoney.Expect(identities.Transaction);
            if (leg is { Kind: LegKind.Money, Money.Phase: MoneyPhase.Accepted or MoneyPhase.Settled })
            {
                state.SeenMoney.Expect(Identity.OfOutcome(identities.Transaction));
            }
        }
        else
        {
            state.Seen.Expect(identities.Event);
        }
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOfPerson(LegKind kind) => kind is LegKind.Call or LegKind.CallCounterpart or LegKind.Sms or LegKind.Money
        or LegKind.MoneyCounterpart or LegKind.Reputation or LegKind.Exposure;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOfCounterpart(LegKind kind) => kind is not (LegKind.Sms or LegKind.Reputation or LegKind.Exposure or LegKind.Progress or LegKind.Registry);
}

/// <summary>What tells a leg's event, and its transaction, apart for its entity: made once, when the memory is asked for them.</summary>
/// <param name="Event"><see cref="Identity.OfSeen"/>.</param>
/// <param name="Transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
internal readonly record struct LegIdentities(ulong Event, ulong Transaction)
{
    public static LegIdentities Of(in Leg leg) => new(Identity.OfSeen(leg), Identity.OfTransaction(leg));
}
