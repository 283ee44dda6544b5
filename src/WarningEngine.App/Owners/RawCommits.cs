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

    /// <summary>Offers all that is acknowledged, unless an earlier offer is still without an answer: however long that takes, the next one holds
    /// the newest offsets.</summary>
    public void Step(ILogConsumer consumer)
    {
        if (_underWay is { IsCompleted: false })
        {
            return;
        }

        Await();
        if (Acknowledged([]) is not { Length: > 0 } offsets)
        {
            return;
        }

        Offer(consumer, offsets);
        if (_underWay!.IsCompleted)
        {
            Await();
        }
    }

    /// <summary>Commits all that is acknowledged, what was refused once more, and waits for the answers.</summary>
    /// <returns>Whether nothing is left that is not committed.</returns>
    public bool Settle(ILogConsumer consumer)
    {
        var isTaken = Await();
        if (Acknowledged(isTaken ? [] : _offered) is { Length: > 0 } offsets)
        {
            isTaken = OfferAndAwait(consumer, offsets) || OfferAndAwait(consumer, offsets);
        }

        return isTaken && _waiting.Count == 0;
    }

    /// <summary>Waits for the answer that is under way. Before partitions go: a late refusal would speak of another tenure.</summary>
    /// <returns>False where the offsets were refused.</returns>
    public bool Await()
    {
        if (_underWay is not { } underWay)
        {
            return true;
        }

        var isTaken = underWay.GetAwaiter().GetResult();
        if (!isTaken)
        {
            refused(_offered);
        }

        _underWay = null;
        CrashPoint.Pass("intake.committed");
        return isTaken;
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

    private void Offer(ILogConsumer consumer, TopicPartitionOffset[] offsets)
    {
        CrashPoint.Pass("intake.committing");
        (_offered, _underWay) = (offsets, consumer.CommitAsync(offsets));
    }

    private bool OfferAndAwait(ILogConsumer consumer, TopicPartitionOffset[] offsets)
    {
        Offer(consumer, offsets);
        return Await();
    }

    /// <summary>Takes out what is acknowledged: of each partition the newest offset.</summary>
    /// <param name="older">Goes with it where there is none newer.</param>
    private TopicPartitionOffset[] Acknowledged(TopicPartitionOffset[] older)
    {
        var newest = older.ToDictionary(x => x.TopicPartition);
        for (var acknowledged = epochs.Acknowledged; _waiting.TryPeek(out var next) && next.Epoch <= acknowledged; _waiting.Dequeue())
        {
            foreach (var offset in next.Offsets)
            {
                newest[offset.TopicPartition] = offset;
            }
        }

        return [.. newest.Values];
    }
}
