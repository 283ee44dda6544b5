using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Profiles;

/// <summary>Calls that are told by their release and how long they were: what they are to the person, from the record on.</summary>
public sealed class ReleasedCallsTests
{
    private const int TalkSec = 1_800;
    private const long Minute = 60_000;
    private const string Person = "+8613812345678";
    private const string Stranger = "+8617012345678";
    private static readonly long Release = Intaken.KafkaTimeMs - (30 * Minute);

    private Profile _profile;

    [Theory]
    [InlineData(CallPhase.Unknown)]
    [InlineData(CallPhase.End)]
    public void Its_talk_is_over_when_it_was_released(CallPhase phase)
    {
        Assert.True(Say(CallRecordType.Terminating, phase, isWhole: false) is { IsNew: true, Ended: true, TalkMs: TalkSec * 1_000 });

        var paid = FeaturesAt(Release + (20 * Minute));
        Assert.Equal((0, 20 * Minute), (paid[Feature.OnCallActive], paid[Feature.LastStrangerCallAgo]));
        var within = FeaturesAt(Release - (10 * Minute));
        Assert.Equal((1, 20 * Minute), (within[Feature.OnCallActive], within[Feature.OnCallDuration]));
        Assert.Equal(0, FeaturesAt(Release - (31 * Minute))[Feature.OnCallActive]);
    }

    /// <summary>The caller's operator tells all of it, the person's own its end; in either order.</summary>
    [Theory]
    [InlineData(CallPhase.Unknown, true)]
    [InlineData(CallPhase.Unknown, false)]
    [InlineData(CallPhase.End, true)]
    [InlineData(CallPhase.End, false)]
    public void Beside_the_other_operators_record_it_is_one_call(CallPhase phase, bool wholeFirst)
    {
        var first = wholeFirst ? Say(CallRecordType.Originating, CallPhase.Unknown, isWhole: true) : Say(CallRecordType.Terminating, phase, isWhole: false);
        var second = wholeFirst ? Say(CallRecordType.Terminating, phase, isWhole: false) : Say(CallRecordType.Originating, CallPhase.Unknown, isWhole: true);

        Assert.True(first is { IsNew: true, Ended: true });
        Assert.True(second is { IsNew: false, AddedMs: 0 });
    }

    /// <summary>However the switch counted: the end is that of the call that is open.</summary>
    [Theory]
    [InlineData(TalkSec)]
    [InlineData(60)]
    [InlineData(TalkSec + 300)]
    public void An_end_ends_the_call_that_is_open(int durationSec)
    {
        var answerMs = Release - (TalkSec * 1_000);
        var start = new CallRecord { Phase = CallPhase.Answer, SeizureTimeMs = answerMs - 8_000, AnswerTimeMs = answerMs };
        Assert.True(Say(CallRecordType.Terminating, start) is { IsNew: true, Ended: false });

        var end = new CallRecord { Phase = CallPhase.End, ReleaseTimeMs = Release, CallDuration = durationSec };
        Assert.True(Say(CallRecordType.Terminating, end) is { IsNew: false, Ended: true });
    }

    private FeatureVector FeaturesAt(long timeMs)
    {
        var vector = new FeatureVector();
        vector.Clear();
        PersonFeatures.FillTalk(vector, _profile, new BeforeEvent { CallsKnown = true }, new HeardGrades(Grade.None, Grade.None), timeMs, fallsIn: true);
        return vector;
    }

    private CallChange Say(CallRecordType type, CallPhase phase, bool isWhole) => Say(type, new CallRecord
    {
        Phase = phase, ReleaseTimeMs = Release, CallDuration = TalkSec, AnswerTimeMs = isWhole ? Release - (TalkSec * 1_000) : null,
        SeizureTimeMs = isWhole ? Release - (TalkSec * 1_000) - 8_000 : null,
    });

    /// <summary>As the person hears of it.</summary>
    private CallChange Say(CallRecordType type, CallRecord record)
    {
        (record.RecordType, record.CallReference, record.CallingNumber, record.CalledNumber) = (type, "r1", Stranger, Person);
        (record.ServedMsisdn, record.ArrivalTimeMs) = (type == CallRecordType.Originating ? Stranger : Person, Release + 20_000);
        var leg = Intaken.Of(record).Leg(type == CallRecordType.Originating ? LegKind.CallCounterpart : LegKind.Call);
        return CallMerging.Apply(ref _profile, leg, historyKnown: true);
    }
}
