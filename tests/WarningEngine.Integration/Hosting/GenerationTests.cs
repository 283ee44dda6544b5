using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Hosting;

/// <summary>A raw topic that was made anew on Apache Kafka.</summary>
public sealed class GenerationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly RealKafka? _kafka = RealKafka.IsInstalled ? new RealKafka() : null;

    public void Dispose() => _kafka?.Dispose();

    [Fact]
    public async Task A_raw_topic_made_anew_is_refused_until_its_generation_is_raised_and_no_other_topic_is_read_again()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        await using (var engine = await StartAsync(new Dictionary<string, string>()))
        {
            await UntilAsync(() => Task.FromResult(TopicsAreThere()));
            await ProduceAsync(RawTopic.Calls, "calls.record.json", 5);
            await ProduceAsync(RawTopic.Sms, "sms.code.json", 3);
            await UntilAsync(() => Task.FromResult(Sources().Count(x => x.Topic == RawTopic.Sms.Name) >= 3
                && Sources().Count(x => x.Topic == RawTopic.Calls.Name) >= 5));
        }

        var before = Sources();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
        await admin.DeleteTopicsAsync([RawTopic.Calls.Name]);
        await UntilAsync(async () =>
        {
            await TopicPlan.CreateAsync(admin, [new PlannedTopic(RawTopic.Calls.Name, 1, Compacted: false, RetentionDays: 7)]);
            return TopicsAreThere();
        });

        // The broker has forgotten what was committed of the topic, and nothing but its id tells it from the former.
        await ProduceAsync(RawTopic.Calls, "calls.record.json", 1);
        await using (var engine = await StartAsync(new Dictionary<string, string>()))
        {
            await UntilAsync(async () => (await ReadyAsync(engine)).Contains("intake.generations.telecom.calls", StringComparison.Ordinal));
        }

        Assert.Equal(before, Sources());
        await using (var engine = await StartAsync(new Dictionary<string, string> { [RawTopic.Calls.Name] = "2" }))
        {
            await UntilAsync(() => Task.FromResult(Sources().Contains(new Source(RawTopic.Calls.Name, 2, 0))));
        }

        Assert.Equal(before.Count(x => x.Topic == RawTopic.Sms.Name), Sources().Count(x => x.Topic == RawTopic.Sms.Name));
    }

    [Fact]
    public async Task A_committed_offset_past_the_end_is_refused()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        await using (await StartAsync(new Dictionary<string, string>()))
        {
            await UntilAsync(() => Task.FromResult(TopicsAreThere()));
            await ProduceAsync(RawTopic.Calls, "calls.record.json", 3);
            await UntilAsync(() => Task.FromResult(Sources().Count(x => x.Topic == RawTopic.Calls.Name) >= 3));
        }

        var before = Sources().Count;
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
        await admin.AlterConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitionOffsets("warning-engine.intake", [new TopicPartitionOffset(RawTopic.Calls.Name, 0, 5)])]);

        await using var engine = await StartAsync(new Dictionary<string, string>());

        await UntilAsync(async () => (await ReadyAsync(engine)).Contains("offset 5 is committed", StringComparison.Ordinal));
        Assert.Equal(before, Sources().Count);
    }

    private async Task<Engine> StartAsync(IReadOnlyDictionary<string, string> generations)
    {
        var engine = new Engine(
            new EngineOptions
            {
                Roles = [Role.Intake],
                Listen = new Uri("http://127.0.0.1:0"),
                Kafka = new KafkaOptions { BootstrapServers = _kafka!.BootstrapServers, Partitions = 1, RawPartitions = 1 },
                Intake = new IntakeOptions { Generations = generations },
            },
            new EngineEnvironment { TokenKey = new byte[Tokeniser.KeySize], Logging = _ => { } });
        await engine.StartAsync();
        return engine;
    }

    private static async Task<string> ReadyAsync(Engine engine)
    {
        using var http = new HttpClient { BaseAddress = engine.Address };
        using var answer = await http.GetAsync("/healthz/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task ProduceAsync(RawTopic topic, string example, int count)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
        var value = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "schemas", "examples", "valid", example));
        for (var i = 0; i < count; i++)
        {
            await producer.ProduceAsync(topic.Name, new Message<Null, byte[]> { Value = value });
        }
    }

    /// <summary>Where the legs in the log come from, one a raw record: those of its first ordinal.</summary>
    private List<Source> Sources()
    {
        using var reader = new LogReader(new KafkaOptions { BootstrapServers = _kafka!.BootstrapServers });
        var legs = new List<Leg>();
        foreach (var (_, value) in reader.Read(TopicPlan.Legs, 0))
        {
            FrameWriter.Read(value, legs);
        }

        return [.. legs.Where(x => x.Kind != LegKind.Progress && x.Stamp.Position.Ordinal == 0).Select(x => x.Stamp.Source)];
    }

    private bool TopicsAreThere()
    {
        using var reader = new LogReader(new KafkaOptions { BootstrapServers = _kafka!.BootstrapServers });
        return RawTopic.All.Select(x => x.Name).Append(TopicPlan.Legs).All(x => reader.Partitions(x) > 0);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come about.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
