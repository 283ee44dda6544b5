using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What the registry says of a line or account, as its profile keeps it. Links and changes of SIM or device may be told in another order than they
/// came true; of all else no time is kept, and what is told last holds.</summary>
internal static class LineFacts
{
    /// <param name="leg">What holds, or holds no more.</param>
    /// <param name="profile">Of the line or account.</param>
    public static void Apply(in Leg leg, ref Profile profile)
    {
        ref readonly var said = ref leg.Registry;
        switch (said.Fact)
        {
            case RegistryFact.AccountLinked when leg.EntityKind == EntityKind.Number:
                Own(ref profile, leg.Other, said.Active);
                break;
            case RegistryFact.AccountLinked:
                Link(ref profile, leg.Other, ProfileTime.Minutes(leg.EventTimeMs), said.Active);
                break;
            case RegistryFact.AgeBand:
                profile.AgeBand = said.Active ? said.AgeBand : AgeBand.Unknown;
                break;
            case RegistryFact.HomeRegion:
                profile.HomeRegion = said.Active ? said.Region : default;
                break;
            case RegistryFact.Guardian:
                Mark(ref profile, ProfileMarks.HasGuardian, said.Active);
                break;
            case RegistryFact.BusinessLine:
                Mark(ref profile, ProfileMarks.Business, said.Active);
                break;
            case RegistryFact.ForwardingSet:
                Mark(ref profile, ProfileMarks.ForwardingSet, said.Active);
                break;
            case RegistryFact.ForwardingCleared:
                Mark(ref profile, ProfileMarks.ForwardingSet, false);
                break;
            case RegistryFact.SimChanged or RegistryFact.DeviceChanged:
                ChangeSim(ref profile, ProfileTime.Minutes(leg.EventTimeMs), said.Active);
                break;
            default:
                break;
        }
    }

    /// <summary>As the account's owner tells its line.</summary>
    private static void Own(ref Profile profile, Token account, bool active)
    {
        if (active)
        {
            Contacts.RememberOwnAccount(ref profile, account, isPaid: false);
        }
        else
        {
            Contacts.ForgetOwnAccount(ref profile, account);
        }
    }

    /// <summary>The newest link counts, or its end. The end of an older one, told after the new one, ends that alone.</summary>
    private static void Link(ref Profile profile, Token line, uint atMin, bool active)
    {
        if (atMin >= profile.LinkedMin && (active || profile.LinkedLine == line))
        {
            (profile.LinkedLine, profile.LinkedMin) = (active ? line : Token.None, atMin);
        }
    }

    /// <summary>The newest change counts; that one was none takes no newer one back.</summary>
    private static void ChangeSim(ref Profile profile, uint atMin, bool active)
    {
        if (active)
        {
            profile.SimChangedMin = Math.Max(profile.SimChangedMin, atMin);
        }
        else if (atMin >= profile.SimChangedMin)
        {
            profile.SimChangedMin = 0;
        }
    }

    private static void Mark(ref Profile profile, ProfileMarks mark, bool active) =>
        profile.Marks = active ? profile.Marks | mark : profile.Marks & ~mark;
}
