using WarningEngine.App.Replay;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Commands;

/// <summary>What the logs that scoring and dispatch read must be like where their state is exported, or filled in.</summary>
internal static class StateLogs
{
    private static readonly IReadOnlyDictionary<string, string> LogOf = new Dictionary<string, string>
    {
        [StateFill.Score] = TopicPlan.Legs, [StateFill.Dispatch] = TopicPlan.Warnings,
    };

    /// <summary>Everything in them has been read.</summary>
    /// <param name="kafka">Where they are, and how many partitions they should have.</param>
    /// <param name="nextOffset">Where the state of a role stands in a partition.</param>
    /// <exception cref="CommandFailedException">Something has not, one has another number of partitions, or Kafka does not tell.</exception>
    public static void RequireDrained(KafkaOptions kafka, Func<string, int, long> nextOffset) => Asking(kafka, reader =>
    {
        foreach (var (role, log) in LogOf)
        {
            // One that is not there has none.
            if (reader.Partitions(log) is var count && count != kafka.Partitions)
            {
                throw new CommandFailedException($"{log} has {count} partitions, configured are {kafka.Partitions}: "
                    + "nobody can tell whether all of it was read.");
            }

            for (var partition = 0; partition < count; partition++)
            {
                var (end, next) = (reader.Bounds(log, partition).End, nextOffset(role, partition));
                if (end != next)
                {
                    throw new CommandFailedException($"{log}/{partition} ends at offset {end}, the state of {role} stands at {next}: "
                        + "stop intake, wait until the lag is 0, and export again.");
                }
            }
        }
    });

    /// <summary>They are empty, or not made yet.</summary>
    /// <param name="kafka">Where they are, and how many partitions they should have.</param>
    /// <exception cref="CommandFailedException">One is not, has another number of partitions, or Kafka does not tell.</exception>
    public static void RequireNew(KafkaOptions kafka) => Asking(kafka, reader =>
    {
        foreach (var log in LogOf.Values)
        {
            var count = reader.Partitions(log);
            if (count != 0 && count != kafka.Partitions)
            {
                throw new CommandFailedException($"{log} has {count} partitions, configured are {kafka.Partitions}: delete it, 'topics create' makes it anew.");
            }

            for (var partition = 0; partition < count; partition++)
            {
                if (reader.Bounds(log, partition).End is > 0 and var end)
                {
                    throw new CommandFailedException($"{log}/{partition} is not new, it ends at offset {end}: what it holds would be applied once more.");
                }
            }
        }
    });

    private static void Asking(KafkaOptions kafka, Action<LogReader> ask) => OverKafka.Run(kafka, () =>
    {
        using var reader = new LogReader(kafka);
        ask(reader);
    });
}
