using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>A counterpart of bad reputation that a person has been in touch with.</summary>
/// <param name="Counterpart">Its token.</param>
/// <param name="Kind">What it is; none where a state of version 2 did not tell.</param>
/// <param name="Grade">Its grade when last heard of.</param>
/// <param name="Reasons">Why.</param>
/// <param name="AgeMs">Its age then, ms.</param>
/// <param name="AtMs">When last heard of, event time.</param>
public readonly record struct GradedContact(
    Token Counterpart, EntityKind Kind, Grade Grade, ReputationReasons Reasons, long AgeMs, long AtMs)
{
    /// <summary>What its owner tells of it.</summary>
    public static GradedContact Of(in Leg leg) =>
        new(leg.Other, leg.OtherKind, leg.Reputation.Grade, leg.Reputation.Reasons, leg.Reputation.AgeMs, leg.EventTimeMs);
}
