using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.City;
using WarningEngine.App.Embedded;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Intake;
using WarningEngine.Integration.Hosting;
using WarningEngine.Integration.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Redis;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Models are promoted and rolled back while an engine reads from Apache Kafka as fast as it can: nothing restarts, no event is lost, and
/// a replay of the log says the same.</summary>
public sealed class ModelsUnderLoadTests(RealKafkaTests.Broker broker) : IClassFixture<RealKafkaTests.Broker>, IDisposable
{
    private const int Partitions = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly EmbeddedGarnet _redis = new();

    public void Dispose()
    {
        _redis.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Models_change_under_load_and_a_replay_says_the_same()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        var brokers = broker.Server!.BootstrapServers;
        var verbs = new VerbsOverKafka(brokers);
        await verbs.GoodAsync("topics", "create", "--partitions", "2", "--set", "kafka.rawPartitions=1");
        var (one, other) = (TrainedModels.Write(Path.Combine(_folder, "one"), 100), TrainedModels.Write(Path.Combine(_folder, "other"), 700));
        await verbs.GoodAsync("model", "register", Path.Combine(_folder, "one"));
        await verbs.GoodAsync("model", "register", Path.Combine(_folder, "other"));
        string[][] changes = [["model", "promote", one], ["model", "promote", other], ["model", "rollback"]];
        SortedDictionary<UInt128, Core.Decisions.WarningItem> live;
        await using (var engine = new Engine(
            new EngineOptions
            {
                Listen = new Uri("http://127.0.0.1:0"),
                Kafka = new KafkaOptions { BootstrapServers = brokers, Partitions = Partitions, RawPartitions = 1 },
                Redis = new RedisOptions { Endpoints = _redis.Endpoint },
            },
            new EngineEnvironment { TokenKey = new byte[Tokeniser.KeySize], Logging = _ => { } }))
        {
            await engine.StartAsync();
            using var http = new HttpClient { BaseAddress = engine.Address };
            var records = new CityStream(new CityOptions(150, 2, 11, 0.3, CityOptions.DefaultStartMs)).Records().ToArray();
            var part = records.Length / (changes.Length + 1);
            for (var i = 0; i <= changes.Length; i++)
            {
                Send(brokers, i < changes.Length ? records[(i * part)..((i + 1) * part)] : records[(i * part)..]);
                if (i < changes.Length)
                {
                    // What was sent is still being read: topics are read side by side, so half of it is waited for.
                    await UntilReadAsync(http, (i * part) + (part / 2));
                    await verbs.GoodAsync(changes[i]);
                }
            }

            // One more fact, of somebody else and later: once a partition's time has come to it, all before it is scored.
            var endsAtMs = (records[^1].ArrivalMs / 1_000 * 1_000) + 600_000;
            Send(brokers, [records.First(x => x.Topic.Name == "registry") with { ArrivalMs = endsAtMs, Json = Fact(endsAtMs) }]);
            live = WarningsLog.Read(brokers, Partitions, endsAtMs, Patience);

            var metrics = await http.GetStringAsync("/metrics");
            Assert.Equal(records.Length + 1 + changes.Length, Sum(metrics, "warning_engine_events_total{"));
            Assert.Equal(0, Sum(metrics, "warning_engine_rejections_total{"));
            Assert.Equal(Partitions, metrics.Split('\n').Count(x =>
                x.StartsWith("warning_engine_model_info{", StringComparison.Ordinal) && x.Contains(one, StringComparison.Ordinal)));
        }

        var replayed = Path.Combine(_folder, "warnings.ndjson");
        await verbs.GoodAsync("replay", "--legs", "--out", replayed, "--set", "kafka.partitions=2");
        var again = (await File.ReadAllLinesAsync(replayed, TestContext.Current.CancellationToken)).Select(x => JsonDocument.Parse(x).RootElement)
            .ToDictionary(x => x.GetProperty("id").GetString()!, x => x.GetProperty("decidedBy").GetString());
        Assert.Equal(
            live.ToDictionary(x => $"{x.Key:x32}", x => (string?)x.Value.Warning.DecidedBy).OrderBy(x => x.Key, StringComparer.Ordinal),
            again.OrderBy(x => x.Key, StringComparer.Ordinal));
        Assert.Contains("patterns+one", again.Values);
        Assert.Contains("patterns+other", again.Values);
    }

    private static byte[] Fact(long timeMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(new { fact = "HOME_REGION", number = "+8613000000000", region = "510100", time, arrivalTime = time });
    }

    private static void Send(string brokers, IEnumerable<CityRecord> records)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = brokers, LingerMs = 20, QueueBufferingMaxMessages = 1_000_000 }).Build();
        foreach (var record in records)
        {
            producer.Produce(record.Topic.Name, new Message<Null, byte[]>
            {
                Value = record.Json, Headers = new Headers { { "content-type", "application/json"u8.ToArray() } },
            });
        }

        Assert.Equal(0, producer.Flush(Patience));
    }

    private static async Task UntilReadAsync(HttpClient http, int events)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Sum(await http.GetStringAsync("/metrics"), "warning_engine_events_total{") < events)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{events} events are not read.");
        }
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n').Where(x => x.StartsWith(name, StringComparison.Ordinal))
        .Sum(x => double.Parse(x[(x.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
