using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
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

    private static string Said(params Leg[] legs)
    {
        var partition = CounterpartLog.New();
        var caused = new ScoredItems();
        var offset = 0;
        partition.Apply(CounterpartLog.Progress(Start - (40 * CounterpartLog.Day)), new Position(offset++, 0, 0), caused);
        foreach (var each in legs)
        {
            var leg = each;
            leg.Stamp = new Stamp(new Source("raw", 1, 0), new Position(offset, 0, 0));
            leg.ArrivalTimeMs = leg.EventTimeMs;
            partition.Apply(leg, new Position(offset++, 0, 0), caused);
        }

        return string.Join(", ", caused.Warnings.Select(x => $"{x.PatternId} {x.Tier}"));
    }

    private static Leg Heard(int seconds, ReputationReasons reasons) => new()
    {
        Kind = LegKind.Reputation, Entity = Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventId = 1, EventTimeMs = Start + (seconds * 1_000L), Reputation = new ReputationFacts { Grade = Grade.High, Reasons = reasons },
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
