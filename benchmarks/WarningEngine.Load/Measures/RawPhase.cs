using System.Diagnostics;
using Confluent.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Wire;
using WarningEngine.Load.Baselines;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Measures;

/// <summary>From filled raw topics to queue entries, intake, scoring and dispatch in one process; a peer in turn with it; and the client
/// alone, which reads and does nothing.</summary>
internal sealed class RawPhase(LoadRun run, bool isJson)
{
    private const string Output = "peer.warnings";

    private readonly TestGround _ground = run.Ground;

    private string Form => isJson ? "json" : "protobuf";

    public async Task RunAsync()
    {
        var engine = new EngineRounds(_ground, run.Say);

        // It does not count: a broker compiles for its first minutes too.
        var (_, raw) = await engine.RawAsync(Messages(run.City.History()), Messages(run.City.Days()));
        List<Figure> own = [], peer = [];
        var comparesPeer = run.Settings.Wants(isJson ? "ratioToPlain" : "ratioToBatched");
        for (var round = 0; round < run.Settings.Rounds; round++)
        {
            foreach (var isEngine in round % 2 == 0 ? [true, false] : new[] { false, true })
            {
                if (isEngine)
                {
                    (var figure, raw) = await engine.RawAsync(Messages(run.City.History()), Messages(run.City.Days()));
                    own.Add(figure);
                    run.Say($"{Form}, engine: {raw.Events:#,0} events, {raw.Bytes:#,0} bytes; {figure}");
                }
                else if (comparesPeer)
                {
                    peer.Add(await PeerAsync(raw));
                    run.Say($"{Form}, peer: {peer[^1]}");
                }
            }
        }

        var name = isJson ? "jsonEventsPerSecond" : "protobufEventsPerSecond";
        run.Results.Rate(name, own);
        foreach (var (reader, read) in new (string, Func<FilledTopics, long>)[] { ("clientAlone", ReadByPackage), ("engineReader", ReadByEngine) })
        {
            var (started, cpu) = (Stopwatch.GetTimestamp(), ProcessorTime.Of(Environment.ProcessId));
            var bytes = read(raw);
            if (bytes != raw.Bytes)
            {
                run.Results.Faults.Add($"{name}: {reader} read {bytes} bytes where {raw.Bytes} were filled");
            }

            var (seconds, micros) = (Stopwatch.GetElapsedTime(started).TotalSeconds, 1e6 * (ProcessorTime.Of(Environment.ProcessId) - cpu) / raw.Events);
            run.Results.Details[name][reader + "EventsPerSecond"] = Results.Round(raw.Events / seconds);
            run.Results.Details[name][reader + "CpuMicrosPerEvent"] = Results.Round(micros);
            run.Say($"{Form}, {reader}: {raw.Events / seconds:#,0} events a second, {micros:0.00} µs, {bytes:#,0} bytes");
        }

        if (comparesPeer)
        {
            Compare(own, peer);
        }
    }

    private IEnumerable<RawMessage> Messages(IEnumerable<InputRecord> records) =>
        isJson ? RawLoader.Json(records) : RawLoader.Protobuf(records, _ground.Stop);

    private async Task<Figure> PeerAsync(FilledTopics raw)
    {
        await _ground.BeginAsync(x => RawTopic.Find(x) is not null || x == WarningEngine.Kafka.Topics.TopicPlan.Artifacts);
        await _ground.Kafka.MakeAsync(Output, 1);
        var settings = BaselineSettings.Of(_ground, isJson ? "plain" : "batched", "raw", Output, raw);
        return isJson
            ? BaselineProcess.Run(_ground, settings with { Most = run.Settings.PlainEvents }, Math.Min(run.Settings.PlainEvents, raw.Events))
            : BaselineProcess.Run(_ground, settings with { Batch = 4_096 }, raw.Events);
    }

    private void Compare(List<Figure> own, List<Figure> peer)
    {
        var ratio = Results.Ratio(own, peer);
        ratio["peer"] = Results.Describe(peer);
        if (isJson)
        {
            run.Results.Measures["ratioToPlain"] = ratio["ratio"]!.GetValue<double>();
            run.Results.Details["ratioToPlain"] = ratio;
        }
        else
        {
            run.Results.Details["protobufEventsPerSecond"]["toBatched"] = ratio;
        }
    }

    /// <summary>The ceiling: the package's client reads every message of the input and looks at none.</summary>
    private long ReadByPackage(FilledTopics raw)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = _ground.Kafka.BootstrapServers, GroupId = "load.ceiling", EnableAutoCommit = false, EnablePartitionEof = true,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(raw.Partitions.Select(x => new TopicPartitionOffset(x.Topic, x.Partition, Offset.Beginning)));
        long bytes = 0;
        ToTheEnd.Read(
            raw.Partitions.Count(), consumer.Consume, x => x.IsPartitionEOF, x => bytes += x.Message.Value?.Length ?? 0, TimeProvider.System, _ground.Stop);
        return bytes;
    }

    /// <summary>The same, as the engine reads.</summary>
    private long ReadByEngine(FilledTopics raw)
    {
        var groups = new ConsumerGroups(new KafkaOptions { BootstrapServers = _ground.Kafka.BootstrapServers });
        using var consumer = groups.Join("load.reader", raw.Partitions.Select(x => x.Topic).Distinct(), new FromBeginning(), fromStart: true, run.Say);
        long bytes = 0;

        // It is given whole topics: partitions in which nothing was filled tell their ends too, at once.
        var filled = raw.Partitions.ToHashSet();
        ToTheEnd.Read(
            filled.Count, consumer.Poll, x => x.IsEnd && filled.Remove((x.Topic, x.Partition)), x => bytes += x.IsEnd ? 0 : x.Value.Length,
            TimeProvider.System, _ground.Stop);
        consumer.Close();
        return bytes;
    }

    private sealed class FromBeginning : IAssignments
    {
        public Offset Assigned(TopicPartition partition) => Offset.Beginning;

        public void Revoked(IReadOnlyList<TopicPartition> partitions)
        {
            // Nothing was made of what it read.
        }

        public void Lost(IReadOnlyList<TopicPartition> partitions) => Revoked(partitions);
    }
}
