using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Demo;
using WarningEngine.App.Embedded;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Rule sets through the log of a whole engine over embedded servers.</summary>
public sealed class RuleSetEngineTests : IAsyncDisposable
{
    private const int Partitions = 2;
    private const string Victim = "+8613800000001";
    private const string Fraudster = "+8613900000002";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly MockCluster _kafka = new();
    private readonly EmbeddedGarnet _redis = new();
    private readonly EmbeddedTopics _topics;

    public RuleSetEngineTests() => _topics = new EmbeddedTopics(_kafka);

    private VerbsOverKafka Verbs => new(_kafka.BootstrapServers);

    private KafkaOptions Kafka => new() { BootstrapServers = _kafka.BootstrapServers, Partitions = Partitions, RawPartitions = 1 };

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        _kafka.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_decides_is_said_by_the_log_through_stops_restarts_and_replays()
    {
        var shipped = $"{RuleSetFiles.Read(PatternFiles.Shipped).Hash:x32}";
        var mine = Mine(out var hash);
        await using (var engine = await StartAsync())
        {
            using var http = new HttpClient { BaseAddress = engine.Address };
            await DecidesAsync(http, shipped);

            // What nobody has is activated: both partitions stop and say so, until it is void.
            var nobodys = UInt128.MaxValue;
            using (var writer = new ArtifactWriter(Kafka))
            {
                await writer.OrderAsync("ACTIVATE", nobodys, "test", TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
            }

            await UntilAsync(async () => await StoppedAsync(http) == Partitions);
            using (var ready = await http.GetAsync("/healthz/ready"))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                Assert.Contains($"{nobodys:x32} is not in artifacts", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            // A replay does not go on with something else either.
            Assert.Contains(
                $"rule set {nobodys:x32} is not in artifacts",
                await Verbs.FailedAsync("replay", "--legs", "--out", Path.Combine(_folder, "none.ndjson")), StringComparison.Ordinal);

            await Verbs.GoodAsync("patterns", "void", $"{nobodys:x32}");
            await UntilAsync(async () => await StoppedAsync(http) == 0);
            await DecidesAsync(http, shipped);

            await Verbs.GoodAsync("patterns", "activate", "--dir", mine);
            await DecidesAsync(http, hash);
            await CallFromListedNumberAsync(http);
        }

        var warning = await WarningAsync();
        Assert.Equal(hash, $"{warning.RuleSet:x32}");
        await using (var again = await StartAsync())
        {
            using var http = new HttpClient { BaseAddress = again.Address };
            await DecidesAsync(http, hash);
        }

        var replayed = Path.Combine(_folder, "warnings.ndjson");
        await Verbs.GoodAsync("replay", "--legs", "--out", replayed);
        var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(replayed))).RootElement;
        Assert.Equal(($"{warning.Id:x32}", hash), (line.GetProperty("id").GetString(), line.GetProperty("ruleSet").GetString()));
    }

    [Fact]
    public async Task A_watched_directory_activates_what_changes_in_it()
    {
        var watched = Mine(out var before);
        await using var engine = await StartAsync(watched);
        using var http = new HttpClient { BaseAddress = engine.Address };
        await DecidesAsync(http, $"{RuleSetFiles.Read(PatternFiles.Shipped).Hash:x32}");
        Assert.Contains("warning_engine_config_reload_success 1", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        File.AppendAllText(Path.Combine(watched, "T04-digital-arrest.yaml"), "# a remark\n");
        var after = $"{RuleSetFiles.Read(watched).Hash:x32}";

        Assert.NotEqual(before, after);
        await DecidesAsync(http, after);
    }

    /// <summary>The shipped set under other versions: another hash, the same decisions.</summary>
    private string Mine(out string hash)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "mine")).FullName;
        foreach (var file in Directory.EnumerateFiles(PatternFiles.Shipped))
        {
            File.WriteAllText(
                Path.Combine(folder, Path.GetFileName(file)),
                File.ReadAllText(file).Replace("version: 1", "version: 7", StringComparison.Ordinal));
        }

        hash = $"{RuleSetFiles.Read(folder).Hash:x32}";
        return folder;
    }

    private async Task<Engine> StartAsync(string? watch = null)
    {
        var engine = new Engine(
            new EngineOptions
            {
                Listen = new Uri("http://127.0.0.1:0"), Kafka = Kafka, Redis = new RedisOptions { Endpoints = _redis.Endpoint },
                Scoring = new ScoringOptions { Watch = watch },
            },
            new EngineEnvironment { TokenKey = new byte[Tokeniser.KeySize], Topics = _topics, Logging = _ => { } });
        await engine.StartAsync();
        return engine;
    }

    private static Task DecidesAsync(HttpClient http, string hash) => UntilAsync(async () =>
    {
        var metrics = await http.GetStringAsync("/metrics");
        return Enumerable.Range(0, Partitions).All(x => metrics.Contains(
            $"warning_engine_rule_set_info{{partition=\"{x}\",hash=\"{hash}\"}} 1", StringComparison.Ordinal));
    });

    private static async Task<int> StoppedAsync(HttpClient http) => (await http.GetStringAsync("/metrics")).Split('\n')
        .Count(x => x.StartsWith("warning_engine_partition_stopped{", StringComparison.Ordinal) && x.EndsWith(" 1", StringComparison.Ordinal));

    /// <summary>A number is listed, and calls somebody for five minutes. Returns once somebody was warned.</summary>
    private async Task CallFromListedNumberAsync(HttpClient http)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        var now = TimeProvider.System.GetUtcNow();
        await producer.ProduceAsync("intelligence", Message(new
        {
            entryId = "1", kind = "NUMBER", value = Fraudster, level = "VERY_HIGH", basis = "test", issuer = "test",
            from = Text(now.AddHours(-1)), time = Text(now.AddHours(-1)), arrivalTime = Text(now.AddMinutes(-5)),
        }));
        await UntilAsync(async () => (await http.GetStringAsync("/metrics"))
            .Contains("warning_engine_events_total{topic=\"intelligence\"} 1", StringComparison.Ordinal));
        await producer.ProduceAsync("telecom.calls", Message(new
        {
            recordType = "MT_CALL_RECORD", callReference = "r1", servedMSISDN = Victim, callingNumber = Fraudster, calledNumber = Victim,
            seizureTime = Text(now.AddMinutes(-6)), answerTime = Text(now.AddMinutes(-6)), releaseTime = Text(now.AddMinutes(-1)),
            callDuration = 300, location = "510100", arrivalTime = Text(now),
        }));
        await WarningAsync();
    }

    /// <summary>The one warning of the log.</summary>
    private Task<Warning> WarningAsync() => Task.Run(() =>
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = _kafka.BootstrapServers, GroupId = "reader", EnableAutoCommit = false }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        while (true)
        {
            var message = consumer.Consume(Patience);
            Assert.NotNull(message);
            if (ItemCodec.Read(Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes("ce_type")), message.Message.Value)
                is WarningItem item)
            {
                return item.Warning;
            }
        }
    });

    private static Message<Null, byte[]> Message(object record) => new() { Value = JsonSerializer.SerializeToUtf8Bytes(record) };

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come about.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
