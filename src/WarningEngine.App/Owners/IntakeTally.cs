namespace WarningEngine.App.Owners;

/// <summary>What intake has read and made since it last told so: told record by record it would cost as much as splitting them.</summary>
/// <param name="observer">Is told.</param>
internal sealed class IntakeTally(IEngineObserver observer)
{
    /// <summary>Records between two looks at the clock: a look at each would cost as much as finding its caller.</summary>
    private const int LookEvery = 32;

    private string _topic = "";
    private long _records, _legs, _clamped;
    private int _sinceLooked;

    /// <summary>A record was read, good or not.</summary>
    /// <param name="topic">Many of one topic come together.</param>
    public void Read(string topic)
    {
        if (!ReferenceEquals(_topic, topic))
        {
            Tell();
            _topic = topic;
        }

        _records++;
        _sinceLooked++;
    }

    /// <summary>So many legs were made of what was read.</summary>
    public void Wrote(long legs) => _legs += legs;

    /// <summary>So many times of what was read were set to their arrival.</summary>
    public void Clamped(long times) => _clamped += times;

    public void Tell()
    {
        if (_clamped > 0)
        {
            observer.Clamped(_clamped);
            _clamped = 0;
        }

        if (_records > 0)
        {
            observer.EventsRead(_topic, _records);
            observer.LegsWritten(_legs);
            (_records, _legs) = (0, 0);
        }
    }

    /// <summary>Whether so much was read since this was last true that the time is to be looked at.</summary>
    public bool IsTimeDue()
    {
        var isDue = _sinceLooked >= LookEvery;
        _sinceLooked = isDue ? 0 : _sinceLooked;
        return isDue;
    }
}
