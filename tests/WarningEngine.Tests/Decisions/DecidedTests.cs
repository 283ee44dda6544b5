using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A warning says when it was made, by the log alone: no sooner than what caused it was there.</summary>
public sealed class DecidedTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private static readonly Token Person = CounterpartLog.Line(1);
    private static readonly Token Caller = CounterpartLog.Line(2);

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_call_record_that_arrives_late_warns_when_it_arrives(int lateMinutes)
    {
        var warning = Warned(Heard(), Call(lateMinutes));

        Assert.Equal((Start + (9 * Minute), Start + ((9 + lateMinutes) * Minute)), (warning.EventTimeMs, warning.DecidedMs));
    }

    [Fact]
    public void What_a_partition_tells_late_warns_when_it_is_told()
    {
        var told = Start + (50 * Minute);
        var warning = Warned(Call(), CounterpartLog.Progress(told), Heard());

        Assert.Equal((Start + (9 * Minute), told), (warning.EventTimeMs, warning.DecidedMs));
        Assert.Equal(Start + (9 * Minute), Warned(Call(), CounterpartLog.Progress(Start + Minute), Heard()).DecidedMs);
    }

    [Fact]
    public void When_it_was_made_is_no_part_of_its_id() => Assert.Equal(Warned(Heard(), Call()).Id, Warned(Heard(), Call(60)).Id);

    private static Warning Warned(params Leg[] legs)
    {
        var caused = new ScoredItems();
        var partition = CounterpartLog.New();
        partition.Apply(CounterpartLog.Progress(Start - (40 * CounterpartLog.Day)), new Position(0, 0, 0), caused);
        for (var i = 0; i < legs.Length; i++)
        {
            var leg = legs[i];
            leg.Stamp = new Stamp(new Source(leg.Kind == LegKind.Reputation ? "legs" : "raw", 1, 0), new Position(i + 1, 0, 0));
            partition.Apply(leg, new Position(i + 1, 0, 0), caused);
        }

        return Assert.Single(caused.Warnings);
    }

    private static Leg Heard() => new()
    {
        Kind = LegKind.Reputation, Entity = Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventId = 1, EventTimeMs = Start + (9 * Minute), ArrivalTimeMs = Start + (9 * Minute),
        Reputation = new ReputationFacts { Grade = Grade.High, Reasons = ReputationReasons.Listed },
    };

    private static Leg Call(int lateMinutes = 0) => new()
    {
        Kind = LegKind.Call, Entity = Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventId = 1, EventTimeMs = Start + (9 * Minute), ArrivalTimeMs = Start + ((9 + lateMinutes) * Minute),
        Call = new CallFacts
        {
            Phase = CallPhase.Record, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.Mobile,
            Answered = true, StartMs = Start, AnswerMs = Start, ReleaseMs = Start + (9 * Minute), DurationMs = 9 * Minute,
        },
    };
}
