using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A call reaches the person's partition, and what the caller is known for comes through the caller's: which is there first is up to
/// the logs, and must not decide whether anybody is warned.</summary>
public sealed class HeardAheadTests
{
    private const long Start = CounterpartLog.Start;
    private static readonly Token Person = CounterpartLog.Line(1);
    private static readonly Token Caller = CounterpartLog.Line(2);

    [Theory]
    [InlineData(0, ReputationReasons.Listed, "")]
    [InlineData(20, ReputationReasons.Listed, "TH-known-bad-contact P3")]
    [InlineData(20, ReputationReasons.FanOut, "")]
    [InlineData(40, ReputationReasons.FanOut, "TH-known-bad-contact P3")]
    [InlineData(540, ReputationReasons.Listed, "TH-known-bad-contact P2")]
    public void Whichever_comes_first_the_same_is_said(int seconds, ReputationReasons reasons, string said)
    {
        Assert.Equal(said, Said(Call(seconds), Heard(seconds, reasons)));
        Assert.Equal(said, Said(Heard(seconds, reasons), Call(seconds)));
    }

    [Fact]
    public void What_was_heard_because_of_an_earlier_call_is_not_heard_again()
    {
        var next = Call(40);
        next.EventTimeMs += CounterpartLog.Day;
        next.Call.StartMs = next.Call.AnswerMs += CounterpartLog.Day;
        next.Call.ReleaseMs += CounterpartLog.Day;

        Assert.Equal("", Said(Call(0), Heard(0, ReputationReasons.FanOut), next));
    }

    /// <summary>A grade that begins no episode is not lost either, nor with a checkpoint between the two.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_call_has_the_grade_of_its_caller_whichever_comes_first(bool restored)
    {
        var before = Log(Call(40), Heard(40, ReputationReasons.FanOut, Grade.Medium));
        Assert.Equal(Grade.Medium, CallOf(before).PeerGrade);

        var ahead = Log(Heard(40, ReputationReasons.FanOut, Grade.Medium));
        Assert.Equal(1, ahead.State.Ahead.Table.Count);
        if (restored)
        {
            var again = CounterpartLog.New();
            foreach (var (key, value) in StateImage.Of(ahead.State).InOrder())
            {
                again.Read(key, value);
            }

            ahead = again;
        }

        Apply(ahead, 5, Call(40));
        Assert.Equal(Grade.Medium, CallOf(ahead).PeerGrade);
        Assert.Equal(0, ahead.State.Ahead.Table.Count);
    }

    [Fact]
    public void An_answer_waits_until_everything_that_had_arrived_is_there()
    {
        var partition = Log(Heard(40, ReputationReasons.FanOut, Grade.Medium));
        partition.Apply(CounterpartLog.Progress(Start + 100_000), new Position(10, 0, 0), new ScoredItems());
        Assert.Equal(1, partition.State.Ahead.Table.Count);
        partition.Apply(CounterpartLog.Progress(Start + 100_001), new Position(11, 0, 0), new ScoredItems());
        Assert.Equal(0, partition.State.Ahead.Table.Count);
    }

    [Fact]
    public void No_more_answers_wait_than_there_is_room_for()
    {
        using var ahead = new AnswersAhead();
        for (var caller = 1; caller <= Limits.AnswersAheadMax + 10; caller++)
        {
            var heard = Heard(40, ReputationReasons.FanOut);
            heard.Other = CounterpartLog.Line(caller);
            ahead.Remember(heard);
        }

        Assert.Equal(Limits.AnswersAheadMax, ahead.Table.Count);
        Assert.Equal(10, ahead.Overflowed);
        var known = Call(40);
        known.Other = CounterpartLog.Line(1);
        Assert.Equal(Grade.High, ahead.Take(known)?.Grade);
        Assert.Null(ahead.Take(known));
    }

    private static RecentCall CallOf(ScoringPartition partition) => partition.State.Profiles[partition.State.Profiles.Find(Person)].Calls[0];

    private static string Said(params Leg[] legs)
    {
        var caused = new ScoredItems();
        Log(caused, legs);
        return string.Join(", ", caused.Warnings.Select(x => $"{x.PatternId} {x.Tier}"));
    }

    private static ScoringPartition Log(params Leg[] legs) => Log(new ScoredItems(), legs);

    private static ScoringPartition Log(ScoredItems caused, Leg[] legs)
    {
        var partition = CounterpartLog.New();
        partition.Apply(CounterpartLog.Progress(Start - (40 * CounterpartLog.Day)), new Position(0, 0, 0), caused);
        for (var i = 0; i < legs.Length; i++)
        {
            Apply(partition, i + 1, legs[i], caused);
        }

        return partition;
    }

    private static void Apply(ScoringPartition partition, int offset, Leg leg, ScoredItems? caused = null)
    {
        leg.Stamp = new Stamp(new Source("raw", 1, 0), new Position(offset, 0, 0));
        leg.ArrivalTimeMs = leg.EventTimeMs;
        partition.Apply(leg, new Position(offset, 0, 0), caused ?? new ScoredItems());
    }

    private static Leg Heard(int seconds, ReputationReasons reasons, Grade grade = Grade.High) => new()
    {
        Kind = LegKind.Reputation, Entity = Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventId = 1, EventTimeMs = Start + (seconds * 1_000L), Reputation = new ReputationFacts { Grade = grade, Reasons = reasons },
    };

    private static Leg Call(int seconds) => new()
    {
        Kind = LegKind.Call, Entity = Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventId = 1, EventTimeMs = Start + (seconds * 1_000L),
        Call = new CallFacts
        {
            Phase = CallPhase.Record, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.Mobile,
            Answered = seconds > 0, StartMs = Start, AnswerMs = seconds > 0 ? Start : 0, ReleaseMs = Start + (seconds * 1_000L), DurationMs = seconds * 1_000L,
        },
    };
}
