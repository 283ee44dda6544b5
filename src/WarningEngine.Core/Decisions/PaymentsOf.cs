using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What a profile learns of its person's payments. As money sent a payment counts at its first phase, while it can still be stopped; one that is
/// refused afterwards was none. What is usual is learned of payments that came through alone: by the time that one is refused, others have been learned
/// on top of it.</summary>
internal static class PaymentsOf
{
    public static bool IsNewPayee(in Profile profile, in Leg leg) => Contacts.IsNewPayee(profile, leg.Other, IsShop(leg));

    /// <param name="profile">Of the person.</param>
    /// <param name="leg">Money that leaves or reaches it.</param>
    /// <param name="before">Of the profile before it; a new party is one that was never paid.</param>
    /// <param name="seen">What was seen of this payment before.</param>
    public static void Follow(ref Profile profile, in Leg leg, in BeforeEvent before, PhasesSeen seen)
    {
        var isSent = leg.Money is { Event: MoneyEvent.Transfer, Outgoing: true };
        if (leg.Money.Phase.IsRefusal())
        {
            if (isSent && seen is { IsFirst: false, IsFirstRefusal: true })
            {
                Unlearn(ref profile, leg, before, cameThrough: !seen.IsFirstOutcome);
            }

            return;
        }

        if (isSent && leg.Money.Phase is (MoneyPhase.Accepted or MoneyPhase.Settled))
        {
            Contacts.RememberPayee(ref profile, leg.Other, IsShop(leg));
            if (seen.IsFirstOutcome)
            {
                Baselines.LearnAmount(ref profile, (uint)Math.Min(uint.MaxValue, Units(leg)));
            }
        }

        if (isSent && (seen.IsFirst || (seen.IsFirstOutcome && !SentMoney.IsOf(profile, leg.Money.Account))))
        {
            SentMoney.Add(ref profile, leg.Money.Account, leg.EventTimeMs, Units(leg), hasLeft: leg.Money.Phase is MoneyPhase.Accepted or MoneyPhase.Settled);
        }

        if (!seen.IsFirst)
        {
            return;
        }

        CourseOf.Follow(ref profile.Course, leg, before);
    }

    private static void Unlearn(ref Profile profile, in Leg leg, in BeforeEvent before, bool cameThrough)
    {
        SentMoney.Take(ref profile, leg.Money.Account, leg.EventTimeMs, Units(leg));
        if (cameThrough)
        {
            Baselines.UnlearnAmount(ref profile, (uint)Math.Min(uint.MaxValue, Units(leg)));
        }

        CourseOf.Unfollow(ref profile.Course, leg, before);
    }

    private static bool IsShop(in Leg leg) => leg.Money is { Outgoing: true, PayeeKind: PayeeKind.Merchant };

    private static long Units(in Leg leg) => leg.Money.AmountMinor / 100;
}
