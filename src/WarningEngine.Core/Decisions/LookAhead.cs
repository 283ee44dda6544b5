using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Asks the memory for the records of legs that come: of millions of lines those of the next are in no cache, and several are fetched in the
/// time of one.</summary>
internal sealed class LookAhead(ScoringState state)
{
    /// <summary>So many legs before it is scored the places of a leg's entity in the indices are asked for.</summary>
    private const int Far = 12;

    /// <summary>And so many before, its records.</summary>
    private const int Near = 6;

    /// <summary>The leg at <paramref name="at"/> is scored next.</summary>
    public void From(ReadOnlySpan<Leg> legs, int at)
    {
        if (at == 0)
        {
            for (var i = 0; i < Math.Min(Far, legs.Length); i++)
            {
                Places(legs[i]);
            }

            for (var i = 0; i < Math.Min(Near, legs.Length); i++)
            {
                Records(legs[i]);
            }
        }

        if (at + Far < legs.Length)
        {
            Places(legs[at + Far]);
        }

        if (at + Near < legs.Length)
        {
            Records(legs[at + Near]);
        }
    }

    private void Places(in Leg leg)
    {
        if (leg.Kind == LegKind.Progress)
        {
            return;
        }

        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.Expect(leg.Entity);
        }

        if (IsOfCounterpart(leg.Kind))
        {
            state.Counterparts.Table.Expect(leg.Entity);
        }

        (leg.Kind is LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent ? state.SeenMoney : state.Seen).Expect(Identity.OfSeen(leg));
    }

    private void Records(in Leg leg)
    {
        if (IsOfPerson(leg.Kind))
        {
            state.Profiles.ExpectRecord(leg.Entity);
        }

        if (IsOfCounterpart(leg.Kind))
        {
            state.Counterparts.Table.ExpectRecord(leg.Entity);
        }
    }

    private static bool IsOfPerson(LegKind kind) => kind is LegKind.Call or LegKind.CallCounterpart or LegKind.Sms or LegKind.Money
        or LegKind.MoneyCounterpart or LegKind.Reputation or LegKind.Exposure;

    private static bool IsOfCounterpart(LegKind kind) => kind is not (LegKind.Sms or LegKind.Reputation or LegKind.Exposure or LegKind.Progress or LegKind.Registry);
}
