using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Writes into the slow course of payments what a leg means for it.</summary>
internal static class CourseOf
{
    /// <summary>What the event means for the slow course of payments to people never paid before.</summary>
    public static void Follow(ref PaymentCourse course, in Leg leg, in BeforeEvent before)
    {
        var units = leg.Money.AmountMinor / 100;
        if (leg.Money.Event is MoneyEvent.LoanDisbursed or MoneyEvent.DepositBroken or MoneyEvent.OwnAccountsConsolidated)
        {
            course.Gather(leg.EventTimeMs);
        }
        else if (leg.Money.Event == MoneyEvent.Transfer && !leg.Money.Outgoing && before is { NewParty: true, OtherIsContact: false })
        {
            course.Receive(units, leg.EventTimeMs);
        }
        else if (before is { MoneyKnown: true, NewParty: true } && PersonFeatures.MayPayStranger(leg.Money, before))
        {
            course.Pay(units, leg.EventTimeMs);
        }
    }

    /// <summary>A payment that the course took in was refused.</summary>
    /// <param name="course">Of the person.</param>
    /// <param name="leg">The refusal.</param>
    /// <param name="before">Of the profile before it.</param>
    public static void Unfollow(ref PaymentCourse course, in Leg leg, in BeforeEvent before)
    {
        if (before is { MoneyKnown: true, NewParty: true, OtherIsContact: false } && leg.Money.PayeeKind != PayeeKind.Merchant)
        {
            course.Refuse(leg.Money.AmountMinor / 100);
        }
    }
}
