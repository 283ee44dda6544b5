namespace WarningEngine.Kafka.Consuming;

/// <summary>Topics whose messages the brokers refuse to a consumer. The client says so once a partition and asks on in silence: who lacks the right
/// would look like who has nothing to read.</summary>
/// <param name="clock">A topic that is being made may be refused for a moment.</param>
/// <param name="log">Takes a line a topic.</param>
/// <param name="tell">Told of a topic that has been refused for some seconds, and why; null: it is no more.</param>
internal sealed class RefusedTopics(TimeProvider clock, Action<string>? log, Action<string, string?>? tell)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Refusal> _topics = [];

    public bool IsAny => _topics.Count > 0;

    public void Refused(string topic, string why)
    {
        if (_topics.TryAdd(topic, new Refusal(clock.GetTimestamp(), why, IsTold: false)))
        {
            log?.Invoke($"consumer: {topic} cannot be read: {why}");
        }
    }

    /// <summary>Something of the topic came.</summary>
    public void Came(string topic)
    {
        if (_topics.Remove(topic, out var refusal) && refusal.IsTold)
        {
            tell?.Invoke(topic, null);
        }
    }

    /// <summary>Partitions were taken away: of topics that have none left nothing is read here any more. One that never had any is not meant: where the
    /// brokers do not even describe it nobody is given any, and it is refused as before.</summary>
    /// <param name="taken">Topics of the partitions that were taken away.</param>
    /// <param name="left">Those of the partitions that are left.</param>
    public void Gone(IEnumerable<string> taken, IEnumerable<string> left)
    {
        foreach (var topic in taken.Except(left))
        {
            Came(topic);
        }
    }

    /// <summary>Nothing is read here any more.</summary>
    public void Clear()
    {
        foreach (var topic in _topics.Keys.ToArray())
        {
            Came(topic);
        }
    }

    /// <summary>Tells what has lasted.</summary>
    public void Look()
    {
        foreach (var (topic, refusal) in _topics.Where(x => !x.Value.IsTold && clock.GetElapsedTime(x.Value.SinceTimestamp) >= Patience).ToArray())
        {
            _topics[topic] = refusal with { IsTold = true };
            tell?.Invoke(topic, refusal.Why);
        }
    }

    private sealed record Refusal(long SinceTimestamp, string Why, bool IsTold);
}
