using System.Globalization;

namespace WarningEngine.Testing.Servers;

/// <summary>An Apache Kafka of its own for a test: one broker on free loopback ports, a temporary directory. The script that
/// starts and stops it is named by the environment variable <c>WARNING_ENGINE_KAFKA</c>.</summary>
public sealed class RealKafka : IDisposable
{
    /// <summary>Tests start brokers side by side: what one was given is not free for the next, though nobody listens yet.</summary>
    private static readonly HashSet<int> Given = [];

    private readonly string _directory;

    /// <exception cref="InvalidOperationException">It is not installed, or did not start.</exception>
    public RealKafka()
    {
        _directory = Directory.CreateTempSubdirectory("warning-engine-kafka-").FullName;
        try
        {
            var port = FreePort().ToString(CultureInfo.InvariantCulture);
            BootstrapServers = Run("start", _directory, "--port", port, "--heap", "512").TrimEnd().Split('\n')[^1];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The script; null where the environment names none.</summary>
    public static string? Script { get; } =
        Environment.GetEnvironmentVariable("WARNING_ENGINE_KAFKA") is { Length: > 0 } path && File.Exists(path) ? path : null;

    public static bool IsInstalled => Script is not null;

    /// <summary>host:port, on loopback.</summary>
    public string BootstrapServers { get; } = "";

    /// <summary>Stops it cleanly, and takes its data with it.</summary>
    public void Dispose()
    {
        if (Script is { } script)
        {
            KafkaScript.StopAsync(script, _directory).GetAwaiter().GetResult();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string Run(params string[] arguments) => KafkaScript.RunAsync(
        Script ?? throw new InvalidOperationException("WARNING_ENGINE_KAFKA names no script."), arguments).GetAwaiter().GetResult();

    /// <summary>A port that is free, and the controller's too; below the range that the system gives out by itself.</summary>
    private static int FreePort()
    {
        for (var port = 21_000 + (Environment.ProcessId % 400 * 20); port < 32_000; port += 3)
        {
            lock (Given)
            {
                if (Ports.AreFree(port, port + KafkaScript.ControllerAbove) && !Given.Contains(port - KafkaScript.ControllerAbove)
                    && !Given.Contains(port + KafkaScript.ControllerAbove) && Given.Add(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException("No free port for a broker.");
    }
}
