using WarningEngine.Core;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;
using WarningEngine.Redis;

namespace WarningEngine.App.Owners;

/// <summary>One taken partition: its state, its place in the log, and the checkpoint on its way. The hot thread copies what
/// changed; it never waits for the store.</summary>
/// <param name="partition">Its number.</param>
/// <param name="state">Of everything before <paramref name="nextOffset"/>.</param>
/// <param name="lease">The right to write its checkpoints.</param>
/// <param name="nextOffset">Of the log.</param>
/// <param name="lastMessage">What stood before it when the state was made; null where there is nothing to compare with.</param>
/// <param name="replaces">What the store holds, if anything, is not what this state was restored from: the first checkpoint is complete.</param>
internal sealed class PartitionOwner(
    int partition, ICheckpointedState state, ICheckpointLease lease, long nextOffset, LastMessage? lastMessage = null, bool replaces = false)
{
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(5);

    /// <summary>No more is copied while copies of this size wait to be written: where the store lags, what changed stays where it is. Bytes.</summary>
    private const long CopiesBytesMax = 128 << 20;

    private LastMessage? _lastMessage = lastMessage;

    /// <summary>Nobody has looked yet whether the log holds what the state was made of.</summary>
    private bool _isUnseen = lastMessage is not null;

    /// <summary>No complete checkpoint has been written yet, and the next must be.</summary>
    private bool _replaces = replaces;
    private bool _isLastCut;
    private Pending? _pending;
    private long _writtenOffset = nextOffset;
    private Task<CheckpointOutcome>? _writing;
    private TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private long _retryAt;

    /// <summary>Memory of an earlier segment, for the next.</summary>
    private SegmentWriter? _spare;

    /// <summary>The segment on its way, while every write of it was answered.</summary>
    private IDisposable? _inFlight;

    public int Partition { get; } = partition;

    public ICheckpointedState State { get; } = state;

    /// <inheritdoc cref="ICheckpointLease.Owner"/>
    public string Name => lease.Owner;

    /// <summary>Offset of the next message to apply.</summary>
    public long NextOffset { get; private set; } = nextOffset;

    /// <summary>Where reading begins: one message earlier as long as that has not been looked at.</summary>
    public long ReadFrom => _isUnseen ? NextOffset - 1 : NextOffset;

    /// <summary>Why the log is not the one that the state was made of; null where nothing says so.</summary>
    public string? OtherLog { get; private set; }

    /// <summary>A checkpoint is due: messages were applied since the last, and none is on its way.</summary>
    public bool IsDue => this is { IsInFlight: false, IsWritten: false };

    /// <summary>All messages that were applied are in a checkpoint that was written.</summary>
    public bool IsWritten => NextOffset == _writtenOffset && (!_replaces || IsDoubted);

    /// <summary>A checkpoint has been cut and is not written yet.</summary>
    public bool IsInFlight => _pending is not null;

    /// <summary>Its last checkpoint has been cut and written.</summary>
    public bool IsFinished => (_isLastCut || IsDoubted) && !IsInFlight;

    /// <summary>It would replace what the store holds, and may be of another log: first that is looked at. Nothing has been applied to it.</summary>
    private bool IsDoubted => _replaces && (_isUnseen || OtherLog is not null);

    /// <summary>Size of the copy that waits to be written. Bytes.</summary>
    public long BytesInFlight => _pending?.Bytes ?? 0;

    /// <summary>A checkpoint of this owner has been written that knows of a message: of what was before the first, a file tells that whoever filled
    /// it in has written.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>When the last checkpoint was written, or had nothing to say; monotonic ms.</summary>
    public long UpToDateMs { get; set; }

    /// <summary>Those whose checkpoint is due, whoever has waited longest first; it ends where copies are many. To be captured one by one.</summary>
    public static IEnumerable<PartitionOwner> Due(IReadOnlyCollection<PartitionOwner> owners) => WithRoom(owners, owners.Where(x => x.IsDue));

    /// <summary>Those of <paramref name="leaving"/> whose last checkpoint can be cut, otherwise as <see cref="Due"/>. One without messages says that nothing
    /// comes after it.</summary>
    public static IEnumerable<PartitionOwner> DueLast(IReadOnlyCollection<PartitionOwner> owners, IReadOnlyCollection<PartitionOwner> leaving) =>
        WithRoom(owners, owners.Where(x => x is { IsInFlight: false, _isLastCut: false, IsDoubted: false } && leaving.Contains(x)));

    private static IEnumerable<PartitionOwner> WithRoom(IReadOnlyCollection<PartitionOwner> owners, IEnumerable<PartitionOwner> due)
    {
        var bytes = owners.Sum(x => x.BytesInFlight);
        foreach (var owner in due.OrderBy(x => x.UpToDateMs).ToArray())
        {
            if (bytes > CopiesBytesMax)
            {
                yield break;
            }

            yield return owner;
            bytes += owner.BytesInFlight;
        }
    }

    /// <summary>Lets a message in where it is the next to apply, or the one before it and <see cref="OtherLog"/>. That one is only looked at, once:
    /// where a log ends says nothing of what it holds, for one that was cut, or made anew, grows past an old offset.</summary>
    /// <exception cref="KafkaFaultException">Those between have been deleted: the log is neither compacted nor transactional.</exception>
    public bool Admit(ReadMessage message)
    {
        if (message.Offset > NextOffset)
        {
            throw new KafkaFaultException($"{message.TopicPartition}: the state goes on at offset {NextOffset}, but the log at {message.Offset}.");
        }

        if (_isUnseen && message.Offset == NextOffset - 1)
        {
            _isUnseen = false;
            OtherLog = Of(message) == _lastMessage ? null
                : $"its state goes on at offset {NextOffset}, but before that stands another message than the one that it knows: the log was cut, "
                    + "or made anew. A log that was made anew needs a higher kafka.generation, and its state an import";
        }

        return message.Offset == NextOffset || OtherLog is not null;
    }

    /// <summary>The state now knows of this message.</summary>
    public void Applied(ReadMessage message) => (NextOffset, _lastMessage, _isUnseen) = (message.Offset + 1, Of(message), false);

    /// <summary>Copies what changed, exactly as of <see cref="NextOffset"/>; everything where the first checkpoint is complete, and then the last one comes
    /// after it.</summary>
    /// <param name="epoch">What was caused before this copy: it must be acknowledged before the checkpoint is written.</param>
    /// <param name="isLast">Nothing will be applied after it: whoever takes the partition next regenerates nothing.</param>
    public void Capture(long epoch, bool isLast = false)
    {
        var (offset, last) = (NextOffset, _lastMessage);
        if (_replaces)
        {
            var parts = new SegmentParts();
            State.WriteAll(parts);
            var segments = parts.Finish();
            _inFlight = parts;
            _pending = new Pending(offset, epoch, segments.Sum(x => (long)x.Length), () => lease.ReplaceAsync(segments, offset, last));
            return;
        }

        // One checkpoint is much like the one before it.
        var writer = _spare ?? new SegmentWriter();
        _spare = null;
        State.WriteChanged(writer);
        var segment = writer.Finish();
        _inFlight = writer;
        _isLastCut = isLast;
        _pending = new Pending(offset, epoch, segment.Length, () => lease.WriteAsync(segment, offset, isLast, last));
    }

    /// <summary>The state is not needed any more: its memory is given back at once. What a checkpoint on its way holds is a copy.</summary>
    public void Drop()
    {
        (State as IDisposable)?.Dispose();
        (lease as IDisposable)?.Dispose();
        _spare?.Dispose();
        _spare = null;
    }

    /// <summary>For how long changes have waited for a checkpoint. Where none wait it is up to date now.</summary>
    /// <param name="now">A monotonic time in ms.</param>
    public TimeSpan MeasureCheckpointAge(long now)
    {
        if (this is { IsDue: false, IsInFlight: false })
        {
            UpToDateMs = now;
        }

        return TimeSpan.FromMilliseconds(now - UpToDateMs);
    }

    /// <summary>Takes the checkpoint on its way one step further, without waiting.</summary>
    /// <param name="acknowledged">Everything up to this epoch is acknowledged.</param>
    /// <param name="now">A monotonic time in ms, for pauses between attempts.</param>
    /// <returns>The outcome, once there is one.</returns>
    public CheckpointOutcome? Step(long acknowledged, long now)
    {
        if (_pending is null)
        {
            return null;
        }

        if (_writing is null)
        {
            if (_pending.Epoch <= acknowledged && now >= _retryAt)
            {
                _writing = _pending.WriteAsync();
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
            GiveBack();
            _replaces = false;
            _writtenOffset = _pending.Offset;
            _pending = null;
            HasWritten |= _writtenOffset > 0;
            UpToDateMs = now;
            _pause = TimeSpan.FromMilliseconds(100);
        }
        else if (outcome == CheckpointOutcome.Unknown)
        {
            _retryAt = now + (long)_pause.TotalMilliseconds;
            _pause = _pause * 2 > RetryMax ? RetryMax : _pause * 2;
        }

        // Where there was no answer, a write that nobody waits for any more may still read the segment: its bytes are not used again.
        _inFlight = null;
        return outcome;
    }

    /// <summary>It was written, and answered at once: nobody reads the copy any more.</summary>
    private void GiveBack()
    {
        if (_inFlight is SegmentWriter writer)
        {
            writer.Clear();
            _spare = writer;
        }
        else
        {
            _inFlight?.Dispose();
        }
    }

    private static LastMessage Of(ReadMessage message) => new(message.TimestampMs, message.Value.Length);

    /// <summary>A checkpoint that was cut.</summary>
    private sealed record Pending(long Offset, long Epoch, long Bytes, Func<Task<CheckpointOutcome>> WriteAsync);
}
