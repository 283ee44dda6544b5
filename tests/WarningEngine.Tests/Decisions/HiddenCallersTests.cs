using WarningEngine.Core.Events;
using WarningEngine.Testing;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Decisions;

/// <summary>All who withhold their number are one to the engine, and nobody can dial them.</summary>
public sealed class HiddenCallersTests : IDisposable
{
    private const string Listed = "+8613900000001";
    private static readonly long At = Intaken.KafkaTimeMs - 3_600_000;

    private readonly LegByLeg _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("private", false)]
    [InlineData("0#9", false)]
    [InlineData("+8613812345678", true)]
    public void Who_shows_no_number_hears_nothing_of_whom_they_call(string shown, bool hears)
    {
        _log.Apply(CounterpartLog.Progress(At));
        Say(Grade.VeryHigh, At);
        var call = new CallRecord
        {
            RecordType = CallRecordType.Terminating, CallReference = "r1", ServedMsisdn = Listed, CallingNumber = shown, SeizureTimeMs = At + 60_000,
            AnswerTimeMs = At + 70_000, ReleaseTimeMs = At + 900_000,
        };
        foreach (var leg in Intaken.Of(call).Legs)
        {
            _log.Apply(leg);
        }

        Say(Grade.Medium, At + 1_000_000);
        var counterparts = _log.Partition.State.Counterparts;
        Assert.DoesNotContain(_log.Said.Legs, x => x.EntityKind == EntityKind.Sender);
        Assert.Equal(hears, _log.Said.Legs.Any(x => x.Kind == LegKind.Reputation));
        Assert.Equal(hears, _log.Said.Legs.Any(x => x.Kind == LegKind.Exposure));
        Assert.Equal(hears, counterparts.Table[counterparts.Table.Find(Intaken.Tokens.Number(Listed))].Counts.CalledBack != 0);
    }

    private void Say(Grade level, long timeMs) => _log.Apply(new Leg
    {
        Kind = LegKind.Indicator, Entity = Intaken.Tokens.Number(Listed), EntityKind = EntityKind.Number, EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Indicator = new IndicatorFacts { Level = level, Entry = 7UL << 40 },
    });
}
