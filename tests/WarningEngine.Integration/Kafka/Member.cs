using System.Text;
using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.Integration.Kafka;

/// <summary>A member of a group that writes down what it reads and is told. Only one thread may use it.</summary>
internal sealed class Member : IAssignments, IDisposable
{
    private readonly Func<TopicPartition, Offset> _from;

    public Member(
        string bootstrapServers, string group, string topic, TimeSpan session, Func<TopicPartition, Offset>? from = null,
        bool fromStart = true)
    {
        _from = from ?? (_ => Offset.Unset);
        Consumer = new LogConsumer(
            new ConsumerConfig
            {
                BootstrapServers = bootstrapServers, GroupId = group, SessionTimeoutMs = (int)session.TotalMilliseconds,
                HeartbeatIntervalMs = 500, FetchWaitMaxMs = 20,
            },
            [topic], this, fromStart);
    }

    public LogConsumer Consumer { get; }

    public HashSet<int> Partitions { get; } = [];

    public HashSet<int> AtEnd { get; } = [];

    public List<(int Partition, long Offset, string Text)> Read { get; } = [];

    /// <summary>Times that it was asked to finish partitions.</summary>
    public int Revocations { get; private set; }

    public Offset Assigned(TopicPartition partition)
    {
        Partitions.Add(partition.Partition.Value);
        return _from(partition);
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        Revocations++;
        Consumer.Commit(Read.Where(x => partitions.Any(y => y.Partition.Value == x.Partition)).GroupBy(x => x.Partition).Select(
            x => new TopicPartitionOffset(partitions[0].Topic, x.Key, x.Max(y => y.Offset) + 1)));
        Lost(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            Partitions.Remove(partition.Partition.Value);
            AtEnd.Remove(partition.Partition.Value);
        }
    }

    public void PollOnce()
    {
        if (Consumer.Poll(TimeSpan.FromMilliseconds(20)) is not { } message)
        {
            return;
        }

        var partition = message.Partition.Value;
        if (message.IsPartitionEOF)
        {
            AtEnd.Add(partition);
            return;
        }

        AtEnd.Remove(partition);
        Read.Add((partition, message.Offset.Value, Encoding.UTF8.GetString(message.Message.Value ?? [])));
    }

    public void Dispose() => Consumer.Dispose();
}
