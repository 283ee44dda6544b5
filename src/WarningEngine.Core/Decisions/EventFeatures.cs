using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Fills what patterns ask for of a person at an event.</summary>
internal static class EventFeatures
{
    public static void Fill(
        FeatureVector vector, PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, in HeardGrades heard, in Episode episode,
        int callSlot)
    {
        PersonFeatures.FillPerson(vector, profile, leg.EventTimeMs);
        PersonFeatures.FillTalk(vector, profile, before, heard, leg.EventTimeMs, FallsIn(on));
        PersonFeatures.FillCourse(vector, profile.Course, before, leg.EventTimeMs);
        PersonFeatures.FillEpisode(vector, episode.Tier, episode.WarnedMs, leg.EventTimeMs);
        switch (on)
        {
            case PatternEvent.Call:
                PersonFeatures.FillCall(vector, profile.Calls, callSlot, before, heard.Other, leg.Call.Attestation, leg.EventTimeMs);
                break;
            case PatternEvent.Sms:
                PersonFeatures.FillSms(vector, leg.Sms, before, heard.Other);
                break;
            case PatternEvent.Money:
                PersonFeatures.FillMoney(vector, leg.Money, before, heard.Other, namesOther: !leg.Other.IsNone);
                break;
            case PatternEvent.Reputation or PatternEvent.Exposure:
                FillReputation(vector, GradedContact.Of(leg));
                break;
            default:
                break;
        }
    }

    /// <summary>Events that are of no call, and fall into the one that was going on, also where that is known to be over by now.</summary>
    public static bool FallsIn(PatternEvent on) => on is PatternEvent.Money or PatternEvent.Sms;

    public static void FillReputation(FeatureVector vector, in GradedContact contact)
    {
        vector[Feature.ReputationGrade] = (double)contact.Grade;
        vector[Feature.ReputationAge] = contact.AgeMs;
        vector[Feature.ReputationKind] = (double)contact.Kind;
        vector.Set(Feature.ReputationListed, (contact.Reasons & ReputationReasons.Listed) != 0);
        vector.Set(Feature.ReputationWarnedPayers, (contact.Reasons & ReputationReasons.WarnedPayers) != 0);
    }
}
