using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Asks the memory for the records of legs that come: of millions of lines those of the next are in no cache, and several are fetched in the
/// time of one.</summary>
internal sealed class LookAhead(ScoringState state)
{
    /// <summary>So many legs before it is scored the places of a leg's entity in the indices are asked for.</summary>
    private const int Far = 12;

    /// <summary>And so many before, its records.</summary>
    private const int Near = 6;

    /// <summary>And so many before, the episode of its person; what hangs on that; and what hangs on this. Each must be there before it tells where the
    /// next one is.</summary>
    private const int Suspect = 4;

    /// <inheritdoc cref="Suspect"/>
    private const int Patterns = 3;

    /// <inheritdoc cref="Suspect"/>
    private const int Begun = 2;

    private const int Remembered = 16;

    /// <summary>Where the episodes of the next legs are, by the leg's place in its message. No more than a hint.</summary>
    private readonly int[] _episodes = new int[Remembered];

    /// <summary>The leg at <paramref name="at"/> is scored next.</summary>
    public void From(ReadOnlySpan<Leg> legs, int at)
    {
        if (at == 0)
        {
            Begin(legs);
        }

        if (at + Far < legs.Length)
        {
            Places(legs[at + Far]);
        }

        if (at + Near < legs.Length)
        {
            Records(legs, at + Near);
        }

        if (at + Suspect < legs.Length)
        {
            Fetch.Object(EpisodeOf(at + Suspect), Episode.Bytes);
        }

        if (at + Patterns < legs.Length)
        {
            EpisodeOf(at + Patterns)?.Expect();
        }

        if (at + Begun < legs.Length)
        {
            EpisodeOf(at + Begun)?.Patterns.Expect();
        }
    }

    /// <summary>The first of a message have nobody before them who asks.</summary>
    private void Begin(ReadOnlySpan<Leg> legs)
    {
        for (var i = 0; i < Math.Min(Far, legs.Length); i++)
        {
            Places(legs[i]);
        }

        for (var i = 0; i < Math.Min(Near, legs.Length); i++)
        {
            Records(legs, i);
        }

        for (var i = 0; i < Math.Min(Suspect, legs.Length); i++)
        {
            Fetch.Object(EpisodeOf(i), Episode.Bytes);
        }

        for (var i = 0; i < Math.Min(Patterns, legs.Length); i++)
        {
            EpisodeOf(i)?.Expect();
        }

        for (var i = 0; i < Math.Min(Begun, legs.Length); i++)
        {
            EpisodeOf(i)?.Patterns.Expect();
        }
    }

    private Episode? EpisodeOf(int at) => state.Episodes.Peek(_episodes[at % Remembered]);

    private void Places(in Leg leg)
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

        (leg.Kind is LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent ? state.SeenMoney : state.Seen).Expect(Identity.OfSeen(leg));
    }

    private void Records(ReadOnlySpan<Leg> legs, int at)
    {
        ref readonly var leg = ref legs[at];
        var episode = -1;
        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.ExpectRecord(leg.Entity);
            episode = state.Episodes.ExpectPlace(leg.Entity);
        }

        _episodes[at % Remembered] = episode;
        if (IsOfCounterpart(leg.Kind))
        {
            state.Counterparts.Table.ExpectRecord(leg.Entity);
            state.Counterparts.Touched.ExpectLine(leg.Entity, leg.Other);
        }
    }

    private static bool IsOfPerson(LegKind kind) => kind is LegKind.Call or LegKind.CallCounterpart or LegKind.Sms or LegKind.Money
        or LegKind.MoneyCounterpart or LegKind.Reputation or LegKind.Exposure;

    private static bool IsOfCounterpart(LegKind kind) => kind is not (LegKind.Sms or LegKind.Reputation or LegKind.Exposure or LegKind.Progress or LegKind.Registry);
}
