using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Hosting;
using WarningEngine.App.Owners;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Integration.Owners;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;
using ConnectionMultiplexer = StackExchange.Redis.ConnectionMultiplexer;

namespace WarningEngine.Integration.Hosting;

/// <summary>Redis loses everything: snapshots and the log are what is left, on Apache Kafka and a real Redis.</summary>
public sealed class SnapshotRecoveryTests : IDisposable
{
    private const int Partitions = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();
    private readonly CityRecord[] _records =
        [.. new CityStream(new CityOptions(120, 1, 17, 0.3, CityOptions.DefaultStartMs)).Records()];

    private RealKafka? _kafka;
    private RealRedis? _redis;

    public void Dispose()
    {
        _redis?.Dispose();
        _kafka?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_a_total_loss_of_Redis_the_warnings_are_those_of_the_log_and_replay_begins_from_snapshots_too()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        Assert.SkipUnless(RealRedis.IsInstalled, "redis-server is not installed.");
        (_kafka, _redis) = (new RealKafka(), new RealRedis());
        var (half, more) = (_records.Length / 2, _records.Length * 3 / 5);
        await RunAsync(TimeSpan.FromSeconds(1), async told =>
        {
            await UntilAsync(() => told.Origins.Count == 2 * Partitions);
            await SendAsync(_records[..half]);
            await UntilAsync(() => told.Events >= half && told.Snapshots == 2 * Partitions, () => $"{told.Events} of {half} events, {told.Snapshots} snapshots");
            await SendAsync(_records[half..more]);
            await UntilAsync(() => told.Events >= more);
        });
        await FlushAsync();
        await RunAsync(TimeSpan.FromDays(7), async told =>
        {
            await UntilAsync(() => told.Origins.Count == 2 * Partitions);
            Assert.All(told.Origins, x => Assert.Equal(StateOrigin.Snapshot, x.Value));
            await SendAsync(_records[more..]);
            await UntilAsync(() => told.Events >= _records.Length - more);
        });
        await DrainAsync();

        var live = Warnings();
        Assert.True(live.Count >= 20, $"Only {live.Count} warnings: too few to compare.");
        Assert.Equal(live.Keys.Order(), Replay(snapshots: null).Order());

        var oldest = await ForgetOldestAsync();
        var rest = live.Where(x => x.Value.Position.Offset >= oldest[x.Value.Source.Partition]).Select(x => x.Key).ToArray();
        Assert.InRange(rest.Length, 1, live.Count - 1);
        Assert.Throws<CommandFailedException>(() => Replay(snapshots: null));
        Assert.Equal(rest.Order(), Replay(new SnapshotDirectory(_folder.Path)).Order());
    }

    [Fact]
    public async Task A_log_beneath_which_history_was_filled_in_is_replayed_from_the_snapshots_of_it()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        Assert.SkipUnless(RealRedis.IsInstalled, "redis-server is not installed.");
        (_kafka, _redis) = (new RealKafka(), new RealRedis());
        var half = _records.Length / 2;
        await FillAsync(_records[..half]);
        await RunAsync(TimeSpan.FromSeconds(1), async told =>
        {
            await UntilAsync(() => told.Origins.Count == 2 * Partitions);
            Assert.Equal(Partitions, told.Origins.Count(x => x.Value == StateOrigin.Checkpoint));
            await SendAsync(_records[half..]);
            await UntilAsync(() => told.Events >= _records.Length - half && told.Snapshots == 2 * Partitions);
        });
        await DrainAsync();

        var live = Warnings();
        Assert.True(live.Count >= 20, $"Only {live.Count} warnings: too few to compare.");
        Assert.Equal(live.Keys.Order(), Replay(new SnapshotDirectory(_folder.Path)).Order());
        Assert.Throws<CommandFailedException>(() => Replay(snapshots: null));
    }

    private async Task FillAsync(IEnumerable<CityRecord> records)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var pipeline = new LocalPipeline(
            tokens, ShippedRules.WithModel(), dispatch: null, new ReplayOptions { Partitions = Partitions, Generation = 0 }, new WarningsFile(null, null));
        foreach (var record in records)
        {
            pipeline.Take(new RecordedRecord(
                record.Topic, pipeline.Events, record.ArrivalMs, CollectedRecords.Of(record.Topic, record.Json).Records[0].Record, CheckResult.Good));
        }

        pipeline.Finish();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis!.Endpoint);
        await StateFill.WriteAsync(
            new RedisCheckpointStore(connection), FirstSnapshots.Of(new SnapshotOptions { Directory = _folder.Path }, Kafka.Generation, TimeProvider.System),
            StateFill.Score, pipeline.Flow.Scoring);
    }

    /// <summary>An engine, from its start to its stop.</summary>
    private async Task RunAsync(TimeSpan snapshotsEvery, Func<Told, Task> meanwhile, params Role[] roles)
    {
        var told = new Told();
        await using var engine = new Engine(
            new EngineOptions
            {
                Roles = roles.Length == 0 ? [Role.Intake, Role.Score, Role.Dispatch] : roles,
                Listen = new Uri("http://127.0.0.1:0"),
                Kafka = Kafka,
                Redis = new RedisOptions { Endpoints = _redis!.Endpoint },
                Snapshots = new SnapshotOptions { Directory = _folder.Path, Every = snapshotsEvery },
            },
            new EngineEnvironment { TokenKey = new byte[Tokeniser.KeySize], Logging = _ => { }, Observers = [told] });
        await engine.StartAsync();
        await meanwhile(told);
    }

    private KafkaOptions Kafka => new() { BootstrapServers = _kafka!.BootstrapServers, Partitions = Partitions, RawPartitions = 1 };

    /// <summary>Without intake nothing new is written: the state comes to the ends of its logs. Redis is away while this starts;
    /// away is not empty.</summary>
    private Task DrainAsync()
    {
        _redis!.Kill();
        return RunAsync(TimeSpan.FromDays(7), DrainAsync, Role.Score, Role.Dispatch);
    }

    private async Task DrainAsync(Told told)
    {
        await UntilAsync(() => told.Stops.ContainsKey("score") && told.Stops.ContainsKey("dispatch"));
        Assert.All(told.Stops.Values, why => Assert.Contains("waits for its state", why, StringComparison.Ordinal));
        Assert.Empty(told.Origins);
        _redis!.Start();
        await UntilAsync(() => told.Origins.Count == 2 * Partitions);
        Assert.All(told.Origins, x => Assert.Equal(StateOrigin.Checkpoint, x.Value));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis!.Endpoint);
        var store = new RedisCheckpointStore(connection);
        using var reader = new LogReader(Kafka);
        await UntilAsync(() => Enumerable.Range(0, Partitions).All(p =>
            store.Describe("score", p)?.NextOffset == reader.Bounds(TopicPlan.Legs, p).End
            && store.Describe("dispatch", p)?.NextOffset == reader.Bounds(TopicPlan.Warnings, p).End));
    }

    private async Task SendAsync(IEnumerable<CityRecord> records)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
        await Task.WhenAll(records.Select(x => producer.ProduceAsync(x.Topic.Name, new Message<Null, byte[]> { Value = x.Json })));
    }

    private async Task FlushAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{_redis!.Endpoint},allowAdmin=true");
        await connection.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    /// <summary>What stands in <c>warnings</c>, each once, with what caused it.</summary>
    private Dictionary<UInt128, Stamp> Warnings()
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = _kafka!.BootstrapServers, GroupId = "reader", EnableAutoCommit = false, EnablePartitionEof = true,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        var warnings = new Dictionary<UInt128, Stamp>();
        for (var open = Partitions; open > 0;)
        {
            var message = consumer.Consume(Patience);
            if (message.IsPartitionEOF)
            {
                open--;
            }
            else if (ItemCodec.Read(Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes("ce_type")), message.Message.Value)
                is WarningItem item)
            {
                Assert.True(warnings.TryAdd(item.Warning.Id, item.Stamp) || warnings[item.Warning.Id] == item.Stamp);
            }
        }

        return warnings;
    }

    private List<UInt128> Replay(SnapshotDirectory? snapshots) =>
        [.. new LegsReplay(Kafka, ShippedRules.WithModel(), Retention.Default, snapshots)
            .Run(TestContext.Current.CancellationToken).Select(x => x.Id)];

    /// <summary>The log of legs forgets what came before the oldest snapshot of each partition, and one message more.</summary>
    private async Task<long[]> ForgetOldestAsync()
    {
        var directory = new SnapshotDirectory(_folder.Path);
        long[] oldest = [.. Enumerable.Range(0, Partitions).Select(p => directory.Of("score", p)[^1].Offset)];
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync(oldest.Select((x, p) => new TopicPartitionOffset(TopicPlan.Legs, p, x)));
        return oldest;
    }

    private static async Task UntilAsync(Func<bool> reached, Func<string>? otherwise = null)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!reached())
        {
            Assert.False(timeout.IsCancellationRequested, otherwise?.Invoke());
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
