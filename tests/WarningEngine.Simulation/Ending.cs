using Confluent.Kafka;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation;

/// <summary>When the faults are over everything that was read is brought to its end, role by role, in the order in which
/// data flows. A world that cannot come to its end has lost something.</summary>
internal sealed class Ending(World world)
{
    private const long PatienceUs = 90_000_000;
    private const long LookUs = 50_000;
    private const long CalmUs = 3_000_000;

    /// <summary>Nothing is under way for longer in calm weather.</summary>
    private const long QuietUs = 400_000;

    /// <summary>What was not done in time, in words; null where all was.</summary>
    public string? Run()
    {
        // Time goes on for a while: who has nothing new to write does not look whether the store still has the old.
        world.Time.Run(world.Time.NowUs + CalmUs);
        return Drain("intake", [.. RawTopic.All.Select(x => x.Name)], _ => true)
            ?? Drain("score", [TopicPlan.Legs], IsStored) ?? Drain("dispatch", [TopicPlan.Warnings], IsStored);
    }

    private string? Drain(string role, string[] topics, Func<string, bool> isStored)
    {
        long total = -1;
        var quietSince = world.Time.NowUs;
        if (!Wait(() =>
        {
            var end = topics.Sum(x => world.Broker.Partitions(x).Sum(y => y.End));
            if (end != total || !IsRead(role, topics))
            {
                (total, quietSince) = (end, world.Time.NowUs);
            }

            return world.Time.NowUs - quietSince > QuietUs;
        }))
        {
            return $"{role} has not read everything after {PatienceUs / 1_000_000} s of calm";
        }

        if (!Wait(() => isStored(role)))
        {
            return $"{role} has not written its last checkpoint after {PatienceUs / 1_000_000} s of calm";
        }

        var slots = world.Slots.Where(x => x.Role == role).ToArray();
        foreach (var slot in slots)
        {
            slot.Stop();
        }

        return Wait(() => slots.All(x => x.HasEnded)) ? null : $"{role} has not stopped after {PatienceUs / 1_000_000} s";
    }

    /// <summary>Nobody is stopped for it: an owner in calm weather comes to a checkpoint by itself.</summary>
    private bool IsStored(string role)
    {
        var logs = world.Broker.Partitions(role == "score" ? TopicPlan.Legs : TopicPlan.Warnings);
        return Enumerable.Range(0, logs.Length).All(x => (world.StoredOffset(role, x) ?? 0) == logs[x].End);
    }

    private bool IsRead(string role, string[] topics)
    {
        var committed = world.Broker.Group($"warning-engine.{role}").Committed;
        return topics.All(topic => world.Broker.Partitions(topic).Select((log, i) => (log.End, Partition: new TopicPartition(topic, i)))
            .All(x => committed.GetValueOrDefault(x.Partition) == x.End));
    }

    private bool Wait(Func<bool> done)
    {
        var untilUs = world.Time.NowUs + PatienceUs;
        while (!done())
        {
            if (world.Time.NowUs >= untilUs)
            {
                return false;
            }

            world.Time.Run(world.Time.NowUs + LookUs);
        }

        return true;
    }
}
