using WarningEngine.Core;
using WarningEngine.Redis;

namespace WarningEngine.App.Owners;

/// <summary>One taken partition: its state, its place in the log, and the checkpoint on its way. The hot thread copies what
/// changed; it never waits for the store.</summary>
internal sealed class PartitionOwner(int partition, ICheckpointedState state, ICheckpointLease lease, long nextOffset)
{
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(5);

    private ReadOnlyMemory<byte> _segment;
    private long _segmentOffset;
    private long _segmentEpoch = -1;
    private long _writtenOffset = nextOffset;
    private Task<CheckpointOutcome>? _writing;
    private TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private long _retryAt;

    public int Partition { get; } = partition;

    public ICheckpointedState State { get; } = state;

    /// <summary>Offset of the next message to apply.</summary>
    public long NextOffset { get; set; } = nextOffset;

    /// <summary>A checkpoint is due: messages were applied since the last, and none is on its way.</summary>
    public bool IsDue => _segmentEpoch < 0 && NextOffset != _writtenOffset;

    /// <summary>A checkpoint has been cut and is not written yet.</summary>
    public bool IsInFlight => _segmentEpoch >= 0;

    /// <summary>When the last checkpoint was written, or had nothing to say; monotonic ms.</summary>
    public long UpToDateMs { get; set; }

    /// <summary>Copies what changed, exactly as of <see cref="NextOffset"/>.</summary>
    /// <param name="epoch">What was caused before this copy: it must be acknowledged before the checkpoint is written.</param>
    public void Capture(long epoch)
    {
        var writer = new SegmentWriter();
        State.WriteChanged(writer);
        _segment = writer.Finish();
        _segmentOffset = NextOffset;
        _segmentEpoch = epoch;
    }

    /// <summary>Takes the checkpoint on its way one step further, without waiting.</summary>
    /// <param name="acknowledged">Everything up to this epoch is acknowledged.</param>
    /// <param name="now">A monotonic time in ms, for pauses between attempts.</param>
    /// <returns>The outcome, once there is one.</returns>
    public CheckpointOutcome? Step(long acknowledged, long now)
    {
        if (_segmentEpoch < 0)
        {
            return null;
        }

        if (_writing is null)
        {
            if (_segmentEpoch <= acknowledged && now >= _retryAt)
            {
                _writing = lease.WriteAsync(_segment, _segmentOffset);
                CrashPoint.Pass("checkpoint.sent");
            }

            return null;
        }

        if (!_writing.IsCompleted)
        {
            return null;
        }

        // A store that cannot be reached answers Unknown; an exception means that what it holds is damaged, and ends the role.
        var outcome = _writing.GetAwaiter().GetResult();
        _writing = null;
        if (outcome == CheckpointOutcome.Written)
        {
            _writtenOffset = _segmentOffset;
            UpToDateMs = now;
            _segmentEpoch = -1;
            _segment = default;
            _pause = TimeSpan.FromMilliseconds(100);
        }
        else if (outcome == CheckpointOutcome.Unknown)
        {
            _retryAt = now + (long)_pause.TotalMilliseconds;
            _pause = _pause * 2 > RetryMax ? RetryMax : _pause * 2;
        }

        return outcome;
    }
}
