using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Looks at talks with strangers that go on (<see cref="OngoingTalks"/>): patterns and models hear of them as of a record that tells how far they
/// have come, though nobody has sent one.</summary>
internal sealed class TalkLooks(ScoringState state, PersonDecisions decisions)
{
    /// <summary>Nobody has sent it: it has no stamp. What a model may say of it: <see cref="Opinion.OfLook"/>.</summary>
    public static bool IsLook(in Leg leg) => leg is { Kind: LegKind.Call, Stamp.Source: null };

    /// <summary>Time has moved to <paramref name="nowMs"/>.</summary>
    public void Advance(long nowMs)
    {
        // The leg in the message is the time's, not the talk's: a question about it must not wait.
        decisions.Place = -1;
        foreach (var (dueMs, line) in state.Talks.TakeDue(nowMs))
        {
            Look(line, dueMs);
        }
    }

    private void Look(Token line, long dueMs)
    {
        var (found, slot) = (state.Talks.Table.Find(line), state.Profiles.Find(line));
        if (found < 0)
        {
            return;
        }

        var talk = state.Talks.Table[found];
        ref var profile = ref state.Profiles[Math.Max(0, slot)];
        var place = slot < 0 ? -1 : talk.PlaceIn(profile.Calls);
        if (place < 0 || !OngoingCalls.IsOpen(profile.Calls[place], dueMs))
        {
            state.Talks.Forget(line);
            return;
        }

        // Beyond half an hour without a sign of life, or where another call was answered since, it has come no further.
        var soFarMs = OngoingCalls.SoFarMs(profile.Calls, place, dueMs);
        if (soFarMs == dueMs - ProfileTime.FromSeconds(talk.AnswerSec))
        {
            state.Profiles.Touch(slot);
            var leg = LegOf(line, talk, profile.Calls[place], soFarMs, dueMs);
            decisions.Score(PatternEvent.Call, leg, profile, BeforeOf.Event(state, profile, leg), place);
        }
    }

    /// <summary>As a partial record would tell. Its identity is the line's and the time's, so that what it causes is the same whenever it is computed.</summary>
    private static Leg LegOf(Token line, in OngoingTalk talk, in RecentCall call, long soFarMs, long dueMs) => new()
    {
        Kind = LegKind.Call,
        Entity = line,
        EntityKind = EntityKind.Number,
        Other = talk.Other,
        OtherKind = EntityKind.Number,
        EventId = new UInt128(Hashing.Mix(line.High ^ (ulong)dueMs), Hashing.Mix(line.Low + (ulong)dueMs)),
        EventTimeMs = dueMs,
        ArrivalTimeMs = dueMs,
        Call = new CallFacts
        {
            Phase = CallPhase.Partial, Direction = call.Direction, PeerClass = call.PeerClass, Attestation = call.Attestation,
            InternationalGateway = call.OverGateway, Answered = true, StartMs = ProfileTime.FromSeconds(talk.StartSec),
            AnswerMs = ProfileTime.FromSeconds(talk.AnswerSec), DurationMs = soFarMs,
        },
    };
}
