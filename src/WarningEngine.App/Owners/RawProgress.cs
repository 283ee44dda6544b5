using WarningEngine.Core.Events;

namespace WarningEngine.App.Owners;

/// <summary>How far one raw partition has been read, and what time it stands for.</summary>
/// <param name="source">The partition.</param>
/// <param name="next">Where this member begins: what lies before was read by others.</param>
internal sealed class RawProgress(Source source, long next = 0)
{
    /// <summary>Arrival times and Kafka's further apart than this: the input is recorded or filled in, and the clock is not used.</summary>
    private const long RecordedMs = 3_600_000;

    private long _timeMs;
    private bool _recorded;

    /// <summary>Where it was told that this is the end; -1 while there is more to read.</summary>
    private long _toldEnd = -1;

    /// <summary>No place before this one is the end, whatever was told; null: that is to be asked for.</summary>
    private long? _endMin = 0;

    public Source Source { get; } = source;

    public long NextOffset { get; private set; } = next;

    /// <summary>A message has been read since this member took the partition.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Messages were read since the last cut.</summary>
    public bool Moved { get; set; }

    /// <summary>It was told to be read to its end, but what told so may be old: which end counts as one must be asked for. Where there is
    /// more to read there is nothing to ask.</summary>
    public bool IsInDoubt => _endMin is null && _toldEnd >= 0;

    private bool IsAtEnd => _endMin is { } min && _toldEnd >= min;

    /// <summary>The client has told that its messages end here.</summary>
    public void ReachedEnd(long offset) => _toldEnd = offset;

    /// <summary>Nothing that was fetched before now tells where it ends.</summary>
    public void Doubt() => _endMin = null;

    /// <summary>The broker was asked: no place before this one is the end.</summary>
    public void Ends(long offset) => _endMin = offset;

    /// <summary>A message that others have read already was looked at again: its time is the partition's.</summary>
    public void Recall(long kafkaTimeMs) => _timeMs = Math.Max(_timeMs, kafkaTimeMs);

    /// <summary>A message was read; its Kafka timestamp stands for the arrival of records that do not say.</summary>
    public void Read(long offset, long kafkaTimeMs)
    {
        NextOffset = offset + 1;
        HasRead = true;
        Moved = true;
        _toldEnd = -1;
        if (!_recorded)
        {
            _timeMs = Math.Max(_timeMs, kafkaTimeMs);
        }
    }

    /// <summary>A record said when it arrived.</summary>
    public void Arrived(long arrivalMs, long kafkaTimeMs)
    {
        var recorded = Math.Abs(kafkaTimeMs - arrivalMs) > RecordedMs;
        _timeMs = recorded != _recorded || (recorded && _timeMs > kafkaTimeMs - RecordedMs)
            ? arrivalMs : Math.Max(_timeMs, arrivalMs);
        _recorded = recorded;
    }

    /// <summary>Its time now. Read to its end, a live partition stands at the member's clock; a recorded one, or one that
    /// never had a record, holds nobody back. One of which nothing is known yet, neither a record nor its end, holds back: what it
    /// has may be older than what others have, and 0 leaves the time standing that was told of it before.</summary>
    public ProgressEntry Entry(long nowMs) => !IsAtEnd ? new ProgressEntry(Source, _timeMs, true)
        : _recorded || _timeMs == 0 ? new ProgressEntry(Source, _timeMs, false)
        : new ProgressEntry(Source, Math.Max(_timeMs, nowMs), true);
}
