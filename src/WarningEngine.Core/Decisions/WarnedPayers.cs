using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>A payee hears that its payer was warned at a payment to it.</summary>
internal static class WarnedPayers
{
    /// <summary>Only what makes somebody call the payer at once counts (P0, P1): what is P2 is mostly the course of somebody's payments, and whoever saves with a broker pays as victims of
    /// fake investments do, so that brokers would be known for their customers. Not where the payee's own reputation is known to the payer: then the warning may come from it, and a reputation
    /// would feed itself.</summary>
    public static void Tell(in Leg leg, Tier tier, in Episode episode, Emission emission)
    {
        if (leg is not { Kind: LegKind.Money, OtherKind: EntityKind.Account, Money: { Outgoing: true, Event: MoneyEvent.Transfer } }
            || tier > Tier.P1 || episode.GradeOf(leg.Other) >= Grade.Medium)
        {
            return;
        }

        var told = leg;
        told.Kind = LegKind.PayerWarned;
        (told.Entity, told.EntityKind) = (leg.Other, EntityKind.Account);
        (told.Other, told.OtherKind) = (leg.Entity, leg.EntityKind);
        emission.Leg(told);
    }
}
