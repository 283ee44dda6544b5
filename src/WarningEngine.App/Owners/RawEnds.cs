using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.App.Owners;

/// <summary>Asks the brokers where raw partitions end, beside the reading: one that does not answer keeps nobody from reading the others.</summary>
/// <param name="log">Told where there is no answer.</param>
internal sealed class RawEnds(ILogger log)
{
    private Task<IReadOnlyList<TopicPartitionOffset>>? _asked;
    private long _askedMs;
    private int _askedCount;

    /// <summary>There is no answer to wait for.</summary>
    public bool IsAnswered => _asked is null or { IsCompleted: true };

    /// <summary>Asks, unless an earlier question waits for its answer.</summary>
    /// <param name="consumer">Whose brokers.</param>
    /// <param name="partitions">Nothing is asked where there is none.</param>
    /// <param name="nowMs">The member's clock, ms since epoch.</param>
    public void Ask(ILogConsumer consumer, IReadOnlyCollection<TopicPartition> partitions, long nowMs)
    {
        if (_asked is null && partitions.Count > 0)
        {
            (_askedMs, _askedCount, _asked) = (nowMs, partitions.Count, consumer.EndOffsetsAsync(partitions));
        }
    }

    /// <summary>Gives an answer that has come to those whom it is about.</summary>
    public void Take(IReadOnlyDictionary<TopicPartition, RawProgress> raw)
    {
        if (_asked is not { IsCompleted: true } answered)
        {
            return;
        }

        _asked = null;
        if (answered.Exception is { } failed)
        {
            log.LogWarning("intake: the ends of {Count} raw partitions cannot be asked for: {Reason}", _askedCount, failed.GetBaseException().Message);
            return;
        }

        if (answered.Result.Count < _askedCount)
        {
            log.LogWarning(
                "intake: of {Count} of {Asked} raw partitions nobody answers where they end: they hold time back",
                _askedCount - answered.Result.Count, _askedCount);
        }

        foreach (var end in answered.Result)
        {
            if (raw.TryGetValue(end.TopicPartition, out var progress))
            {
                progress.Ends(end.Offset.Value, _askedMs);
            }
        }
    }
}
