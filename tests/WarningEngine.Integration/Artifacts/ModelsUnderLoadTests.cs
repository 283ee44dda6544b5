using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Embedded;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Intake;
using WarningEngine.Integration.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Models are promoted and rolled back while an engine reads from Apache Kafka as fast as it can: nothing restarts, no event is lost, and
/// a replay of the log says the same.</summary>
public sealed class ModelsUnderLoadTests(RealKafkaTests.Broker broker) : IClassFixture<RealKafkaTests.Broker>, IDisposable
{
    private const int Partitions = 2;
    private const int StillFor = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly EmbeddedGarnet _redis = new();

    public void Dispose()
    {
        _redis.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Brokers
    {
        get
        {
            Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
            return broker.Server!.BootstrapServers;
        }
    }

    [Fact]
    public async Task Models_change_under_load_and_a_replay_says_the_same()
    {
        var kafka = new KafkaOptions { BootstrapServers = Brokers, Partitions = Partitions, RawPartitions = 1 };
        await GoodAsync("topics", "create", "--partitions", "2", "--set", "kafka.rawPartitions=1");
        var (one, other) = (TrainedModels.Write(Path.Combine(_folder, "one"), 100), TrainedModels.Write(Path.Combine(_folder, "other"), 700));
        await GoodAsync("model", "register", Path.Combine(_folder, "one"));
        await GoodAsync("model", "register", Path.Combine(_folder, "other"));
        var sent = 0;
        await using (var engine = new Engine(
            new EngineOptions { Listen = new Uri("http://127.0.0.1:0"), Kafka = kafka, Redis = new RedisOptions { Endpoints = _redis.Endpoint } },
            new EngineEnvironment { TokenKey = new byte[Tokeniser.KeySize], Logging = _ => { } }))
        {
            await engine.StartAsync();
            using var http = new HttpClient { BaseAddress = engine.Address };
            var records = new CityStream(new CityOptions(150, 2, 11, 0.3, CityOptions.DefaultStartMs)).Records().ToArray();
            var quarter = records.Length / 4;
            foreach (var (verb, hash) in new[] { ("", ""), ("promote", one), ("promote", other), ("rollback", "") })
            {
                if (verb.Length > 0)
                {
                    // What was sent before is still being read: topics are read side by side, so half of it is waited for.
                    await UntilAsync(async () =>
                        Sum(await http.GetStringAsync("/metrics"), "warning_engine_events_total{") >= sent - (quarter / 2));
                    await GoodAsync(["model", verb, .. hash.Length > 0 ? [hash] : Array.Empty<string>()]);
                }

                var part = records[sent..Math.Min(records.Length, verb == "rollback" ? records.Length : sent + quarter)];
                Send(part);
                sent += part.Length;
            }

            // All is read and scored, and the log has given back what was activated last. Lag is told every few seconds, so it must stay.
            var (still, warned) = (0, -1.0);
            await UntilAsync(async () =>
            {
                var metrics = await http.GetStringAsync("/metrics");
                var before = warned;
                warned = Sum(metrics, "warning_engine_warnings_total{");
                still = warned == before && Sum(metrics, "warning_engine_events_total{") == sent + 3
                    && Sum(metrics, "warning_engine_consumer_lag{") == 0
                    && metrics.Split('\n').Count(x => x.StartsWith("warning_engine_model_info{", StringComparison.Ordinal) && x.Contains(one, StringComparison.Ordinal)) == Partitions ? still + 1 : 0;
                return still == StillFor;
            });
            var after = await http.GetStringAsync("/metrics");
            Assert.True(Sum(after, "warning_engine_model_asked_total{") > 0);
            Assert.Equal(0, Sum(after, "warning_engine_rejections_total{"));
        }

        var replayed = Path.Combine(_folder, "warnings.ndjson");
        await GoodAsync("replay", "--legs", "--out", replayed, "--set", "kafka.partitions=2");
        var live = Live(kafka.BootstrapServers);
        var again = (await File.ReadAllLinesAsync(replayed, TestContext.Current.CancellationToken)).Select(x => JsonDocument.Parse(x).RootElement)
            .Select(x => (Id: x.GetProperty("id").GetString()!, By: x.GetProperty("decidedBy").GetString()!)).ToArray();

        Assert.Equal(live.Select(x => x.Id).Order(StringComparer.Ordinal), again.Select(x => x.Id).Order(StringComparer.Ordinal));
        Assert.Contains(live, x => x.By == "patterns+one");
        Assert.Contains(live, x => x.By == "patterns+other");
        Assert.Equal(live.ToLookup(x => x.By).ToDictionary(x => x.Key, x => x.Count()), again.ToLookup(x => x.By).ToDictionary(x => x.Key, x => x.Count()));
    }

    private void Send(IEnumerable<CityRecord> records)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = Brokers, LingerMs = 20, QueueBufferingMaxMessages = 1_000_000 }).Build();
        foreach (var record in records)
        {
            producer.Produce(record.Topic.Name, new Message<Null, byte[]>
            {
                Value = record.Json, Headers = new Headers { { "content-type", "application/json"u8.ToArray() } },
            });
        }

        Assert.Equal(0, producer.Flush(Patience));
    }

    /// <summary>The warnings of the log.</summary>
    private static List<(string Id, string By)> Live(string brokers)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = brokers, GroupId = "reader", EnableAutoCommit = false, EnablePartitionEof = true }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        var result = new Dictionary<string, (string By, Core.Events.Stamp Stamp)>(StringComparer.Ordinal);
        for (var ends = 0; ends < Partitions;)
        {
            var message = consumer.Consume(Patience);
            Assert.NotNull(message);
            if (message.IsPartitionEOF)
            {
                ends++;
            }
            else if (System.Text.Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes("ce_type")) == "warning")
            {
                var warning = (Core.Decisions.WarningItem)WarningEngine.Kafka.Frames.ItemCodec.Read("warning", message.Message.Value);
                var id = $"{warning.Warning.Id:x32}";
                if (!result.TryAdd(id, (warning.Warning.DecidedBy, warning.Stamp)))
                {
                    // A partition that was taken again says again what it had said, with the same stamp: whoever reads it drops it.
                    Assert.Equal(result[id], (warning.Warning.DecidedBy, warning.Stamp));
                }
            }
        }

        return [.. result.Select(x => (x.Key, x.Value.By))];
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n').Where(x => x.StartsWith(name, StringComparison.Ordinal))
        .Sum(x => double.Parse(x[(x.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private async Task GoodAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.True(await Verbs.RunAsync([.. args, "--kafka", Brokers], output, error) == ExitCode.Good, error.ToString());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come about.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
