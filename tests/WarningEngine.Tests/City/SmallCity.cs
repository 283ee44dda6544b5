using System.Globalization;
using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.Kafka.Wire;

[assembly: AssemblyFixture(typeof(WarningEngine.Tests.City.SmallCity))]

namespace WarningEngine.Tests.City;

/// <summary>A city that several tests look at.</summary>
public sealed class SmallCity
{
    public const int People = 1_000;
    public const int Days = 2;
    public const double FraudRate = 1e-2;

    public SmallCity()
    {
        Options = new CityOptions(People, Days, Seed: 11, FraudRate, CityOptions.DefaultStartMs);
        var city = new CityStream(Options);
        Records = [.. city.Records()];
        Labels = city.Labels;
    }

    public CityOptions Options { get; }

    public IReadOnlyList<CityRecord> Records { get; }

    public IReadOnlyList<CityLabel> Labels { get; }

    public IEnumerable<CityLabel> Frauds => Labels.Where(x => x.ScamType is not null);

    /// <summary>The records of one topic as JSON.</summary>
    public static IEnumerable<JsonElement> Of(IEnumerable<CityRecord> records, RawTopic topic) =>
        records.Where(x => x.Topic == topic).Select(x => JsonSerializer.Deserialize<JsonElement>(x.Json));

    public static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static long Time(JsonElement record, string name) =>
        record.GetProperty(name).GetDateTimeOffset().ToUnixTimeMilliseconds();

    /// <summary>Fen of an amount; null where the record has none.</summary>
    public static long? Fen(JsonElement record, string name) => record.TryGetProperty(name, out var amount)
        ? (long)(decimal.Parse(amount.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) * 100) : null;
}
