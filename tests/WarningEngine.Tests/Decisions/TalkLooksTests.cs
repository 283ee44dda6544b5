using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A stranger is on the phone, and nobody sends a record until the call is over: that it has lasted for ten minutes is known after ten minutes.</summary>
public sealed class TalkLooksTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private static readonly Token Person = CounterpartLog.Line(1);
    private static readonly Token Caller = CounterpartLog.Line(2);
    private static readonly Token Friend = CounterpartLog.Line(3);

    private readonly ScoredItems _caused = new();
    private ScoringPartition _partition = CounterpartLog.New();
    private int _offset;

    public TalkLooksTests()
    {
        // Whoever has no history has no strangers.
        Pass(Start - (40 * CounterpartLog.Day));
        Apply(Call(CallPhase.Record, Friend, Start - (20 * CounterpartLog.Day), 60));
        Pass(Start);
    }

    [Fact]
    public void What_lasts_for_ten_minutes_is_urgent_after_ten_minutes()
    {
        Apply(Call(CallPhase.Answer, Caller, Start));
        Pass(Start + (10 * Minute) - 1);
        Assert.Empty(Said(Tier.P2));
        Pass(Start + (10 * Minute));

        var warning = Assert.Single(Said(Tier.P2));
        Assert.Equal(("T18-safe-account", Start + (10 * Minute), Start + (10 * Minute)), (warning.PatternId, warning.EventTimeMs, warning.DecidedMs));
        // No message has brought it about: there is none to count a delay from.
        Assert.Equal(0, warning.IngestTimeMs);
        var line = Assert.Single(warning.Evidence);
        Assert.Equal((Caller, Start), (line.Other, line.EventTimeMs));
    }

    [Fact]
    public void What_is_over_is_looked_at_no_more()
    {
        Apply(Call(CallPhase.Answer, Caller, Start));
        Pass(Start + (4 * Minute));
        Apply(Call(CallPhase.End, Caller, Start, 250));
        Assert.Equal(0, _partition.State.Talks.Table.Count);
        Pass(Start + (60 * Minute));
        Assert.Empty(Said(Tier.P2));
    }

    /// <summary>Time that jumps over an outage says the same, with the same ids, as time that passes second by second; so does a state that was written and read meanwhile.</summary>
    [Fact]
    public void The_same_is_said_however_time_passes()
    {
        Apply(Call(CallPhase.Answer, Caller, Start));
        Pass(Start + (31 * Minute));
        var jumped = Ids();
        Assert.NotEmpty(jumped);

        var slowly = new TalkLooksTests();
        slowly.Apply(Call(CallPhase.Answer, Caller, Start));
        for (var at = Start; at <= Start + (31 * Minute); at += 1_000)
        {
            slowly.Pass(at);
            if (at % (4 * Minute) == 0)
            {
                slowly.Restore();
            }
        }

        Assert.Equal(jumped, slowly.Ids());
    }

    /// <summary>An end that never comes makes no call of hours: half an hour beyond the last sign of life nothing is held to have been said.</summary>
    [Fact]
    public void Without_a_sign_of_life_half_an_hour_is_the_most()
    {
        Apply(Call(CallPhase.Answer, Caller, Start));
        Pass(Start + (40 * Minute));
        var looked = Ids();
        Pass(Start + (100 * Minute));
        Assert.Equal(looked, Ids());

        // A partial record tells that it goes on.
        Apply(Call(CallPhase.Partial, Caller, Start, 110 * 60));
        var told = _caused.Items.Count;
        Pass(Start + (120 * Minute));
        Assert.Contains(_caused.Items.Skip(told), x => x is OnCallItem or WarningItem or ProgressItem);
        Pass(Start + (5 * CounterpartLog.Hour));
        Assert.Equal(0, _partition.State.Talks.Table.Count);
    }

    /// <summary>Who answers another call has most likely ended the one before: the newer one is followed.</summary>
    [Fact]
    public void The_newest_talk_of_a_line_is_followed()
    {
        Apply(Call(CallPhase.Answer, Caller, Start));
        var other = CounterpartLog.Line(4);
        Apply(Call(CallPhase.Answer, other, Start + (5 * Minute)));
        Pass(Start + (16 * Minute));

        var warning = Assert.Single(Said(Tier.P2));
        Assert.Equal(Start + (15 * Minute), warning.EventTimeMs);
        Assert.Contains(warning.Evidence, x => x.Other == other);
    }

    [Fact]
    public void A_friend_is_not_followed()
    {
        Apply(Call(CallPhase.Answer, Friend, Start));
        Assert.Equal(0, _partition.State.Talks.Table.Count);
    }

    [Fact]
    public void No_more_are_followed_than_there_is_room_for()
    {
        using var talks = new OngoingTalks();
        var call = new RecentCall { Peer = 1, StartSec = ProfileTime.Seconds(Start), Marks = CallMarks.Open | CallMarks.Answered | CallMarks.Stranger };
        for (var line = 1; line <= Limits.OngoingTalksMax + 10; line++)
        {
            talks.Follow(Call(CallPhase.Answer, Caller, Start) with { Entity = CounterpartLog.Line(line) }, call);
        }

        Assert.Equal(Limits.OngoingTalksMax, talks.Table.Count);
        Assert.Equal(10, talks.Overflowed);
        Assert.Equal(Limits.OngoingTalksMax, talks.TakeDue(Start + (3 * Minute)).Length);
    }

    private List<Warning> Said(Tier tier) => [.. _caused.Warnings.Where(x => x.Tier <= tier)];

    private List<UInt128> Ids() => [.. _caused.Warnings.Select(x => x.Id)];

    private void Pass(long timeMs) => _partition.Apply(CounterpartLog.Progress(timeMs), new Position(_offset++, 0, 0), _caused);

    private void Apply(Leg leg)
    {
        leg.Stamp = new Stamp(new Source("raw", 1, 0), new Position(_offset, 0, 0));
        _partition.Apply(leg, new Position(_offset++, 0, 0), _caused);
    }

    private void Restore()
    {
        var image = StateImage.Of(_partition.State).InOrder().ToList();
        _partition = CounterpartLog.New();
        foreach (var (key, value) in image)
        {
            _partition.Read(key, value);
        }
    }

    private static Leg Call(CallPhase phase, Token other, long answerMs, int seconds = 0)
    {
        var isOver = phase is CallPhase.End or CallPhase.Record;
        var atMs = answerMs + (seconds * 1_000L);
        return new Leg
        {
            Kind = LegKind.Call, Entity = Person, EntityKind = EntityKind.Number, Other = other, OtherKind = EntityKind.Number,
            EventId = (UInt128)(answerMs + seconds + (int)phase), EventTimeMs = atMs, ArrivalTimeMs = atMs,
            Call = new CallFacts
            {
                Phase = phase, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile,
                PeerClass = other == Friend ? NumberClass.Mobile : NumberClass.International,
                Answered = true, StartMs = answerMs, AnswerMs = answerMs, ReleaseMs = isOver ? atMs : 0, DurationMs = seconds * 1_000L,
            },
        };
    }
}
