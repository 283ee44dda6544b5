using System.Security.Cryptography;
using WarningEngine.App.City;
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
    public void History_comes_before_the_labelled_days()
    {
        Assert.True(city.Records[0].ArrivalMs < city.Options.StartMs - (13 * CityStream.DayMs));
        Assert.All(city.Frauds, x => Assert.InRange(
            x.FirstLargeTransferMs ?? x.FirstTransferMs ?? city.Options.StartMs,
            city.Options.StartMs - (x.FirstLargeTransferMs is null ? 13 * CityStream.DayMs : 0),
            city.Options.EndMs));
    }

    [Fact]
    public void Nothing_happens_after_the_last_day_though_records_still_arrive()
    {
        var times = SmallCity.Of(city.Records, RawTopic.Transfers).Select(x => SmallCity.Time(x, "acceptanceDateTime"));

        Assert.True(times.Max() < city.Options.EndMs + 10_000);
        Assert.True(city.Records[^1].ArrivalMs > city.Options.EndMs);
    }

    [Fact]
    public void One_record_in_a_hundred_is_sent_again_and_some_come_an_hour_late()
    {
        var calls = SmallCity.Of(city.Records, RawTopic.Calls).ToArray();
        var again = calls.Length - calls.DistinctBy(Key).Count();
        Assert.InRange(again, calls.Length * 0.008, calls.Length * 0.012);

        var late = SmallCity.Of(city.Records, RawTopic.Sms)
            .Count(x => SmallCity.Time(x, "arrivalTime") - SmallCity.Time(x, "time") > 3_600_000);
        Assert.InRange(late, 1, city.Records.Count * 0.003);
    }

    [Fact]
    public void Records_of_a_file_are_somewhat_out_of_the_order_in_which_things_happened()
    {
        var times = SmallCity.Of(city.Records, RawTopic.Transfers)
            .Select(x => SmallCity.Time(x, "acceptanceDateTime")).ToArray();
        var behind = times.Zip(times.Skip(1)).Count(x => x.Second < x.First);

        Assert.InRange(behind, times.Length * 0.02, times.Length * 0.6);
    }

    [Fact]
    public void Hours_on_another_thread_are_the_same_bytes_as_records()
    {
        var options = new CityOptions(120, 1, 8, 0.05, CityOptions.DefaultStartMs);
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            CityFiles.Write(options, folder);
            var expected = new CityStream(options).Records().ToLookup(x => x.Topic, x => x.Json);
            Assert.All(RawTopic.All, topic => Assert.Equal(
                expected[topic].Select(System.Text.Encoding.UTF8.GetString),
                File.ReadLines(Path.Combine(folder, topic.FileName + ".ndjson"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Were only victims of some kind, or nobody who is one, guarded, a model would learn that a guardian is evidence.</summary>
    [Fact]
    public void Some_minors_and_some_elderly_people_have_a_guardian_and_nobody_else()
    {
        var facts = SmallCity.Of(city.Records, RawTopic.Registry).ToArray();
        var guarded = facts.Where(x => SmallCity.Text(x, "fact") == "GUARDIAN").Select(x => SmallCity.Text(x, "number")).ToHashSet();
        var ages = facts.Where(x => SmallCity.Text(x, "fact") == "AGE_BAND").ToLookup(x => SmallCity.Text(x, "ageBand"), x => SmallCity.Text(x, "number"));
        Assert.InRange(Share("MINOR"), 0.4, 0.8);
        Assert.InRange(Share("ELDERLY"), 0.03, 0.3);
        Assert.All(ages.Where(x => x.Key is not ("MINOR" or "ELDERLY")), x => Assert.Empty(x.Intersect(guarded)));

        double Share(string age) => ages[age].Distinct().Count(guarded.Contains) / (double)ages[age].Distinct().Count();
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
            .DistinctBy(Key).ToLookup(x => SmallCity.Text(x, "servedMSISDN"));
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
        var phases = SmallCity.Of(city.Records, RawTopic.Calls).DistinctBy(Key)
            .CountBy(x => SmallCity.Text(x, "phase") ?? "FINAL").ToDictionary();

        Assert.Equal(["ANSWER", "END", "FINAL", "PARTIAL", "START"], phases.Keys.Order());
        Assert.Equal(phases["ANSWER"], phases["END"]);
        Assert.True(phases["START"] < phases["ANSWER"]);
    }

    /// <summary>What tells records of calls apart.</summary>
    private static (string?, string?, string?, int) Key(System.Text.Json.JsonElement call) => (
        SmallCity.Text(call, "callReference"), SmallCity.Text(call, "servedMSISDN"), SmallCity.Text(call, "phase"),
        call.GetProperty("sequenceNumber").GetInt32());

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
}
