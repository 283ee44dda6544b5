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

    /// <summary>And so many before, the episode of its person; what hangs on that; and what hangs on this. Each must be there before it tells where the
    /// next one is.</summary>
    public const int Suspect = 4;

    /// <inheritdoc cref="Suspect"/>
    private const int Patterns = 3;

    /// <inheritdoc cref="Suspect"/>
    private const int Begun = 2;

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

        for (var links = Suspect; links > 0; links--)
        {
            if (at + links < legs.Length)
            {
                Link(_episodes[(at + links) % Remembered], links);
            }
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

        for (var links = Suspect; links > 0; links--)
        {
            for (var i = from; i < Math.Min(from + links, legs.Length); i++)
            {
                Link(_episodes[i % Remembered], links);
            }
        }
    }

    /// <summary>Asks for the next of what hangs on each other of an episode, so many legs before it is needed: itself, its patterns, what they have begun.</summary>
    /// <param name="episode">As <see cref="Records"/> has told.</param>
    /// <param name="legs">Legs before its own, <see cref="Suspect"/> at most.</param>
    public void Link(int episode, int legs)
    {
        switch (legs)
        {
            case Suspect:
                Fetch.Object(state.Episodes.Peek(episode), Episode.Bytes);
                break;
            case Patterns:
                state.Episodes.Peek(episode)?.Expect();
                break;
            case Begun:
                state.Episodes.Peek(episode)?.Patterns.Expect();
                break;
            default:
                break;
        }
    }

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
