using Confluent.Kafka;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Demo;

/// <summary>Makes topics on the embedded broker, which knows no administration.</summary>
internal sealed class EmbeddedTopics(MockCluster cluster) : ITopicMaker
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _made = [];

    /// <summary>Its topics are never made anew: they live and end with it.</summary>
    public string? Refusal(string topic, int generation) => null;

    public Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics, bool othersMakeThem, CancellationToken stop)
    {
        lock (_lock)
        {
            foreach (var topic in topics)
            {
                if (_made.Add(topic.Name))
                {
                    cluster.CreateTopic(topic.Name, topic.Partitions);
                }
            }
        }

        return Task.FromResult<IReadOnlyList<string>>([]);
    }
}

/// <summary>Reads the log <c>warnings</c> beside the engine, to judge what it says.</summary>
internal sealed class WarningsReader : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Tokeniser _tokens;

    public WarningsReader(string brokers, int partitions, byte[] tokenKey)
    {
        _tokens = new Tokeniser(tokenKey);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = brokers, GroupId = "demo", EnableAutoCommit = false, FetchWaitMaxMs = 50,
        }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(TopicPlan.Warnings, p, Offset.Beginning)));
    }

    public void Run(DemoTally tally, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var message = _consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (message?.Message is null || !message.Message.Headers.TryGetLastBytes("ce_type", out var kind)
                || ItemCodec.Read(System.Text.Encoding.UTF8.GetString(kind), message.Message.Value) is not WarningItem item)
            {
                continue;
            }

            var person = _tokens.TryReadNumber(item.Warning.Person, out var number) ? number : null;
            var warning = item.Warning;
            tally.Add(new JudgedWarning(person, warning.Tier.ToString(), warning.ScamType, warning.EventTimeMs)
            {
                DecidedMs = Math.Max(warning.DecidedMs, warning.EventTimeMs),
            });
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
        _tokens.Dispose();
    }
}
