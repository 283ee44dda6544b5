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
    public const int Near = 7;

    /// <summary>And so many before, what hangs on its records: they must be there before they tell where that is.</summary>
    public const int Hanging = 4;

    /// <summary>And so many before, the block of a counterpart in which the line stands, if it does.</summary>
    public const int Block = 2;

    private const int Remembered = 16;

    /// <summary>Where the records of the next legs are, by the leg's place in its message. No more than a hint.</summary>
    private readonly ExpectedRecords[] _records = new ExpectedRecords[Remembered];

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
            _records[(at + Near) % Remembered] = Records(legs[at + Near]);
        }

        if (at + Hanging < legs.Length)
        {
            Lists(legs[at + Hanging], _records[(at + Hanging) % Remembered]);
        }

        if (at + Block < legs.Length)
        {
            Blocks(legs[at + Block], _records[(at + Block) % Remembered]);
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
            _records[i % Remembered] = Records(legs[i]);
        }

        for (var i = from; i < Math.Min(from + Hanging, legs.Length); i++)
        {
            Lists(legs[i], _records[i % Remembered]);
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
        else if (leg.Kind == LegKind.MoneyCounterpart)
        {
            state.Profiles.Expect(leg.Entity);
        }

        if (IsOfCounterpart(leg))
        {
            state.Counterparts.Table.Expect(leg.Entity);
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
    public ExpectedRecords Records(in Leg leg)
    {
        var (episode, counterpart) = (-1, -1);
        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.ExpectRecord(leg.Entity);
            episode = state.Episodes.ExpectPlace(leg.Entity);
        }
        else if (leg.Kind == LegKind.MoneyCounterpart)
        {
            // Of a payee nothing is looked at but whose line its account is.
            state.Profiles.ExpectHead(leg.Entity);
        }

        if (IsOfCounterpart(leg))
        {
            counterpart = state.Counterparts.Table.ExpectRecord(leg.Entity);
        }

        return new ExpectedRecords(episode, counterpart);
    }

    /// <summary>Asks for what hangs on the records, which are there. Most counterparts have no lines but those in their own record.</summary>
    public void Lists(in Leg leg, ExpectedRecords records)
    {
        state.Episodes.ExpectLists(records.Episode);
        if (MayStandInBlock(leg, records.Counterpart))
        {
            state.Counterparts.Touched.Expect(leg.Entity, leg.Other);
        }
    }

    /// <summary>Asks for the block of the counterpart in which the line stands.</summary>
    public void Blocks(in Leg leg, ExpectedRecords records)
    {
        if (MayStandInBlock(leg, records.Counterpart))
        {
            state.Counterparts.Touched.ExpectLine(leg.Entity, leg.Other);
        }
    }

    private bool MayStandInBlock(in Leg leg, int counterpart) =>
        counterpart >= 0 && leg.Kind is not (LegKind.Money or LegKind.MoneySent) && state.Counterparts.Table[counterpart].HasBlocks;

    private static bool IsOfPerson(LegKind kind) => kind is LegKind.Call or LegKind.CallCounterpart or LegKind.Sms or LegKind.Money
        or LegKind.Reputation or LegKind.Exposure;

    /// <summary>Money that leaves is news of the account that it leaves, none of a line.</summary>
    private static bool IsOfCounterpart(in Leg leg) => leg.Kind switch
    {
        LegKind.Sms or LegKind.Reputation or LegKind.Exposure or LegKind.Progress or LegKind.Registry => false,
        LegKind.Money => leg.EntityKind == EntityKind.Account,
        _ => true,
    };
}

/// <summary>Where the records of a leg's entity likely are.</summary>
/// <param name="Episode">Place of its person's episode; -1 where there is none.</param>
/// <param name="Counterpart">Slot of what it is as a counterpart; -1 where it is none.</param>
internal readonly record struct ExpectedRecords(int Episode, int Counterpart)
{
    public static readonly ExpectedRecords None = new(-1, -1);
}

/// <summary>What tells a leg's event, and its transaction, apart for its entity: made once, when the memory is asked for them.</summary>
/// <param name="Event"><see cref="Identity.OfSeen"/>.</param>
/// <param name="Transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
internal readonly record struct LegIdentities(ulong Event, ulong Transaction)
{
    public static LegIdentities Of(in Leg leg) => new(Identity.OfSeen(leg), Identity.OfTransaction(leg));
}
