using System.Diagnostics;
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

    /// <summary>The script gives the controller this many ports above the broker's.</summary>
    private const int ControllerAbove = 100;
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan AdminTimeout = TimeSpan.FromSeconds(30);

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
            var output = await RunAsync(
                script, "start", directory, "--port", port, "--heap", HeapMegaBytes.ToString(CultureInfo.InvariantCulture));
            return new Broker(script, directory, output.TrimEnd().Split('\n')[^1]);
        }
        catch
        {
            await StopAsync(script, directory);
            throw;
        }
    }

    /// <summary>What the broker calls its version.</summary>
    public string Version() => Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_script))!, "libs"), "kafka-clients-*.jar")
        .Select(x => Path.GetFileNameWithoutExtension(x)["kafka-clients-".Length..]).FirstOrDefault("unknown");

    /// <summary>Removes every group, and the topics that are not kept; then makes the engine's topics that are missing.</summary>
    public async Task BeginAsync(int partitions, int rawPartitions, Func<string, bool> keeps)
    {
        var groups = (await _admin.ListConsumerGroupsAsync()).Valid.Select(x => x.GroupId).ToArray();
        if (groups.Length > 0)
        {
            await _admin.DeleteGroupsAsync(groups);
        }

        if (Removable(keeps) is { Length: > 0 } topics)
        {
            await _admin.DeleteTopicsAsync(topics);
        }

        var started = Stopwatch.GetTimestamp();
        while (Removable(keeps).Length > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > AdminTimeout)
            {
                throw new InvalidOperationException("Topics of the round before are still there.");
            }

            await Task.Delay(200);
        }

        await TopicPlan.CreateAsync(_admin, TopicPlan.All(partitions, rawPartitions));
    }

    /// <summary>Makes a topic that is none of the engine's.</summary>
    public Task MakeAsync(string topic, int partitions) =>
        TopicPlan.CreateAsync(_admin, [new PlannedTopic(topic, partitions, Compacted: false, RetentionDays: 1)]);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await StopAsync(_script, _directory);
    }

    private string[] Removable(Func<string, bool> keeps) =>
    [
        .. _admin.GetMetadata(AdminTimeout).Topics.Select(x => x.Topic)
            .Where(x => !x.StartsWith("__", StringComparison.Ordinal) && !keeps(x)),
    ];

    private static async Task StopAsync(string script, string directory)
    {
        if (File.Exists(Path.Combine(directory, "cluster")))
        {
            await RunAsync(script, "stop", directory);
        }
    }

    private static int FreePort()
    {
        for (var i = 0; i < 100; i++)
        {
            var port = Ports.Free();
            if (Ports.AreFree(port, port + ControllerAbove))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free ports for a broker.");
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(StepTimeout);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode == 0
            ? await output : throw new InvalidOperationException($"kafka {string.Join(' ', arguments)}: {await errors}");
    }
}
