using WarningEngine.Faults.Proxy;
using WarningEngine.Faults.Running;
using WarningEngine.Faults.Servers;

namespace WarningEngine.Faults.Kinds;

/// <summary>What befalls the brokers, and the way to them.</summary>
internal static class KafkaFaults
{
    public static readonly FaultKind[] All =
    [
        new("broker-kill", strike => BrokersAsync(strike, [strike.Random.Next(KafkaCluster.Brokers) + 1], "kill-broker", "start-broker", 2, 8)),
        new("broker-pause", strike => BrokersAsync(strike, [strike.Random.Next(KafkaCluster.Brokers) + 1], "pause-broker", "resume-broker", 3, 9)),
        new("brokers-down", strike => BrokersAsync(strike, [1, 2, 3], "kill-broker", "start-broker", 3, 8)),
        Spoilt("kafka-latency", new Toxic(ToxicKind.Latency, TimeSpan.FromMilliseconds(150))),
        Spoilt("kafka-down", Toxic.Down),
        Spoilt("kafka-bandwidth", new Toxic(ToxicKind.Bandwidth, Bytes: 64 * 1024)),
        Spoilt("kafka-slow-close", new Toxic(ToxicKind.SlowClose, TimeSpan.FromSeconds(3)), dropOften: true),
        Spoilt("kafka-timeout", new Toxic(ToxicKind.Timeout)),
        Spoilt("kafka-reset", new Toxic(ToxicKind.ResetPeer, TimeSpan.FromMilliseconds(300))),
        Spoilt("kafka-slicer", new Toxic(ToxicKind.Slicer, Bytes: 64)),
        Spoilt("kafka-limit-data", new Toxic(ToxicKind.LimitData, Bytes: 200_000)),
        Spoilt("kafka-produce-response-lost", new Toxic(ToxicKind.LoseResponse, Match: Match.Produce), shortly: true),
        Spoilt("kafka-produce-cut", new Toxic(ToxicKind.CutRequest, Bytes: 100, Match: Match.Produce), shortly: true),
    ];

    private static async Task BrokersAsync(Strike strike, int[] brokers, string begin, string end, double leastSeconds, double mostSeconds)
    {
        strike.Target = string.Join(',', brokers);
        foreach (var broker in brokers)
        {
            await strike.Stage.Kafka.BrokerAsync(begin, broker);
        }

        try
        {
            await strike.WaitAsync(leastSeconds, mostSeconds);
        }
        finally
        {
            // All at once: the first alone has no quorum to wait for.
            await Task.WhenAll(brokers.Select(x => strike.Stage.Kafka.BrokerAsync(end, x)));
        }
    }

    /// <summary>On the way to one broker, to two, or to all.</summary>
    private static FaultKind Spoilt(string name, Toxic toxic, bool dropOften = false, bool shortly = false) => new(name, async strike =>
    {
        var spoilt = strike.Stage.Kafka.Proxies.OrderBy(_ => strike.Random.Next()).Take(1 + strike.Random.Next(KafkaCluster.Brokers)).ToArray();
        strike.Target = string.Join(',', strike.Stage.Kafka.Proxies.Select((x, i) => (x, i)).Where(x => spoilt.Contains(x.x)).Select(x => x.i + 1));
        foreach (var proxy in spoilt)
        {
            proxy.Set(toxic);
            if (dropOften)
            {
                proxy.Drop();
            }
        }

        try
        {
            await strike.WaitAsync(shortly ? 1 : 2, shortly ? 4 : 8);
            strike.RequireStruck(spoilt);
        }
        finally
        {
            foreach (var proxy in spoilt)
            {
                proxy.Set(null);
            }
        }
    });
}
