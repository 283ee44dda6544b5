using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Kafka.Topics;

/// <summary>Whether a raw topic is the one that was read before: one that was made anew begins at offset 0 again, and the marks
/// of the former would have its records dropped as seen. The brokers give every topic an id; the first that is met under a
/// generation is kept in <c>artifacts</c>.</summary>
public sealed class RawTopicIdentities(KafkaOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>Each thread of intake asks for its own partitions. One question and one entry are enough for all of them.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Generation), UInt128> _known = [];
    private List<TopicDescription>? _topics;
    private long _askedAt;

    /// <summary>Why a topic must not be read under this generation; null where nothing speaks against it.</summary>
    /// <exception cref="KafkaFaultException">The brokers do not answer, or say that they do not tell of this topic.</exception>
    public string? Refusal(string topic, int generation)
    {
        lock (_lock)
        {
            try
            {
                return Compared(topic, generation);
            }
            catch (KafkaException failure)
            {
                throw new KafkaFaultException($"{topic}: its identity cannot be told: {failure.Error.Reason}");
            }
        }
    }

    /// <summary>The same of all raw topics, for who only looks: nothing is kept of those that nobody has read yet, nor said of those that are away or may not be
    /// described.</summary>
    /// <param name="kept">What <c>artifacts</c> holds.</param>
    /// <param name="generations">Raw topic to generation; topics not named have their first.</param>
    /// <returns>A sentence each.</returns>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public IReadOnlyList<string> Refusals(IReadOnlyCollection<ArtifactRecord> kept, IReadOnlyDictionary<string, int> generations)
    {
        lock (_lock)
        {
            return
            [
                .. from topic in RawTopic.All
                   let generation = generations.GetValueOrDefault(topic.Name, 1)
                   where Kept(kept, topic.Name, generation) is { } known && Described(topic.Name) is { Error.IsError: false } found
                       && IdOf(found) is { } id && known != id
                   select MadeAnew(topic.Name, generation),
            ];
        }
    }

    private string? Compared(string topic, int generation)
    {
        if (Id(topic) is not { } id)
        {
            return null;
        }

        if (!_known.TryGetValue((topic, generation), out var known))
        {
            _known[(topic, generation)] = known = Kept(topic, generation) ?? Keep(topic, generation, id);
        }

        return known == id ? null : MadeAnew(topic, generation);
    }

    private static string MadeAnew(string topic, int generation) => string.Create(
        CultureInfo.InvariantCulture,
        $"{topic} is not the topic that was read under generation {generation}: it was made anew. Raise 'intake.generations.{topic}' above {generation}.");

    /// <summary>Null where the broker tells none. Partitions are assigned many at once: one question
    /// answers for all raw topics and for a moment.</summary>
    private UInt128? Id(string topic)
    {
        if (Described(topic) is not { } found)
        {
            return null;
        }

        if (found.Error.IsError)
        {
            _topics = null;
            throw new KafkaException(found.Error);
        }

        return IdOf(found);
    }

    private TopicDescription? Described(string topic)
    {
        if (_topics is null || clock.GetElapsedTime(_askedAt) > Fresh)
        {
            _topics = Describe();
            _askedAt = clock.GetTimestamp();
        }

        return _topics.Find(x => x.Name == topic);
    }

    private static UInt128? IdOf(TopicDescription topic)
    {
        var id = new UInt128((ulong)topic.TopicId.MostSignificantBits.Value, (ulong)topic.TopicId.LeastSignificantBits.Value);
        return id == 0 ? null : id;
    }

    private List<TopicDescription> Describe()
    {
        using var admin = new AdminClientBuilder(options.NewClient()).SetLogHandler((_, _) => { }).Build();
        try
        {
            return admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(RawTopic.All.Select(x => x.Name)), new DescribeTopicsOptions { RequestTimeout = Timeout })
                .GetAwaiter().GetResult().TopicDescriptions;
        }
        catch (DescribeTopicsException some)
        {
            // One topic that is away, or may not be read, is no matter of the others: each answer says of itself whether it is one.
            return some.Results.TopicDescriptions;
        }
    }

    private UInt128? Kept(string topic, int generation) => Kept(ArtifactReader.ReadAll(options, clock, CancellationToken.None), topic, generation);

    private static UInt128? Kept(IEnumerable<ArtifactRecord> artifacts, string topic, int generation) => artifacts.FirstOrDefault(x =>
        x.Kind == ArtifactKind.Source && x.Name == topic && x.Version == generation.ToString(CultureInfo.InvariantCulture))?.Hash;

    private UInt128 Keep(string topic, int generation, UInt128 id)
    {
        using var writer = new ArtifactWriter(options);
        writer.WriteAsync(
            new ArtifactRecord(ArtifactKind.Source, id, [], topic, generation.ToString(CultureInfo.InvariantCulture)),
            CancellationToken.None).GetAwaiter().GetResult();
        return id;
    }
}
