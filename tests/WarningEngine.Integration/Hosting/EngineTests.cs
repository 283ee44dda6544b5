using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Demo;
using WarningEngine.App.Embedded;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka;
using WarningEngine.Integration.Owners;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Hosting;

/// <summary>The whole engine over embedded servers, through its outer doors alone: raw topics in, HTTP out.</summary>
public sealed class EngineTests : IAsyncLifetime
{
    private const string Victim = "+8613800000001";
    private const string Fraudster = "+8613900000002";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MockCluster _kafka = new();
    private readonly EmbeddedGarnet _redis = new();
    private readonly OtlpReceiver _traces = new();
    private readonly Poison _poison = new();
    private readonly Engine _engine;
    private readonly IProducer<Null, byte[]> _producer;
    private HttpClient _http = new();

    public EngineTests()
    {
        _engine = new Engine(
            new EngineOptions
            {
                Listen = new Uri("http://127.0.0.1:0"),
                Kafka = new KafkaOptions { BootstrapServers = _kafka.BootstrapServers, Partitions = 2, RawPartitions = 1 },
                Redis = new RedisOptions { Endpoints = _redis.Endpoint },
                Telemetry = new TelemetryOptions { OtlpEndpoint = _traces.Address, SampleShare = 1 },
            },
            new EngineEnvironment
            {
                TokenKey = new byte[Tokeniser.KeySize], Topics = new EmbeddedTopics(_kafka), Observers = [_poison], Logging = _ => { },
            });
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
    }

    public async ValueTask InitializeAsync()
    {
        await _engine.StartAsync();
        _http = new HttpClient { BaseAddress = _engine.Address };

        // A record that came before its topic would make it, with the embedded broker's own number of partitions.
        await UntilAsync(async () => (await _http.GetStringAsync("/metrics"))
            .Contains("warning_engine_role_running{role=\"topics\"} 1", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _http.Dispose();
        _producer.Dispose();
        await _traces.DisposeAsync();
        _redis.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task A_warning_reaches_the_console_and_an_agents_finding_closes_its_case()
    {
        await CallFromListedNumberAsync();
        var open = await CaseAsync(x => x.GetProperty("state").GetString() == "Open");
        Assert.Equal("TH", open.GetProperty("scamType").GetString());
        Assert.Equal("138****0001", open.GetProperty("person").GetString());

        await PostAsync(open, "disposition", new
        {
            code = "ReachedDissuaded", revision = open.GetProperty("revision").GetInt32(), fraudConfirmed = false,
        });
        var closed = await CaseAsync(x => x.GetProperty("state").GetString() == "Closed");
        Assert.Equal(open.GetProperty("id").GetString(), closed.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_case_that_is_offered_by_command_is_accepted_in_the_console_and_then_is_the_other_regions()
    {
        await CallFromListedNumberAsync();
        var open = await CaseAsync(x => x.GetProperty("region").GetString() == "510000");
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        await SendAsync("commands", new { commandId = "1", kind = "MOVE_CASE", personToken = tokens.Number(Victim).ToString(), region = "440000" });
        var offered = await CaseAsync(x => x.GetProperty("offer").ValueKind == JsonValueKind.Object);
        Assert.Equal("510000", offered.GetProperty("region").GetString());

        await PostAsync(open, "accept", new { region = offered.GetProperty("offer").GetProperty("to").GetString() });

        var moved = await CaseAsync(x => x.GetProperty("region").GetString() == "440000");
        Assert.Equal(JsonValueKind.Null, moved.GetProperty("offer").ValueKind);
        Assert.Equal(open.GetProperty("id").GetString(), moved.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Metrics_and_health_tell_what_is_done_without_a_number_or_token()
    {
        await CallFromListedNumberAsync();
        await CaseAsync(_ => true);
        await UntilAsync(async () => (await _http.GetStringAsync("/metrics"))
            .Contains("warning_engine_queue_entries_total{", StringComparison.Ordinal));
        var metrics = await _http.GetStringAsync("/metrics");
        Assert.Contains("warning_engine_events_total{topic=\"telecom.calls\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("warning_engine_warnings_total{tier=", metrics, StringComparison.Ordinal);
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        Assert.All(
            [Victim[3..], Fraudster[3..], tokens.Number(Victim).ToString(), tokens.Number(Fraudster).ToString()],
            secret => Assert.DoesNotContain(secret, metrics, StringComparison.Ordinal));

        await UntilAsync(async () =>
        {
            using var ready = await _http.GetAsync("/healthz/ready");
            return ready.StatusCode == HttpStatusCode.OK;
        });
        var health = await _http.GetFromJsonAsync<JsonElement>("/healthz/ready");
        var names = health.GetProperty("checks").EnumerateArray().Select(x => x.GetProperty("name").GetString());
        Assert.All(
            ["kafka", "redis", "intake", "score", "dispatch", "checkpoint.score", "feed.telecom.calls"],
            name => Assert.Contains(name, names));
    }

    [Fact]
    public async Task A_collector_gets_one_trace_of_the_event_from_intake_to_the_queue()
    {
        await CallFromListedNumberAsync();
        await UntilAsync(() => Task.FromResult(_traces.Spans.GroupBy(x => x.TraceId).Any(trace =>
            trace.Select(x => x.Name).ToHashSet().IsSupersetOf(["intake", "score", "dispatch"]))));
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        Assert.All(
            [Victim[3..], Fraudster[3..], tokens.Number(Victim).ToString(), tokens.Number(Fraudster).ToString()],
            secret => Assert.False(_traces.Holds(secret)));
    }

    [Fact]
    public async Task A_leg_that_throws_again_on_a_restored_state_is_left_out_and_named_and_its_neighbours_are_scored()
    {
        _poison.IsArmed = true;
        await CallFromListedNumberAsync();
        await UntilAsync(async () => (await _http.GetStringAsync("/metrics"))
            .Contains("warning_engine_legs_skipped_total 1", StringComparison.Ordinal));
        _poison.IsArmed = false;
        await CallAsync("r2", minutesAgo: 4);
        var open = await CaseAsync(_ => true);

        var kafka = new KafkaOptions { BootstrapServers = _kafka.BootstrapServers };
        using var reader = new LogReader(kafka);
        var dead = JsonDocument.Parse(Assert.Single(reader.Read(TopicPlan.LegsDeadLetters, 0)).Value).RootElement;
        Assert.Equal("scoring_failed", dead.GetProperty("rejection").GetString());
        Assert.StartsWith("legs/1/", dead.GetProperty("coordinates").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            open.GetProperty("warnings").GetInt32(),
            new LegsReplay(kafka, ShippedRules.WithModel(), Retention.Default).Run(TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await _engine.StopAsync();
        await _engine.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync("/healthz/live"));
    }

    /// <summary>What the page sends of a case.</summary>
    private async Task PostAsync(JsonElement one, string what, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/cases/{one.GetProperty("id").GetString()}/{what}")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Warning-Engine", "1");
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A number is listed, and calls somebody for five minutes.</summary>
    private async Task CallFromListedNumberAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await SendAsync("intelligence", new
        {
            entryId = "1", kind = "NUMBER", value = Fraudster, level = "VERY_HIGH", basis = "test", issuer = "test",
            from = Text(now.AddHours(-1)), time = Text(now.AddHours(-1)), arrivalTime = Text(now.AddMinutes(-5)),
        });
        await UntilAsync(async () => (await _http.GetStringAsync("/metrics"))
            .Contains("warning_engine_events_total{topic=\"intelligence\"} 1", StringComparison.Ordinal));
        await CallAsync("r1", minutesAgo: 6);
    }

    /// <summary>A call that ended a minute ago.</summary>
    private async Task CallAsync(string reference, int minutesAgo)
    {
        var now = TimeProvider.System.GetUtcNow();
        var started = Text(now.AddMinutes(-minutesAgo));
        await SendAsync("telecom.calls", new
        {
            recordType = "MT_CALL_RECORD", callReference = reference, servedMSISDN = Victim, callingNumber = Fraudster, calledNumber = Victim,
            seizureTime = started, answerTime = started, releaseTime = Text(now.AddMinutes(-1)), callDuration = (minutesAgo - 1) * 60,
            location = "510100", arrivalTime = Text(now),
        });
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task SendAsync(string topic, object record) =>
        await _producer.ProduceAsync(topic, new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(record)) });

    private async Task<JsonElement> CaseAsync(Func<JsonElement, bool> wanted)
    {
        JsonElement? found = null;
        await UntilAsync(async () =>
        {
            var cases = await _http.GetFromJsonAsync<JsonElement>("/api/cases");
            found = cases.GetProperty("cases").EnumerateArray().Where(wanted).Cast<JsonElement?>().FirstOrDefault();
            return found is not null;
        });
        return found!.Value;
    }

    /// <summary>Where it does not come about, the engine's own figures say how far it came.</summary>
    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                Assert.Fail(string.Join('\n', "It did not come about.",
                    await SaidAsync("/api/cases"), await SaidAsync("/healthz/ready"), await SaidAsync("/metrics")));
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> SaidAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>While armed, no warning can be told: scoring throws on what makes one.</summary>
    private sealed class Poison : Told
    {
        public volatile bool IsArmed;

        public override void Warned(Tier tier, string scamType)
        {
            if (IsArmed)
            {
                throw new InvalidOperationException("poison");
            }
        }
    }
}
