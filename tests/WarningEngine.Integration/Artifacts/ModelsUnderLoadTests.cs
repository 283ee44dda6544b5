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

    /// <summary>From a payment to the payee's owner, its grade to the payers, their warnings back to it, and its grade once more: longer ways are not known.</summary>
    private const int Hops = 6;
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

                // Partitions that move between threads of one process must decide as if nothing had happened.
                Intake = new IntakeOptions { Threads = 2 },
                Scoring = new ScoringOptions { Threads = 2 },
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

            // Read to their ends, recorded topics hold nobody back, and commands bring the clock's time: with each second of it all that stood in a
            // partition's log is scored, and what that sent to others stands before the next.
            await UntilReadAsync(http, records.Length + changes.Length);
            var endsAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + (Hops * 1_000);
            live = WarningsLog.Read(brokers, Partitions, endsAtMs, Patience);

            var metrics = await http.GetStringAsync("/metrics");
            Assert.Equal(records.Length + changes.Length, Sum(metrics, "warning_engine_events_total{"));
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

        // The same log is what the next model learns from.
        var learned = await verbs.JsonAsync(
            "model", "features", "--legs", "--warm-days", "0", "--label-delay", "0", "--out", Path.Combine(_folder, "rows"), "--set", "kafka.partitions=2");
        Assert.InRange(learned.GetProperty("frauds").GetInt32(), 1, learned.GetProperty("rows").GetInt32() - 1);
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
