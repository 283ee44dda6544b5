using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Replay;

/// <summary>Recorded files are taken in the order of arrival, in whatever order their lines stand.</summary>
public sealed class ArrivalOrderTests : IDisposable
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;
    private static readonly long StartMs = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly List<string> _told = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_sorted_by_event_time_shuffled_or_zipped_give_the_bytes_of_those_in_order()
    {
        CityFiles.Write(new CityOptions(300, 2, 5, 0.05, CityOptions.DefaultStartMs), At("city"));
        var ordered = Replayed();
        Assert.True(ordered.Length > 10_000);
        Assert.Empty(_told);

        Reorder("calls", lines => lines.OrderBy(x => Time(x, "seizureTime")));
        Assert.Equal(ordered, Replayed());
        Assert.Matches("^calls.ndjson is not in the order of arrival: [0-9]+ of [0-9]+ lines stand behind one that arrived later", Assert.Single(_told));

        var random = new Random(1);
        Reorder("transfers", lines => lines.OrderBy(_ => random.Next()));
        Reorder("sms", lines => lines.Reverse());
        Assert.Equal(ordered, Replayed());

        foreach (var name in (string[])["calls", "sms", "transfers"])
        {
            using (var zip = new GZipStream(File.Create(At($"city/{name}.ndjson.gz")), CompressionLevel.Fastest))
            {
                zip.Write(File.ReadAllBytes(At($"city/{name}.ndjson")));
            }

            File.Delete(At($"city/{name}.ndjson"));
        }

        Assert.Equal(ordered, Replayed());
    }

    [Fact]
    public void A_wrong_clock_among_lines_in_order_is_rejected_and_nobody_waits_for_it()
    {
        Write([.. Enumerable.Range(0, 10), Hour, .. Enumerable.Range(10, 10)]);

        var read = Read();

        Assert.Equal([(10L, "arrivalTime", Rejection.EventTimeInFuture)], read.Where(x => x.Record is null).Select(x => (x.Line, x.Rejected.Field, x.Rejected.Reason)));
        Assert.Equal(19, (read[^1].ArrivalMs - StartMs) / 1_000);
        Assert.Empty(_told);
    }

    /// <summary>Also where batches of lines end.</summary>
    [Fact]
    public void A_wrong_clock_is_found_wherever_it_stands()
    {
        for (var at = 2_044; at < 2_050; at++)
        {
            Write([.. Enumerable.Range(0, at), 10 * Hour, .. Enumerable.Range(at, 10)]);
            Assert.Equal(at, Assert.Single(Read(), x => x.Record is null).Line);
        }
    }

    [Fact]
    public void A_wrong_clock_in_a_file_with_a_line_out_of_order_is_rejected_too()
    {
        Write([.. Enumerable.Range(0, 500), 498, .. Enumerable.Range(500, 500), Hour, .. Enumerable.Range(1_000, 10)]);

        var read = Read();

        Assert.Equal(1_001, Assert.Single(read, x => x.Record is null).Line);
        Assert.Equal(Enumerable.Range(0, 1_010).Append(498).Order(), read.Where(x => x.Record is not null).Select(x => (int)((x.ArrivalMs - StartMs) / 1_000)));
        Assert.Equal("sms.ndjson is not in the order of arrival: 1 of 1012 lines stand behind one that arrived later. Its lines are taken by their arrival times.", Assert.Single(_told));
    }

    [Fact]
    public void Who_arrives_late_everywhere_has_no_wrong_clock()
    {
        // By events: each tenth arrives an hour late, the others some seconds sooner or later.
        int[] arrivals = [.. Enumerable.Range(0, 1_000).Select(x => (x * 10) + (x % 10 == 0 ? Hour : x * 7 % 60))];
        Write(arrivals);

        var read = Read();

        Assert.All(read, x => Assert.NotNull(x.Record));
        Assert.Equal(arrivals.Order(), read.Select(x => (int)((x.ArrivalMs - StartMs) / 1_000)));
        Assert.Equal(Enumerable.Range(0, 1_000), read.Select(x => (int)x.Place));
    }

    [Fact]
    public void A_clock_beyond_everybody_elses_is_wrong_in_any_order()
    {
        var random = new Random(2);
        int[] arrivals = [.. Enumerable.Range(0, 5_000).OrderBy(_ => random.Next())];
        arrivals[700] = 40 * 365 * 24 * Hour;
        Write(arrivals);

        var read = Read();

        Assert.Equal(700, Assert.Single(read, x => x.Record is null).Line);
        Assert.Equal(4_999, (read[^1].ArrivalMs - StartMs) / 1_000);
    }

    /// <summary>Behind it nothing, or one line, tells that it is wrong.</summary>
    [Theory]
    [InlineData(20, 20)]
    [InlineData(20, 19)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(2_000, 2_000)]
    [InlineData(2_000, 1_999)]
    public void A_clock_that_is_decades_ahead_is_wrong_on_the_last_lines_too(int others, int at)
    {
        Write([.. Enumerable.Range(0, at), 40 * 365 * 24 * Hour, .. Enumerable.Range(at, others - at)]);

        var read = Read();

        Assert.Equal(at, Assert.Single(read, x => x.Record is null).Line);
        Assert.Equal(others - 1, (read[^1].ArrivalMs - StartMs) / 1_000);
    }

    [Fact]
    public void A_clock_that_is_decades_ahead_is_wrong_among_few_lines_in_any_order()
    {
        var random = new Random(3);
        int[] arrivals = [.. Enumerable.Range(0, 500).OrderBy(_ => random.Next())];
        for (var at = 0; at < arrivals.Length; at += 499)
        {
            int[] wrong = [.. arrivals];
            wrong[at] = 40 * 365 * 24 * Hour;
            Write(wrong);

            Assert.Equal(at, Assert.Single(Read(), x => x.Record is null).Line);
        }
    }

    /// <summary>The registry is filled in at once, and the next fact comes months later.</summary>
    [Theory]
    [InlineData(0, 1, 90 * 24 * Hour)]
    [InlineData(1, 0, 90 * 24 * Hour)]
    [InlineData(0, 400 * 24 * Hour)]
    public void A_pause_before_the_last_line_is_no_wrong_clock(params int[] arrivals)
    {
        Write(arrivals);

        Assert.Equal(arrivals.Order(), Read().Where(x => x.Record is not null).Select(x => (int)((x.ArrivalMs - StartMs) / 1_000)));
    }

    [Fact]
    public void Lines_without_an_arrival_time_come_with_the_line_before_them()
    {
        File.WriteAllLines(At("sms.ndjson"), [Sms(1), Sms(30), "", Sms(null), "not json", Sms(20), Sms(null), Sms(40)]);

        Assert.Equal([0L, 5, 6, 1, 3, 4, 7], Read().Select(x => x.Line));
        File.WriteAllLines(At("sms.ndjson"), [Sms(null), Sms(null)]);
        Assert.Equal([(0L, 0L), (1, 0)], Read().Select(x => (x.Line, x.ArrivalMs)));
    }

    [Theory]
    [InlineData("\"arrivalTime\":\"2026-03-01T16:00:01+08:00\"")]
    [InlineData("\"arrivalTime\" :\t\"2026-03-01T08:00:01Z\"")]
    [InlineData("\"arrival_time\":\"2026-03-01T08:00:01Z\"")]
    [InlineData("\"\\u0061rrivalTime\":\"2026-03-01T08:00:01Z\"")]
    [InlineData("\"arrivalTime\":\"2026-03-01T08:00:01\\u005a\"")]
    [InlineData("\"arrivalTime\":\"2026-03-01T08:00:01Z\",\"ours\":{\"arrivalTime\":\"2026-04-01T08:00:01Z\"}")]
    [InlineData("\"ours\":{\"arrivalTime\":\"2026-04-01T08:00:01Z\"}")]
    [InlineData("\"ours\":[{\"a\":1},{\"arrivalTime\":\"2026-04-01T08:00:01Z\"}]")]
    [InlineData("\"ours\":\"}\",\"ext\":{\"arrivalTime\":\"2026-04-01T08:00:01Z\"}")]
    [InlineData("\"ours\":\"{\\\"{\",\"arrivalTime\":\"2026-03-01T08:00:01Z\"")]
    [InlineData("\"ours\":{\"a\":\"{\"},\"arrivalTime\":\"2026-03-01T08:00:01Z\"")]
    [InlineData("\"arrival_time\":\"2026-03-01T08:00:01Z\",\"ours\":{\"arrivalTime\":\"2026-04-01T08:00:01Z\"}")]
    [InlineData("\"arrivalTime\":\"2026-03-01T08:00:01Z\",\"arrival_time\":\"2026-03-01T08:00:02Z\"")]
    public void An_arrival_time_is_read_as_the_record_would_be(string field)
    {
        var line = Sms(null)[..^1] + "," + field + "}";
        var times = new WarningEngine.Kafka.Wire.ArrivalTimes(WarningEngine.Kafka.Wire.RawTopic.Sms);
        File.WriteAllText(At("sms.ndjson"), line);

        Assert.Equal(Assert.Single(Read()).Record?.ArrivalTimeMs, times.Of(Encoding.UTF8.GetBytes(line)));
    }

    private static string Sms(int? second) =>
        $$"""{"messageReference":"m{{second}}","originatingAddress":"106900040001","destinationAddress":"13015639479","senderClass":"PORT_106","segments":1,"time":"2026-03-01T08:00:00Z"{{(second is { } at ? $",\"arrivalTime\":\"{DateTimeOffset.FromUnixTimeMilliseconds(StartMs + (at * 1_000L)).ToString("O", CultureInfo.InvariantCulture)}\"" : "")}}}""";

    private static DateTimeOffset Time(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : default;
    }

    private void Write(int[] arrivals) => File.WriteAllLines(At("sms.ndjson"), arrivals.Select(x => Sms(x)));

    private List<RecordedRecord> Read() => [.. new RecordedDirectory(_folder, _told.Add).Read()];

    private void Reorder(string name, Func<string[], IEnumerable<string>> order)
    {
        var file = At($"city/{name}.ndjson");
        File.WriteAllLines(file, [.. order(File.ReadAllLines(file))]);
    }

    private byte[] Replayed()
    {
        _told.Clear();
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        using var names = new Tokeniser(new byte[Tokeniser.KeySize]);
        using (var file = new WholeFile(At("w.ndjson")))
        {
            var pipeline = new LocalPipeline(
                tokens, ShippedRules.Alone(), DispatchOptions.Default, new ReplayOptions { Partitions = 8 }, new WarningsFile(file, names));
            pipeline.Run(new RecordedDirectory(At("city"), _told.Add).Read(), (_, _) => { }, TestContext.Current.CancellationToken);
            file.Complete();
        }

        return File.ReadAllBytes(At("w.ndjson"));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
