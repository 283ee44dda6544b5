using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

/// <summary>A call that rings is no talk yet, and what follows its answer lasts until its end.</summary>
public sealed class RingingTests
{
    private const long Start = 1_773_590_400_000;
    private const long Second = 1_000;

    private Profile _profile;

    [Theory]
    [InlineData(20, false, 190)]
    [InlineData(49, false, 190)]
    [InlineData(50, true, 0)]
    [InlineData(210, true, 160)]
    [InlineData(239, true, 189)]
    [InlineData(240, false, 190)]
    public void What_is_told_late_falls_into_the_talk_and_not_into_the_ringing(int seconds, bool into, int talkSec)
    {
        Say(CallPhase.Answer, answerSec: 50);
        Say(CallPhase.End, answerSec: 50, releaseSec: 240);
        var timeMs = Start + (seconds * Second);

        Assert.Equal(into, OngoingCalls.GoesOnAt(_profile.Calls[0], timeMs, fallsIn: true));
        Assert.Equal(talkSec * Second, OngoingCalls.SoFarMs(_profile.Calls, 0, timeMs, fallsIn: true));
        Assert.Equal((uint)(Start / Second), ProfileTime.FromSeconds(_profile.Calls[0].StartSec) / Second);
        if (into)
        {
            Assert.Equal(timeMs, OngoingCalls.KnownToMs(_profile.Calls, 0, timeMs, fallsIn: true));
        }
    }

    [Theory]
    [InlineData(20, false, 0)]
    [InlineData(50, true, 0)]
    [InlineData(110, true, 60)]
    public void A_call_that_goes_on_has_lasted_since_its_answer(int seconds, bool into, int talkSec)
    {
        Say(CallPhase.Start, answerSec: 0);
        Say(CallPhase.Answer, answerSec: 50);
        var timeMs = Start + (seconds * Second);

        Assert.Equal(into, OngoingCalls.GoesOnAt(_profile.Calls[0], timeMs, fallsIn: true));
        Assert.Equal(talkSec * Second, OngoingCalls.SoFarMs(_profile.Calls, 0, timeMs));

        // Clocks of switches are ahead: records of the call itself do not fall in.
        Assert.True(OngoingCalls.GoesOnAt(_profile.Calls[0], timeMs, fallsIn: false));
    }

    [Fact]
    public void An_end_that_states_no_duration_ends_a_talk_that_began_with_the_answer()
    {
        Say(CallPhase.Answer, answerSec: 50);

        var change = Say(CallPhase.End, answerSec: 0, releaseSec: 650);

        Assert.Equal((600 * Second, 600), (change.AddedMs, _profile.Calls[0].DurationSec));
    }

    /// <summary>Some switches tell the seizure, the release and for how long it was charged.</summary>
    [Fact]
    public void Where_no_answer_is_told_the_talk_ends_with_the_release()
    {
        Say(CallPhase.Record, answerSec: 0, releaseSec: 240, durationSec: 190);

        Assert.False(OngoingCalls.GoesOnAt(_profile.Calls[0], Start + (49 * Second), fallsIn: true));
        Assert.True(OngoingCalls.GoesOnAt(_profile.Calls[0], Start + (239 * Second), fallsIn: true));
    }

    /// <summary>A partial record may tell as its answer when the one before it closed: nobody rings for half an hour.</summary>
    [Theory]
    [InlineData(255, false)]
    [InlineData(256, true)]
    [InlineData(1_800, true)]
    public void It_rings_for_four_minutes_at_most(int answerSec, bool talkedBefore)
    {
        Say(CallPhase.Answer, answerSec: 0);
        Say(CallPhase.Partial, answerSec);

        Assert.Equal(talkedBefore, OngoingCalls.GoesOnAt(_profile.Calls[0], Start + (200 * Second), fallsIn: true));
    }

    /// <summary>Whether its end has been read or not: a payment of five minutes into a talk of half an hour was made five minutes into it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_told_late_falls_into_no_more_of_a_talk_than_had_passed(bool isOver)
    {
        Say(CallPhase.Answer, answerSec: 0);
        Say(CallPhase.Partial, answerSec: 0, durationSec: 1_800);
        if (isOver)
        {
            Say(CallPhase.End, answerSec: 0, releaseSec: 1_900, durationSec: 1_900);
        }

        Assert.Equal(300 * Second, OngoingCalls.SoFarMs(_profile.Calls, 0, Start + (300 * Second), fallsIn: true));
    }

    [Fact]
    public void Direction_and_grade_of_the_peer_are_kept_beside_it()
    {
        Say(CallPhase.Answer, answerSec: 50);
        _profile.Calls[0].PeerGrade = Grade.VeryHigh;
        Say(CallPhase.End, answerSec: 50, releaseSec: 240);

        Assert.Equal((CallDirection.Incoming, Grade.VeryHigh), (_profile.Calls[0].Direction, _profile.Calls[0].PeerGrade));
        _profile.Calls[0].PeerGrade = Grade.None;
        Assert.Equal((CallDirection.Incoming, Grade.None), (_profile.Calls[0].Direction, _profile.Calls[0].PeerGrade));
    }

    private CallChange Say(CallPhase phase, int answerSec, int releaseSec = 0, int durationSec = 0) =>
        CallMerging.Apply(ref _profile, new Leg
        {
            Kind = LegKind.Call, EntityKind = EntityKind.Number, Entity = new Token(1, 2), Other = new Token(0x1111_2222_3333_4444, 5),
            EventTimeMs = Start + (Math.Max(answerSec, releaseSec) * Second),
            Call = new CallFacts
            {
                Phase = phase, Direction = CallDirection.Incoming, Answered = answerSec > 0 || durationSec > 0, StartMs = Start,
                AnswerMs = answerSec > 0 ? Start + (answerSec * Second) : 0, ReleaseMs = releaseSec > 0 ? Start + (releaseSec * Second) : 0,
                DurationMs = durationSec > 0 ? durationSec * Second : answerSec > 0 && releaseSec > 0 ? (releaseSec - answerSec) * Second : 0,
                PeerClass = NumberClass.Mobile,
            },
        }, historyKnown: true);
}
