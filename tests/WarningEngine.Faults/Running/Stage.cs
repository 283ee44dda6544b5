using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Proxy;
using WarningEngine.Faults.Servers;

namespace WarningEngine.Faults.Running;

/// <summary>Everything that a fault can strike.</summary>
internal sealed record Stage(KafkaCluster Kafka, RedisPair Redis, Fleet Fleet);

/// <summary>One fault as it happens: tells of its moments, and waits as its seed says.</summary>
internal sealed class Strike(Stage stage, Random random, Func<long> eventsSent, CancellationToken stop)
{
    private long? _causeGoneAt;

    public Stage Stage => stage;

    public Random Random => random;

    /// <summary>Whom or what it struck.</summary>
    public string Target { get; set; } = "";

    /// <summary>Null: it was carried out; else why it could not be.</summary>
    public string? Skipped { get; private set; }

    public long Before { get; private set; }

    public long During { get; private set; }

    /// <summary>Ms since epoch.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Ms since epoch.</summary>
    public long CauseGoneAt => _causeGoneAt ?? NowMs;

    public double Seconds { get; private set; }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public T One<T>(IEnumerable<T> among)
    {
        var all = among.ToArray();
        return all[random.Next(all.Length)];
    }

    public Task WaitAsync(double leastSeconds, double mostSeconds) =>
        Task.Delay(TimeSpan.FromSeconds(leastSeconds + (random.NextDouble() * (mostSeconds - leastSeconds))), stop);

    /// <summary>From here on nothing hinders recovery, though the fault is not made good yet: a killed process need not come
    /// back for its partitions to be scored again.</summary>
    public void CauseIsGone() => _causeGoneAt ??= NowMs;

    public void Skip(string why) => Skipped = why;

    /// <summary>Proves nothing where it met nobody: asked before the proxies are told to spoil no more.</summary>
    public void RequireStruck(IEnumerable<ChaosProxy> proxies)
    {
        if (proxies.Sum(x => x.Struck) == 0)
        {
            Skip("touched no connection");
        }
    }

    public async Task RunAsync(FaultKind kind)
    {
        (BeganAt, Before) = (NowMs, eventsSent());
        await kind.Run(this);
        CauseIsGone();
        During = eventsSent() - Before;
        Seconds = (NowMs - BeganAt) / 1000.0;
    }
}

/// <summary>A kind of fault: begins, lasts, and is made good before it returns.</summary>
/// <param name="Name">As on the command line.</param>
internal sealed record FaultKind(string Name, Func<Strike, Task> Run);
