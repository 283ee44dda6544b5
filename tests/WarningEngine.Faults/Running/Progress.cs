using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Faults.Engines;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Faults.Running;

/// <summary>Watches, past the proxies, how far each stage has come: what it has committed against the ends of its logs, and
/// when each partition was last scored.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);

    private readonly string _bootstrapServers;
    private readonly IAdminClient _admin;
    private readonly IConsumer<byte[], byte[]> _warnings;
    private readonly ConcurrentDictionary<int, ConcurrentQueue<long>> _scoredAt = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    public Progress(string bootstrapServers)
    {
        _bootstrapServers = bootstrapServers;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();
        _warnings = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = "faults.progress", EnableAutoCommit = false, FetchWaitMaxMs = 100,
        }).SetLogHandler((_, _) => { }).Build();
        _warnings.Assign(Enumerable.Range(0, EngineSettings.Partitions)
            .Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        _following = Task.Factory.StartNew(Follow, TaskCreationOptions.LongRunning);
    }

    /// <summary>When every partition has been scored again after a moment: by the time stamps of what scoring sent. Null: not
    /// yet. Times in ms since epoch.</summary>
    public long? ScoredSince(long fromMs)
    {
        var latest = fromMs;
        for (var partition = 0; partition < EngineSettings.Partitions; partition++)
        {
            if (!_scoredAt.TryGetValue(partition, out var times) || times.Where(x => x > fromMs).Take(1).ToArray() is not [var first])
            {
                return null;
            }

            latest = Math.Max(latest, first);
        }

        return latest;
    }

    /// <summary>Partitions that have had nothing from scoring since a moment.</summary>
    /// <param name="fromMs">Ms since epoch.</param>
    public IEnumerable<int> SilentSince(long fromMs) => Enumerable.Range(0, EngineSettings.Partitions)
        .Where(partition => !_scoredAt.GetValueOrDefault(partition, []).Any(x => x > fromMs));

    /// <summary>The longest time in which some partition had nothing from scoring, by the same time stamps. Milliseconds.</summary>
    /// <param name="fromMs">Looked at from here, ms since epoch.</param>
    /// <param name="toMs">To here.</param>
    public long SilenceMs(long fromMs, long toMs) => Enumerable.Range(0, EngineSettings.Partitions).Max(partition =>
    {
        var (silence, last) = (0L, fromMs);
        foreach (var at in _scoredAt.GetValueOrDefault(partition, []).Where(x => x > fromMs && x < toMs).Order().Append(toMs))
        {
            (silence, last) = (Math.Max(silence, at - last), at);
        }

        return silence;
    });

    /// <summary>Messages that the stage has not taken in yet; null where the brokers cannot tell.</summary>
    /// <param name="stage">intake, score or dispatch.</param>
    public async Task<long?> LagAsync(string stage)
    {
        try
        {
            var topics = stage switch
            {
                "intake" => RawTopic.All.ToDictionary(x => x.Name, PartitionsOf),
                "score" => new() { [TopicPlan.Legs] = EngineSettings.Partitions },
                _ => new() { [TopicPlan.Warnings] = EngineSettings.Partitions },
            };
            var partitions = topics.SelectMany(x => Enumerable.Range(0, x.Value).Select(y => new TopicPartition(x.Key, y))).ToList();
            var ends = (await _admin.ListOffsetsAsync(
                partitions.Select(x => new TopicPartitionOffsetSpec { TopicPartition = x, OffsetSpec = OffsetSpec.Latest() })))
                .ResultInfos.ToDictionary(x => x.TopicPartitionOffsetError.TopicPartition, x => x.TopicPartitionOffsetError.Offset.Value);
            var committed = (await Task.Run(() => GroupOffsets.Committed(
                    new ClientConfig { BootstrapServers = _bootstrapServers }, $"warning-engine.{stage}", partitions, AskTimeout)))
                .ToDictionary(x => x.TopicPartition, x => x.Offset.Value);
            return partitions.Sum(x => Math.Max(0, ends[x] - committed.GetValueOrDefault(x)));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>Whether every group has both its members, each with partitions: before, no input is read as it comes.</summary>
    public async Task<bool> HaveMembersAsync()
    {
        try
        {
            var groups = await _admin.DescribeConsumerGroupsAsync(["warning-engine.intake", "warning-engine.score", "warning-engine.dispatch"]);
            return groups.ConsumerGroupDescriptions.All(x => x.State == ConsumerGroupState.Stable && x.Members.Count == 2
                && x.Members.All(y => y.Assignment.TopicPartitions.Count > 0));
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _following.GetAwaiter().GetResult();
        _warnings.Close();
        _warnings.Dispose();
        _admin.Dispose();
        _stop.Dispose();
    }

    private static int PartitionsOf(RawTopic topic) =>
        topic == RawTopic.Commands || topic == RawTopic.Dispositions ? 1 : EngineSettings.RawPartitions;

    private void Follow()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_warnings.Consume(TimeSpan.FromMilliseconds(100)) is { Message: { } message } next)
                {
                    _scoredAt.GetOrAdd(next.Partition.Value, _ => new()).Enqueue(message.Timestamp.UnixTimestampMs);
                }
            }
            catch (ConsumeException)
            {
                // Its leader is away; the client asks again.
            }
        }
    }
}
