using WarningEngine.App.Numbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Intake;

/// <summary>What intake makes of one record that was appended at 2026-03-02T01:31:00Z.</summary>
internal sealed class Intaken
{
    public static readonly long KafkaTimeMs = new DateTimeOffset(2026, 3, 2, 1, 31, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly LibPhoneNumberPlan Plan = new("CN");

    private Intaken(CheckResult result, CollectedLegs collected, long clamped) =>
        (Result, Legs, Vault, Clamped) = (result, collected.Legs, collected.Vault, clamped);

    public static Tokeniser Tokens { get; } = new([.. Enumerable.Range(0, Tokeniser.KeySize).Select(x => (byte)x)]);

    public CheckResult Result { get; }

    public List<Leg> Legs { get; }

    public Dictionary<Token, byte[]> Vault { get; }

    public long Clamped { get; }

    /// <param name="record">Decoded.</param>
    /// <param name="ceSource">CloudEvents source; null: none.</param>
    /// <param name="ceId">CloudEvents id; null: none.</param>
    /// <param name="kafkaTimeMs">When it was appended, -1: that is not said; null: then.</param>
    /// <param name="readMs">The clock of who reads it.</param>
    public static Intaken Of(RawRecord record, string? ceSource = null, string? ceId = null, long? kafkaTimeMs = null, long readMs = long.MaxValue)
    {
        var splitter = new IntakeSplitter(Tokens, new Core.Intake.Numbers(Plan), new WellKnownNumbers([]));
        var context = new RecordContext(new Source("raw", 1, 3), 41, 2, ceSource, ceId, kafkaTimeMs ?? KafkaTimeMs, readMs);
        var collected = new CollectedLegs();
        var result = splitter.Split(record, context, collected, collected);
        return new Intaken(result, collected, splitter.Clamped);
    }

    /// <summary>The only leg of its kind.</summary>
    public Leg Leg(LegKind kind) => Assert.Single(Legs, x => x.Kind == kind);

    public bool Has(LegKind kind) => Legs.Any(x => x.Kind == kind);
}
