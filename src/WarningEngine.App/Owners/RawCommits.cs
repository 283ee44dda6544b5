using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.App.Owners;

/// <summary>What intake has read and not committed yet: it is committed once everything that was made of it is acknowledged. The brokers'
/// answer is not waited for while there is more to read: every event behind it would wait too.</summary>
/// <param name="epochs">Of the producer that takes what was made.</param>
/// <param name="refused">Told of offsets that the group did not take: it is sharing out anew.</param>
internal sealed class RawCommits(EpochTracker epochs, Action<TopicPartitionOffset[]> refused)
{
    private readonly Queue<(long Epoch, TopicPartitionOffset[] Offsets)> _waiting = new();
    private Task<bool>? _underWay;
    private TopicPartitionOffset[] _offered = [];

    /// <summary>What was made up to here goes with these offsets.</summary>
    public void Cut(TopicPartitionOffset[] offsets) => _waiting.Enqueue((epochs.Cut(), offsets));

    /// <summary>Offers what is acknowledged, unless an earlier offer is still without an answer.</summary>
    public void Step(ILogConsumer consumer)
    {
        if (_underWay is { IsCompleted: false })
        {
            return;
        }

        Await();
        var acknowledged = epochs.Acknowledged;
        while (_underWay is null && _waiting.TryPeek(out var next) && next.Epoch <= acknowledged)
        {
            _waiting.Dequeue();
            if (next.Offsets.Length == 0)
            {
                continue;
            }

            CrashPoint.Pass("intake.committing");
            (_offered, _underWay) = (next.Offsets, consumer.CommitAsync(next.Offsets));
            if (_underWay.IsCompleted)
            {
                Await();
            }
        }
    }

    /// <summary>Commits all that is acknowledged, and waits for the answers.</summary>
    public void Settle(ILogConsumer consumer)
    {
        var before = int.MaxValue;
        for (Await(); _waiting.Count < before; Await())
        {
            before = _waiting.Count;
            Step(consumer);
        }
    }

    /// <summary>Waits for the answer that is under way. Before partitions go: a late refusal would speak of another tenure.</summary>
    public void Await()
    {
        if (_underWay is not { } underWay)
        {
            return;
        }

        if (!underWay.GetAwaiter().GetResult())
        {
            refused(_offered);
        }

        _underWay = null;
        CrashPoint.Pass("intake.committed");
    }

    /// <summary>What waits for its commit belonged to this tenure: should a partition come back, others have read on.</summary>
    /// <param name="stays">Partitions that this member still has.</param>
    public void Forget(Func<TopicPartition, bool> stays)
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (epoch, offsets) in waiting)
        {
            _waiting.Enqueue((epoch, [.. offsets.Where(x => stays(x.TopicPartition))]));
        }
    }
}
