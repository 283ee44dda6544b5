using System.Text;
using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.Integration.Kafka;

/// <summary>A member of a group that writes down what it reads and is told. Only one thread may use it.</summary>
internal sealed class Member : IAssignments, IDisposable
{
    private readonly Func<TopicPartition, Offset> _from;
    private readonly Dictionary<int, List<long>> _tenure = [];

    /// <param name="session">Of the classic protocol; null: that of KIP-848.</param>
    public Member(
        string bootstrapServers, string group, string topic, TimeSpan? session, Func<TopicPartition, Offset>? from = null,
        bool fromStart = true, Action<string>? log = null)
    {
        _from = from ?? (_ => Offset.Unset);
        var config = new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group, FetchWaitMaxMs = 20 };
        if (session is { } classic)
        {
            config.SessionTimeoutMs = (int)classic.TotalMilliseconds;
            config.HeartbeatIntervalMs = 500;
        }
        else
        {
            config.GroupProtocol = GroupProtocol.Consumer;
        }

        Consumer = new LogConsumer(config, [topic], this, fromStart, log);
    }

    public LogConsumer Consumer { get; }

    public HashSet<int> Partitions { get; } = [];

    public HashSet<int> AtEnd { get; } = [];

    public List<(int Partition, long Offset, string Text)> Read { get; } = [];

    /// <summary>The same messages, held.</summary>
    public List<HeldMessage> Held { get; } = [];

    /// <summary>Times that it was asked to finish partitions.</summary>
    public int Revocations { get; private set; }

    /// <summary>Messages that it read of partitions which it then lost, or could not commit: somebody reads them once more.</summary>
    public int ReadAgain { get; private set; }

    public Offset Assigned(TopicPartition partition)
    {
        Partitions.Add(partition.Partition.Value);
        _tenure[partition.Partition.Value] = [];
        return _from(partition);
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        Revocations++;
        var committed = Consumer.Commit(partitions.Select(x => x.Partition.Value).Where(x => _tenure[x].Count > 0)
            .Select(x => new TopicPartitionOffset(partitions[0].Topic, x, _tenure[x][^1] + 1)));
        Leave(partitions, committed);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions) => Leave(partitions, committed: false);

    public void PollOnce()
    {
        if (Consumer.Poll(TimeSpan.FromMilliseconds(20)) is not { } message)
        {
            return;
        }

        var partition = message.Partition;
        if (message.IsEnd)
        {
            AtEnd.Add(partition);
            return;
        }

        AtEnd.Remove(partition);
        _tenure[partition].Add(message.Offset);
        Read.Add((partition, message.Offset, Encoding.UTF8.GetString(message.Value)));
        Held.Add(message.Hold());
    }

    public void Dispose() => Consumer.Dispose();

    /// <summary>Whoever takes them next begins at what was committed: the rest is read once more.</summary>
    private void Leave(IReadOnlyList<TopicPartition> partitions, bool committed)
    {
        foreach (var partition in partitions.Select(x => x.Partition.Value))
        {
            ReadAgain += committed ? 0 : _tenure[partition].Count;
            _tenure.Remove(partition);
            Partitions.Remove(partition);
            AtEnd.Remove(partition);
        }
    }
}
