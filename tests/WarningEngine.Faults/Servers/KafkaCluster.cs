using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Faults.Proxy;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults.Servers;

/// <summary>Three brokers behind three chaos proxies. Clients that come over a proxy's port are told of the proxies alone;
/// the brokers among themselves, and whoever checks, use the brokers' own ports.</summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    public const int Brokers = 3;

    private const int StartAttempts = 5;

    private readonly string _script;
    private readonly string _directory;

    private KafkaCluster(string script, string directory, string direct, ChaosProxy[] proxies)
    {
        (_script, _directory, Direct, Proxies) = (script, directory, direct, proxies);
    }

    /// <summary>Bootstrap servers past the proxies.</summary>
    public string Direct { get; }

    /// <summary>Bootstrap servers for the engine.</summary>
    public string ThroughProxies => string.Join(',', Proxies.Select(x => x.Endpoint));

    /// <summary>One a broker; broker 1 is behind the first.</summary>
    public IReadOnlyList<ChaosProxy> Proxies { get; }

    /// <param name="script">Starts and stops brokers.</param>
    /// <param name="directory">For settings and data; made.</param>
    public static async Task<KafkaCluster> StartAsync(string script, string directory)
    {
        // The script fills in {id}, and one digit is all that tells the ports of the three apart.
        var (port, suffix) = FindPorts();
        Directory.CreateDirectory(directory);
        var properties = directory + ".properties";
        await File.WriteAllTextAsync(properties, $$"""
            listeners=PLAINTEXT://127.0.0.1:{port},CLIENT://127.0.0.1:1{id}{{suffix}},CONTROLLER://127.0.0.1:{controller_port}
            advertised.listeners=PLAINTEXT://127.0.0.1:{port},CLIENT://127.0.0.1:1{id}{{suffix + 500}}
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
            """);
        var proxies = Enumerable.Range(1, Brokers)
            .Select(id => new ChaosProxy(PortOf(id, suffix + 500), PortOf(id, suffix))).ToArray();
        try
        {
            var output = await KafkaScript.RunAsync(script, "start", directory, "--brokers", $"{Brokers}", "--port",
                port.ToString(CultureInfo.InvariantCulture), "--heap", "512", "--properties", properties);
            return new KafkaCluster(script, directory, output.TrimEnd().Split('\n')[^1], proxies);
        }
        catch
        {
            await StopAsync(script, directory, proxies);
            throw;
        }
    }

    /// <param name="verb">kill-broker, start-broker, pause-broker, resume-broker.</param>
    /// <param name="broker">1 to 3.</param>
    public async Task BrokerAsync(string verb, int broker)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await KafkaScript.RunAsync(_script, verb, _directory, broker.ToString(CultureInfo.InvariantCulture));
                return;
            }
            catch (InvalidOperationException) when (verb == "start-broker" && attempt < StartAttempts)
            {
                // On a busy machine a broker is not ready within the script's minute; asked again, the script waits on.
            }
        }
    }

    /// <summary>Removes every topic and group of the engine, and makes the topics anew: a run begins with empty logs.</summary>
    public async Task BeginAsync(int partitions, int rawPartitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Direct }).SetLogHandler((_, _) => { }).Build();
        await FreshTopics.BeginAsync(admin, partitions, rawPartitions, keeps: _ => false);
    }

    public async ValueTask DisposeAsync() => await StopAsync(_script, _directory, Proxies);

    private static async Task StopAsync(string script, string directory, IReadOnlyList<ChaosProxy> proxies)
    {
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        await KafkaScript.StopAsync(script, directory);
    }

    private static int PortOf(int broker, int suffix) => 10_000 + (broker * 1000) + suffix;

    private static (int Port, int Suffix) FindPorts()
    {
        var ids = Enumerable.Range(1, Brokers).ToArray();
        for (var i = 0; i < 100; i++)
        {
            var suffix = 100 + ((Environment.ProcessId + (i * 7)) % 400);
            var port = 14_000 + ((Environment.ProcessId + i) % 400 * 10);
            if (Ports.AreFree(ids.SelectMany(id => new[] { PortOf(id, suffix), PortOf(id, suffix + 500), port + id - 1, port + KafkaScript.ControllerAbove + id - 1 })))
            {
                return (port, suffix);
            }
        }

        throw new InvalidOperationException("No free ports for three brokers.");
    }
}
