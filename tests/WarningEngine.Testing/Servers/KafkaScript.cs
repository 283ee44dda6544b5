using System.Diagnostics;

namespace WarningEngine.Testing.Servers;

/// <summary>The script that starts and stops brokers: <c>start DIR ...</c> prints the bootstrap servers last.</summary>
public static class KafkaScript
{
    /// <summary>It gives a controller this many ports above its broker's.</summary>
    public const int ControllerAbove = 100;

    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Runs one of its verbs to the end; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed, and says why; or it did not end in time, and was ended.</exception>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(StepTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"kafka {string.Join(' ', arguments)} did not end.");
        }

        return process.ExitCode == 0 ? await output.ConfigureAwait(false)
            : throw new InvalidOperationException($"kafka {string.Join(' ', arguments)}: {await errors.ConfigureAwait(false)}");
    }

    /// <summary>Stops what was started in a directory, if anything was.</summary>
    public static async Task StopAsync(string script, string directory)
    {
        if (File.Exists(Path.Combine(directory, "cluster")))
        {
            await RunAsync(script, "stop", directory).ConfigureAwait(false);
        }
    }
}
