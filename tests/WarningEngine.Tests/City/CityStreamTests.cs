using System.Security.Cryptography;
using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.City;

public sealed class CityStreamTests(SmallCity city)
{
    [Fact]
    public void Same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var options = new CityOptions(100, 1, 5, 0.05, CityOptions.DefaultStartMs);

        Assert.Equal(Bytes(options), Bytes(options));
        Assert.NotEqual(Bytes(options), Bytes(options with { Seed = 6 }));
    }

    [Fact]
    public void Records_come_in_the_order_of_their_arrival() => Assert.DoesNotContain(
        city.Records.Zip(city.Records.Skip(1)), x => x.First.ArrivalMs > x.Second.ArrivalMs);

    [Fact]
    public void Arrival_in_the_record_is_that_of_the_stream() => Assert.All(
        city.Records.Where((_, i) => i % 100 == 0),
        x => Assert.Equal(x.ArrivalMs, SmallCity.Time(SmallCity.Of([x], x.Topic).Single(), "arrivalTime")));

    [Fact]
    public void Intake_takes_every_record()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var intake = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var legs = new Counter();
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        foreach (var record in city.Records)
        {
            decoders[record.Topic].Decode(record.Json, null, legs);
            var source = new Source(record.Topic.Name, 1, 0);
            var context = new RecordContext(source, record.Order, 0, null, null, record.ArrivalMs);
            var result = intake.Split(legs.Last!, context, legs, legs);
            Assert.True(result.IsGood, $"{result}: {System.Text.Encoding.UTF8.GetString(record.Json)}");
        }

        Assert.True(legs.Legs > city.Records.Count);
        Assert.Equal(0, intake.Clamped);
    }

    [Fact]
    public void History_comes_before_the_labelled_days()
    {
        Assert.True(city.Records[0].ArrivalMs < city.Options.StartMs - (13 * CityStream.DayMs));
        Assert.All(city.Frauds, x => Assert.InRange(
            x.FirstContactMs!.Value, city.Options.StartMs, city.Options.StartMs + (SmallCity.Days * CityStream.DayMs)));
    }

    [Fact]
    public void A_city_is_read_once()
    {
        var stream = new CityStream(new CityOptions(10, 1, 1, 0, CityOptions.DefaultStartMs));
        Assert.NotEmpty(stream.Records());

        Assert.Throws<InvalidOperationException>(() => stream.Records().First());
    }

    [Fact]
    public void Nobody_who_is_on_the_phone_calls_somebody_else()
    {
        var outgoing = SmallCity.Of(city.Records, RawTopic.Calls)
            .Where(x => SmallCity.Text(x, "recordType") == "MO_CALL_RECORD" && x.TryGetProperty("releaseTime", out _))
            .ToLookup(x => SmallCity.Text(x, "servedMSISDN"));
        foreach (var person in outgoing)
        {
            var calls = person.Select(x => (
                From: SmallCity.Time(x, "seizureTime"), To: SmallCity.Time(x, "releaseTime"),
                Answered: x.TryGetProperty("answerTime", out _))).OrderBy(x => x.From).ToArray();
            foreach (var (call, next) in calls.Zip(calls.Skip(1)).Where(x => x.First.Answered))
            {
                Assert.True(call.To <= next.From, $"{person.Key}: {call.From}");
            }
        }
    }

    [Fact]
    public void Several_ways_of_shipping_call_records_occur()
    {
        var phases = SmallCity.Of(city.Records, RawTopic.Calls)
            .CountBy(x => SmallCity.Text(x, "phase") ?? "FINAL").ToDictionary();

        Assert.Equal(["ANSWER", "END", "FINAL", "PARTIAL", "START"], phases.Keys.Order());
        Assert.Equal(phases["ANSWER"], phases["END"]);
        Assert.True(phases["START"] < phases["ANSWER"]);
    }

    private static byte[] Bytes(CityOptions options)
    {
        var stream = new CityStream(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in stream.Records())
        {
            hash.AppendData(record.Json);
        }

        foreach (var label in stream.Labels)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(CityFiles.Label(label)));
        }

        return hash.GetHashAndReset();
    }

    private sealed class Counter : IRecordSink, ILegSink, IVaultSink
    {
        public RawRecord? Last { get; private set; }

        public long Legs { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void UnknownValue(string field) => Assert.Fail($"unknown value of {field}");

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            Assert.Fail($"{reason} {field} {detail}");

        public void Add(in Leg leg) => Legs++;

        public void Keep(Token token, byte[] sealedText)
        {
            // Nothing needs to be read back here.
        }
    }
}
