using System.Diagnostics;
using Confluent.Kafka;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Testing.Servers;

/// <summary>Brokers that are used again: a run begins with empty logs and without groups.</summary>
public static class FreshTopics
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Removes every group, and the topics that are not kept; then makes the engine's topics that are missing.</summary>
    /// <exception cref="InvalidOperationException">Topics of the run before do not go.</exception>
    public static async Task BeginAsync(IAdminClient admin, int partitions, int rawPartitions, Func<string, bool> keeps)
    {
        ArgumentNullException.ThrowIfNull(admin);
        var groups = (await admin.ListConsumerGroupsAsync()).Valid.Select(x => x.GroupId).ToArray();
        if (groups.Length > 0)
        {
            await admin.DeleteGroupsAsync(groups);
        }

        if (Removable(admin, keeps) is { Length: > 0 } topics)
        {
            await admin.DeleteTopicsAsync(topics);
        }

        var started = Stopwatch.GetTimestamp();
        while (Removable(admin, keeps).Length > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Timeout)
            {
                throw new InvalidOperationException("Topics of the run before are still there.");
            }

            await Task.Delay(200);
        }

        await TopicPlan.CreateAsync(admin, TopicPlan.All(partitions, rawPartitions));
    }

    private static string[] Removable(IAdminClient admin, Func<string, bool> keeps) =>
    [
        .. admin.GetMetadata(Timeout).Topics.Select(x => x.Topic)
            .Where(x => !x.StartsWith("__", StringComparison.Ordinal) && !keeps(x)),
    ];
}
