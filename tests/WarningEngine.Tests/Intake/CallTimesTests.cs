using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

/// <summary>What the times of a call's record must agree in.</summary>
public sealed class CallTimesTests
{
    private static readonly long At = Intaken.KafkaTimeMs - 600_000;

    /// <summary>Seconds since the seizure, -1 where it is not told; the record arrives 60 s after the last of them, or after its duration.</summary>
    [Theory]
    [InlineData(0, 5, 65, 60, "")]
    [InlineData(0, -58, 65, 60, "")]
    [InlineData(0, -62, 65, 60, "answerTime")]
    [InlineData(0, 5, -54, 0, "")]
    [InlineData(0, 5, -56, 0, "releaseTime")]
    [InlineData(0, -1, -61, 0, "releaseTime")]
    [InlineData(0, 5, 35, 95, "")]
    [InlineData(0, 5, 35, 96, "callDuration")]
    [InlineData(0, 5, 35, 30_000, "callDuration")]
    [InlineData(0, -1, 35, 95, "")]
    [InlineData(0, -1, 35, 96, "callDuration")]
    [InlineData(0, 5, -1, 900, "")]
    [InlineData(0, 5, 604_806, 0, "releaseTime")]
    [InlineData(-1, 5, 604_805, 0, "")]
    [InlineData(-1, 5, 604_806, 0, "releaseTime")]
    [InlineData(-1, 5, 35, 30, "")]
    [InlineData(-1, 5, 35, 91, "callDuration")]
    [InlineData(-1, -1, 35, 1_800, "")]
    public void Times_of_a_call_that_contradict_each_other_are_refused(int seizure, int answer, int release, int duration, string field)
    {
        var call = Call();
        (call.SeizureTimeMs, call.AnswerTimeMs, call.ReleaseTimeMs, call.CallDuration) = (Told(seizure), Told(answer), Told(release), duration);
        call.ArrivalTimeMs = At + (Math.Max(Math.Max(seizure, answer), Math.Max(release, release < 0 ? duration : 0)) * 1_000L) + 60_000;
        var result = Intaken.Of(call, kafkaTimeMs: call.ArrivalTimeMs).Result;

        Assert.Equal(field.Length == 0 ? CheckResult.Good : new CheckResult(Rejection.InvalidValue, field), result);

        static long? Told(int seconds) => seconds == -1 ? null : At + (seconds * 1_000L);
    }

    /// <summary>It begins where the one before it closed, and tells how long they have talked in all.</summary>
    [Fact]
    public void A_partial_record_may_tell_its_own_beginning_and_the_whole_talk()
    {
        var call = Call();
        (call.Phase, call.AnswerTimeMs, call.CallDuration, call.ArrivalTimeMs) = (CallPhase.Partial, At + 1_800_000, 3_600, At + 3_602_000);

        Assert.Equal(CheckResult.Good, Intaken.Of(call, kafkaTimeMs: call.ArrivalTimeMs).Result);
    }

    /// <summary>They talk from the answer on.</summary>
    [Fact]
    public void A_record_without_a_release_is_known_when_the_talk_has_ended()
    {
        var call = Call();
        (call.SeizureTimeMs, call.AnswerTimeMs, call.CallDuration, call.ArrivalTimeMs) = (At, At + 40_000, 120, At + 400_000);

        Assert.All(Intaken.Of(call, kafkaTimeMs: call.ArrivalTimeMs).Legs, x => Assert.Equal(At + 160_000, x.EventTimeMs));
    }

    /// <summary>Some exchanges of records tell of a call by its release and how long it was. An end belongs to the call that is open.</summary>
    [Theory]
    [InlineData(CallPhase.Unknown, 1_800, -1_800)]
    [InlineData(CallPhase.Record, 1_800, -1_800)]
    [InlineData(CallPhase.Partial, 1_800, -1_800)]
    [InlineData(CallPhase.Record, 0, 0)]
    [InlineData(CallPhase.End, 1_800, 0)]
    public void A_call_that_is_told_by_its_release_alone_began_as_long_before_as_they_talked(CallPhase phase, int duration, int startSec)
    {
        var call = Call();
        (call.Phase, call.ReleaseTimeMs, call.CallDuration, call.ArrivalTimeMs) = (phase, At, duration, At + 20_000);

        Assert.All(Intaken.Of(call).Legs, x => Assert.Equal((At + (startSec * 1_000L), 0, At), (x.Call.StartMs, x.Call.AnswerMs, x.Call.ReleaseMs)));
        if (phase != CallPhase.End)
        {
            Assert.All(Intaken.Of(call).Legs, x => Assert.Equal(At, x.EventTimeMs));
        }
    }

    [Fact]
    public void A_call_that_ended_at_the_first_moment_did_not_begin_before_it()
    {
        var call = Call();
        (call.ReleaseTimeMs, call.CallDuration, call.ArrivalTimeMs) = (Limits.EventTimeMsMin + 5_000, 1_800, At);

        Assert.All(Intaken.Of(call).Legs, x => Assert.Equal(Limits.EventTimeMsMin, x.Call.StartMs));
    }

    /// <summary>Its times are set to its arrival, and say nothing more of how long it was.</summary>
    [Fact]
    public void A_switch_whose_clock_is_ahead_is_believed_how_long_a_call_was()
    {
        var call = Call();
        (call.SeizureTimeMs, call.AnswerTimeMs, call.CallDuration, call.ArrivalTimeMs) = (At + 240_000, At + 245_000, 175, At + 181_000);
        Assert.Equal(CheckResult.Good, Intaken.Of(call).Result);
        call.ReleaseTimeMs = At + 420_000;
        Assert.Equal(CheckResult.Good, Intaken.Of(call).Result);

        // Nobody has talked for longer than the call can have gone on by then.
        (call.SeizureTimeMs, call.AnswerTimeMs, call.ReleaseTimeMs, call.CallDuration) = (At, At, null, 181 + 300 + 61);
        Assert.Equal(new CheckResult(Rejection.InvalidValue, "callDuration"), Intaken.Of(call).Result);
    }

    private static CallRecord Call() => new()
    {
        RecordType = CallRecordType.Terminating, CallReference = "r1", ServedMsisdn = "13812345678", CallingNumber = "17012345678", CalledNumber = "13812345678",
    };
}
