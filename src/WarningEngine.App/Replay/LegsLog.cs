using System.Text.Json;
using WarningEngine.App.Commands;
using WarningEngine.Core.Events;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Replay;

/// <summary>The log of legs as Kafka holds it.</summary>
internal sealed class LegsLog(KafkaOptions kafka)
{
    /// <exception cref="CommandFailedException">There is none.</exception>
    public int Partitions()
    {
        using var reader = new LogReader(kafka);
        return reader.Partitions(TopicPlan.Legs) is > 0 and var count ? count : throw new CommandFailedException($"There is no topic {TopicPlan.Legs}.");
    }

    /// <summary>The legs that scoring could not take in, and left out, by their coordinates: nothing that decides again may take them in.</summary>
    public HashSet<string> LeftOut()
    {
        using var reader = new LogReader(kafka);
        return reader.Partitions(TopicPlan.LegsDeadLetters) == 0 ? [] : [.. reader.Read(TopicPlan.LegsDeadLetters, 0)
            .Select(x => JsonDocument.Parse(x.Value).RootElement.GetProperty("coordinates").GetString()!)];
    }

    /// <summary>What a partition still holds, as far as it reached when the reading began.</summary>
    /// <exception cref="FrameException">A message is damaged.</exception>
    public IEnumerable<Leg> Read(int partition)
    {
        using var reader = new LogReader(kafka);
        var legs = new List<Leg>();
        foreach (var (_, value) in reader.Read(TopicPlan.Legs, partition))
        {
            legs.Clear();
            FrameWriter.Read(value, legs);
            foreach (var leg in legs)
            {
                yield return leg;
            }
        }
    }
}
