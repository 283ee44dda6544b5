using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Baselines;

/// <summary>How far a partition is filled.</summary>
internal sealed record FilledPart(string Topic, int Partition, long Offset);

/// <summary>What a peer is told.</summary>
internal sealed record BaselineSettings
{
    public required string Kafka { get; init; }

    public required string Redis { get; init; }

    public required string KeyFile { get; init; }

    /// <summary>plain, batched or consume.</summary>
    public required string Job { get; init; }

    /// <summary>legs, legs-json or raw.</summary>
    public required string Input { get; init; }

    /// <summary>Topic of its decisions.</summary>
    public required string Output { get; init; }

    /// <summary>Legs of a batch, where the peer makes batches.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Events after which it stops.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>It asks the shipped model, through ML.NET.</summary>
    public required bool WithModel { get; init; }

    public required FilledPart[] Ends { get; init; }

    public static BaselineSettings Of(TestGround ground, string job, string input, string output, FilledTopics filled) => new()
    {
        Kafka = ground.Kafka.BootstrapServers, Redis = ground.Redis.Endpoint, KeyFile = ground.KeyFile, Job = job,
        Input = input, Output = output, WithModel = ground.WithModel,
        Ends = [.. filled.Partitions.Select(x => new FilledPart(x.Topic, x.Partition, filled.End(x.Topic, x.Partition)))],
    };

    /// <summary>With the engine's waits and bounds.</summary>
    public static IConsumer<Ignore, byte[]> Consumer(BaselineSettings settings, bool autoCommits)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = settings.Kafka, GroupId = "baseline." + settings.Job, EnableAutoCommit = autoCommits, EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest, FetchWaitMaxMs = 50,
        };
        FetchAhead.Bound(config);
        return new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }
}
