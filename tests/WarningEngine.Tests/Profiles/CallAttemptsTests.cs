using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

/// <summary>Which records are of one call, where somebody is not reached and rings again.</summary>
public sealed class CallAttemptsTests
{
    private const long Start = 1_773_590_400_000;
    private const long Second = 1_000;

    private Profile _profile;

    [Fact]
    public void Who_is_not_reached_and_rings_again_at_once_is_on_the_phone_the_second_time()
    {
        Say(CallPhase.Start, Start, answered: false);
        Say(CallPhase.End, Start, answered: false, releaseMs: Start + (20 * Second));
        Say(CallPhase.Start, Start + (40 * Second), answered: false);

        Assert.True(Say(CallPhase.Answer, Start + (40 * Second), answered: true) is { IsNew: true });
        Assert.True(OngoingCalls.FindOpen(_profile, Start + (120 * Second)) >= 0);

        // And what is told late of the first attempt does not end it.
        Assert.False(Say(CallPhase.Record, Start, answered: false, releaseMs: Start + (20 * Second)).Ended);
        Assert.True(OngoingCalls.FindOpen(_profile, Start + (120 * Second)) >= 0);
        Assert.True(Say(CallPhase.End, Start + (40 * Second), answered: true, releaseMs: Start + (200 * Second)) is { IsNew: false, Ended: true });
    }

    [Fact]
    public void An_attempt_that_is_told_after_the_call_that_followed_ends_nothing()
    {
        Say(CallPhase.Answer, Start + (40 * Second), answered: true);

        Assert.True(Say(CallPhase.Record, Start, answered: false, releaseMs: Start + (20 * Second)).IsNew);
        Assert.True(OngoingCalls.FindOpen(_profile, Start + (120 * Second)) >= 0);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Two_operators_tell_of_one_attempt_some_seconds_apart(int seconds, bool isOther)
    {
        Say(CallPhase.Record, Start, answered: false, releaseMs: Start + (20 * Second));

        Assert.Equal(isOther, Say(CallPhase.Record, Start + (seconds * Second), answered: true, releaseMs: Start + (80 * Second)).IsNew);
    }

    [Fact]
    public void An_end_that_does_not_say_when_its_call_began_ends_the_one_that_is_open()
    {
        Say(CallPhase.Answer, Start, answered: true);

        Assert.True(Say(CallPhase.End, Start + (600 * Second), answered: false, releaseMs: Start + (600 * Second)) is { IsNew: false, Ended: true });
        Assert.Equal(-1, OngoingCalls.FindOpen(_profile, Start + (601 * Second)));
        Assert.True(Say(CallPhase.End, Start + (900 * Second), answered: false, releaseMs: Start + (900 * Second)).IsNew);
    }

    /// <summary>Switches end a call with the seizure alone, or with the release alone: neither says that it was answered.</summary>
    [Theory]
    [InlineData(30, 1_200)]
    [InlineData(50, 50)]
    [InlineData(1_200, 1_200)]
    public void The_end_of_a_redial_is_not_taken_for_that_of_the_attempt_before(int startSec, int releaseSec)
    {
        Say(CallPhase.Record, Start, answered: false, releaseMs: Start + (15 * Second));
        Say(CallPhase.Answer, Start + (30 * Second), answered: true);

        Assert.True(Say(CallPhase.End, Start + (startSec * Second), answered: false, releaseMs: Start + (releaseSec * Second)) is { IsNew: false, Ended: true });
        Assert.Equal(-1, OngoingCalls.FindOpen(_profile, Start + (1_201 * Second)));
    }

    /// <summary>That they talked its answer has said, and how long follows.</summary>
    [Theory]
    [InlineData(0, 1_200)]
    [InlineData(1_200, 1_200)]
    public void An_end_that_states_no_duration_ends_a_talk_that_lasted_until_then(int startSec, int talkSec)
    {
        Say(CallPhase.Answer, Start, answered: true);

        var change = Say(CallPhase.End, Start + (startSec * Second), answered: false, releaseMs: Start + (1_200 * Second));

        Assert.True(change is { Ended: true, Answered: true });
        Assert.Equal((talkSec * Second, talkSec * Second), (change.AddedMs, change.TalkMs));
        Assert.Equal(talkSec, _profile.Calls[0].DurationSec);
    }

    [Fact]
    public void An_attempt_that_nobody_answered_was_no_talk_however_long_it_rang()
    {
        Say(CallPhase.Start, Start, answered: false);

        Assert.True(Say(CallPhase.End, Start, answered: false, releaseMs: Start + (40 * Second)) is { Ended: true, Answered: false, TalkMs: 0, AddedMs: 0 });
    }

    /// <summary>The end of the first call was lost. That of the second is read before its answer.</summary>
    [Fact]
    public void An_end_that_says_when_its_call_began_ends_no_other_and_is_remembered()
    {
        Say(CallPhase.Answer, Start, answered: true);

        Assert.True(Say(CallPhase.End, Start + (2_400 * Second), answered: true, releaseMs: Start + (3_000 * Second)).IsNew);
        var answered = Say(CallPhase.Answer, Start + (2_400 * Second), answered: true);
        Assert.False(answered.IsNew);
        Assert.False(_profile.Calls[answered.Slot].Is(CallMarks.Open));
    }

    /// <summary>It rang for long and its end tells the answer alone; or another operator's switch tells the end, and saw the seizure later.</summary>
    [Theory]
    [InlineData(70, true)]
    [InlineData(8, false)]
    public void The_end_of_a_call_ends_it_also_where_it_tells_another_beginning(int secondsLater, bool saysAnswered)
    {
        Say(CallPhase.Answer, Start, answered: true);

        Assert.True(Say(CallPhase.End, Start + (secondsLater * Second), saysAnswered, releaseMs: Start + (1_200 * Second)) is { IsNew: false, Ended: true });
        Assert.Equal(-1, OngoingCalls.FindOpen(_profile, Start + (1_201 * Second)));
    }

    [Theory]
    [InlineData(Attestation.Failed, Attestation.Failed)]
    [InlineData(Attestation.Gateway, Attestation.Gateway)]
    [InlineData(Attestation.Full, Attestation.Absent)]
    public void That_a_number_failed_its_check_is_remembered_while_the_call_goes_on(Attestation said, Attestation remembered)
    {
        Say(CallPhase.Answer, Start, answered: true, attestation: said);
        Say(CallPhase.Partial, Start, answered: true);

        Assert.Equal(remembered, _profile.Calls[0].Attestation);
    }

    private CallChange Say(CallPhase phase, long startMs, bool answered, long releaseMs = 0, Attestation attestation = Attestation.Absent) =>
        CallMerging.Apply(ref _profile, new Leg
        {
            Kind = LegKind.Call, EntityKind = EntityKind.Number, Entity = new Token(1, 2), Other = new Token(0x1111_2222_3333_4444, 5),
            EventTimeMs = releaseMs != 0 ? releaseMs : startMs,
            Call = new CallFacts
            {
                Phase = phase, Direction = CallDirection.Incoming, Answered = answered, StartMs = startMs, ReleaseMs = releaseMs,
                PeerClass = NumberClass.Mobile, Attestation = attestation,
            },
        }, historyKnown: true);
}
