using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Load.Ground;

/// <summary>One Apache Kafka on loopback, and the topics of a round.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private const int HeapMegaBytes = 1024;

    private readonly string _script;
    private readonly string _directory;
    private readonly IAdminClient _admin;

    private Broker(string script, string directory, string bootstrapServers)
    {
        (_script, _directory, BootstrapServers) = (script, directory, bootstrapServers);
        Id = int.Parse(File.ReadAllText(Path.Combine(directory, "broker-1", "pid")), CultureInfo.InvariantCulture);
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();
    }

    public string BootstrapServers { get; }

    /// <summary>Of its process.</summary>
    public int Id { get; }

    /// <param name="script">Starts and stops brokers.</param>
    /// <param name="directory">For settings and data; made.</param>
    /// <exception cref="InvalidOperationException">It does not start; says why.</exception>
    public static async Task<Broker> StartAsync(string script, string directory)
    {
        try
        {
            var port = FreePort().ToString(CultureInfo.InvariantCulture);
            var output = await KafkaScript.RunAsync(
                script, "start", directory, "--port", port, "--heap", HeapMegaBytes.ToString(CultureInfo.InvariantCulture));
            return new Broker(script, directory, output.TrimEnd().Split('\n')[^1]);
        }
        catch
        {
            await KafkaScript.StopAsync(script, directory);
            throw;
        }
    }

    /// <summary>What the broker calls its version.</summary>
    public string Version() => Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_script))!, "libs"), "kafka-clients-*.jar")
        .Select(x => Path.GetFileNameWithoutExtension(x)["kafka-clients-".Length..]).FirstOrDefault("unknown");

    /// <summary>Removes every group, and the topics that are not kept; then makes the engine's topics that are missing.</summary>
    public Task BeginAsync(int partitions, int rawPartitions, Func<string, bool> keeps) =>
        FreshTopics.BeginAsync(_admin, partitions, rawPartitions, keeps);

    /// <summary>Makes a topic that is none of the engine's.</summary>
    public Task MakeAsync(string topic, int partitions) =>
        TopicPlan.CreateAsync(_admin, [new PlannedTopic(topic, partitions, Compacted: false, RetentionDays: 1)]);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await KafkaScript.StopAsync(_script, _directory);
    }

    private static int FreePort()
    {
        for (var i = 0; i < 100; i++)
        {
            var port = Ports.Free();
            if (Ports.AreFree(port, port + KafkaScript.ControllerAbove))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free ports for a broker.");
    }
}
