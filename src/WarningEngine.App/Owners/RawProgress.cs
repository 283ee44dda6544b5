using WarningEngine.Core.Events;

namespace WarningEngine.App.Owners;

/// <summary>How far one raw partition has been read, and what time it stands for.</summary>
/// <param name="source">The partition.</param>
/// <param name="next">Where this member begins: what lies before was read by others.</param>
internal sealed class RawProgress(Source source, long next = 0)
{
    /// <summary>Arrival times and Kafka's further apart than this: the input is recorded or filled in, and the clock is not used.</summary>
    private const long RecordedMs = 3_600_000;

    /// <summary>What it stands for, ms since epoch; 0: nothing is known yet.</summary>
    private long _timeMs;
    private bool _recorded;

    /// <summary>The last record of a live partition was of long ago. One alone has a wrong clock, two in a row begin recorded input.</summary>
    private bool _isDoubtful;

    /// <summary>Where the client told that its messages end; -1 while there is more to read.</summary>
    private long _toldEnd = -1;

    /// <summary>The broker has confirmed that.</summary>
    private bool _isAtEnd;

    public Source Source { get; } = source;

    public long NextOffset { get; private set; } = next;

    /// <summary>A message has been read since this member took the partition.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Messages were read since the last cut.</summary>
    public bool Moved { get; set; }

    /// <summary>The client has told that there is nothing more. What it told may be old (the process stood still, the broker sends nothing more), so the
    /// broker is asked. Where there is more to read there is nothing to ask.</summary>
    public bool IsToldEnd => _toldEnd >= 0;

    /// <summary>The client has told that its messages end here.</summary>
    public void ReachedEnd(long offset) => _toldEnd = offset;

    /// <summary>The broker was asked where it ends.</summary>
    /// <param name="offset">Its answer.</param>
    /// <param name="askedMs">The member's clock when it was asked, ms since epoch: up to then nothing is unread, where that is the end
    /// that was told.</param>
    public void Ends(long offset, long askedMs)
    {
        _isAtEnd = IsToldEnd && _toldEnd >= offset;
        if (_isAtEnd && !_recorded && _timeMs != 0)
        {
            _timeMs = Math.Max(_timeMs, askedMs);
        }
    }

    /// <summary>A message was read, whatever is in it.</summary>
    public void Read(long offset)
    {
        NextOffset = offset + 1;
        HasRead = true;
        Moved = true;
        _toldEnd = -1;
        _isAtEnd = false;
    }

    /// <summary>A record came.</summary>
    /// <param name="kafkaTimeMs">Of its message: stands for its arrival where it does not say; -1 where the message has none.</param>
    /// <param name="isGood">It was taken. One that was rejected may be filled in today and be of last year: it tells the time of a partition
    /// only where that is known to be live.</param>
    /// <param name="arrivalMs">As it says; null where it does not.</param>
    public void Came(long kafkaTimeMs, bool isGood, long? arrivalMs)
    {
        if (isGood && arrivalMs is { } said)
        {
            Arrived(said, kafkaTimeMs);
        }
        else if (!_recorded && (isGood || _timeMs != 0))
        {
            _timeMs = Math.Max(_timeMs, kafkaTimeMs);
        }
    }

    /// <summary>Its time now. Read to its end, a live partition stands where the member's clock stood when that was confirmed; a recorded one, or one that
    /// never had a record, holds nobody back. One of which nothing is known yet, neither a record nor its end, holds back: what it
    /// has may be older than what others have, and 0 leaves the time standing that was told of it before.</summary>
    public ProgressEntry Entry() => new(Source, _timeMs, HoldsBack: !_isAtEnd || (!_recorded && _timeMs != 0));

    private void Arrived(long arrivalMs, long kafkaTimeMs)
    {
        // Without Kafka's timestamp nothing says that it is another input than before.
        var recorded = kafkaTimeMs < 0 ? _recorded : Math.Abs(kafkaTimeMs - arrivalMs) > RecordedMs;
        var isAlone = recorded && !_recorded && _timeMs != 0 && !_isDoubtful;
        _isDoubtful = isAlone;
        if (isAlone)
        {
            // What it says would be taken for a history of the stream that nobody has read, for ever.
            _timeMs = Math.Max(_timeMs, kafkaTimeMs);
            return;
        }

        _timeMs = recorded != _recorded ? arrivalMs : Math.Max(_timeMs, recorded ? arrivalMs : Math.Max(arrivalMs, kafkaTimeMs));
        _recorded = recorded;
    }
}
