using System.Globalization;
using System.Text;
using Confluent.Kafka;
using WarningEngine.App.City;
using WarningEngine.App.Hosting;
using WarningEngine.App.Numbers;
using WarningEngine.App.Replay;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Redis;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;
using ConnectionMultiplexer = StackExchange.Redis.ConnectionMultiplexer;

namespace WarningEngine.Integration.Hosting;

/// <summary>What ran live and what a replay of the recorded files says are the same where nothing overtakes: a record is produced once
/// the one before is wholly in <c>legs</c>, and a slice once all is that scoring caused of the one before. Whoever was told what a record
/// caused before the record itself (<see cref="ToldAhead"/>) is not compared from then on: that is up to the log alone. Nor is whoever talks for long enough to be
/// looked at (<see cref="OngoingTalks"/>) while the talk is told of: looks come by time, which runs here in leaps, and so may come after a record that a replay hears after them.</summary>
public sealed class SlicesTests
{
    private const int Partitions = 4;
    private const long SliceMs = 1;
    private const long OpensAtMs = CityOptions.DefaultStartMs + (9 * 3_600_000);
    private const long ClosesAtMs = CityOptions.DefaultStartMs + (13 * 3_600_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _tokenKey = new byte[Tokeniser.KeySize];

    [Fact]
    public async Task Produced_one_after_the_other_the_same_warnings_are_made_as_by_replay()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        Assert.SkipUnless(RealRedis.IsInstalled, "redis-server is not installed.");
        using var kafka = new RealKafka();
        using var redis = new RealRedis();
        using var tokens = new Tokeniser(_tokenKey);
        var replayed = new ReplayedWarnings();
        var replay = new LocalPipeline(
            tokens, ShippedRules.WithModel(), dispatch: null,
            new ReplayOptions { Partitions = Partitions, Generation = 0, Slice = TimeSpan.FromMilliseconds(SliceMs) }, replayed);
        var records = Records().ToArray();
        var past = records.TakeWhile(x => x.ArrivalMs < OpensAtMs).Count();
        foreach (var record in records[..past])
        {
            replay.Take(record.Decoded);
        }

        replay.Finish();
        await FillAsync(redis.Endpoint, replay);
        replayed.Ids.Clear();

        await using var engine = new Engine(Options(kafka, redis), new EngineEnvironment
        {
            TokenKey = _tokenKey, Logging = _ => { },
        });
        await engine.StartAsync();
        await AwaitTopicsAsync(kafka.BootstrapServers);
        using var tail = new LegsTail(kafka.BootstrapServers, Partitions);
        var (endsAtMs, looked) = await RunAsync(kafka.BootstrapServers, records[past..], replay, tail);

        var live = WarningsLog.Read(kafka.BootstrapServers, Partitions, endsAtMs, Patience);
        var ahead = tail.Ahead.Told();
        var compared = replayed.Warnings.Where(x => replayed.Ids.Contains(x.Id) && IsCompared(x)).ToArray();
        Assert.True(compared.Length >= 20, $"Only {compared.Length} of {replayed.Ids.Count} warnings: too few to compare.");
        var differing = live.Values.Where(x => IsCompared(x.Warning) && !replayed.Ids.Contains(x.Warning.Id)).Select(x => $"live alone: {Told(x.Warning)}")
            .Concat(compared.Where(x => !live.ContainsKey(x.Id)).Select(x => $"replayed alone: {Told(x)}"));
        Assert.True(!differing.Any(), string.Join('\n', differing));

        bool IsCompared(Warning x) => (!ahead.TryGetValue(x.Person, out var since) || x.EventTimeMs < since)
            && (!looked.TryGetValue(x.Person, out var from) || x.EventTimeMs < from);
    }

    /// <summary>From when on, ms since epoch, somebody's talk may have been looked at.</summary>
    private static Dictionary<Token, long> Looked(IEnumerable<Leg> legs)
    {
        var looked = new Dictionary<Token, long>();
        foreach (var call in legs.Where(x => x is { Kind: LegKind.Call, Call.Answered: true }).GroupBy(x => (x.Entity, x.Call.AnswerMs)))
        {
            var firstMs = call.Key.AnswerMs + (OngoingTalks.Minutes[0] * 60_000L);
            var isOverBefore = call.Any(x => x.Call.Phase is CallPhase.End or CallPhase.Record && x.EventTimeMs < firstMs);
            if (!isOverBefore && call.Any(x => x.Call.Phase is CallPhase.Answer or CallPhase.Partial))
            {
                looked[call.Key.Entity] = Math.Min(firstMs, looked.GetValueOrDefault(call.Key.Entity, long.MaxValue));
            }
        }

        return looked;
    }

    private static string Told(Warning x) =>
        $"{x.PatternId} {x.Tier} {x.Stage} of {x.Person} at {DateTimeOffset.FromUnixTimeMilliseconds(x.EventTimeMs):HH:mm:ss.fff}: "
        + string.Join(", ", x.Evidence.Select(e => $"{e.Kind} {e.Detail} {DateTimeOffset.FromUnixTimeMilliseconds(e.EventTimeMs):HH:mm:ss.fff}"));

    /// <summary>Replay goes ahead by a slice, and so tells how many legs the log must hold before the next is produced.</summary>
    private async Task<(long EndsAtMs, Dictionary<Token, long> Looked)> RunAsync(string brokers, RecordedLine[] lines, LocalPipeline replay, LegsTail tail)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = brokers, LingerMs = 0 }).Build();
        using var tokens = new Tokeniser(_tokenKey);
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var before = replay.Flow.Caused;
        var legs = new CollectedLegs();
        foreach (var slice in lines.GroupBy(x => x.ArrivalMs / SliceMs))
        {
            foreach (var line in slice)
            {
                replay.Take(line.Decoded);
            }

            // The first line of this slice has ended the one before.
            tail.AwaitCaused(replay.Flow.Caused - before, Patience);
            foreach (var line in slice)
            {
                var sent = await producer.ProduceAsync(line.Topic.Name, new Message<Null, byte[]> { Value = line.Json });
                var context = new RecordContext(new Source(line.Topic.Name, 1, 0), sent.Offset.Value, 0, null, null, line.ArrivalMs);
                Assert.True(splitter.Split(line.Decoded.Record!, context, legs, legs).IsGood);
                tail.AwaitRaw(legs.Legs.Count, Patience);
            }
        }

        replay.Finish();
        tail.AwaitCaused(replay.Flow.Caused - before, Patience);
        return (await EndAsync(producer, lines[^1].ArrivalMs + 600_000), Looked(legs.Legs));
    }

    /// <summary>One more fact, of somebody else and later: once a partition's time has come to it, all before it is scored.</summary>
    private static async Task<long> EndAsync(IProducer<Null, byte[]> producer, long timeMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await producer.ProduceAsync(RawTopic.Registry.Name, new Message<Null, byte[]>
        {
            Value = Encoding.UTF8.GetBytes(
                $$"""{"fact":"HOME_REGION","number":"+8613000000000","region":"510100","time":"{{time}}","arrivalTime":"{{time}}"}"""),
        });
        return timeMs / 1_000 * 1_000;
    }

    /// <summary>Of a seed by which no counterpart's grade falls at its daily review meanwhile: time runs here in leaps of minutes, and the review,
    /// which takes so much of it at a time, comes later than in a replay, whose time goes by the second.</summary>
    private static IEnumerable<RecordedLine> Records()
    {
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long number = 0;
        foreach (var record in new CityStream(new CityOptions(150, 1, 12, 0.3, CityOptions.DefaultStartMs)).Records())
        {
            if (record.ArrivalMs >= ClosesAtMs)
            {
                yield break;
            }

            var decoded = new CollectedRecords();
            decoders[record.Topic].Decode(record.Json, null, decoded);
            yield return new RecordedLine(
                record.Topic, record.ArrivalMs, record.Json,
                new RecordedRecord(record.Topic, number++, record.ArrivalMs, decoded.Records.Single().Record, CheckResult.Good));
        }
    }

    private static EngineOptions Options(RealKafka kafka, RealRedis redis) => new()
    {
        Roles = [Role.Intake, Role.Score, Role.Dispatch],
        Listen = new Uri("http://127.0.0.1:0"),
        Kafka = new KafkaOptions { BootstrapServers = kafka.BootstrapServers, Partitions = Partitions, RawPartitions = 1 },
        Redis = new RedisOptions { Endpoints = redis.Endpoint },
    };

    private static async Task FillAsync(string endpoint, LocalPipeline replay)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(endpoint);
        await StateFill.WriteAsync(new RedisCheckpointStore(connection), snapshots: null, StateFill.Score, replay.Flow.Scoring);
    }

    private static async Task AwaitTopicsAsync(string brokers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        using var patience = new CancellationTokenSource(Patience);
        while (!admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Any(x => x.Topic == TopicPlan.Warnings && x.Partitions.Count == Partitions))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private sealed record RecordedLine(RawTopic Topic, long ArrivalMs, byte[] Json, RecordedRecord Decoded);
}
