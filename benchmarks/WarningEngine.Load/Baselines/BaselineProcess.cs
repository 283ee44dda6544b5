using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Ground;

namespace WarningEngine.Load.Baselines;

/// <summary>Runs a peer over filled topics and measures it as the engine is measured.</summary>
internal static class BaselineProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="ground">Broker and store.</param>
    /// <param name="settings">What it is told.</param>
    /// <param name="events">How many it will do.</param>
    public static Figure Run(TestGround ground, BaselineSettings settings, long events)
    {
        var file = Path.Combine(ground.Directory, "baseline.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(settings));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [BaselineProgram.Verb, file])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("The peer did not start.");
        long done = 0;
        var isOver = false;
        var said = "";
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(BaselineProgram.Done, StringComparison.Ordinal) == true)
            {
                Interlocked.Exchange(ref done, long.Parse(line.Data[BaselineProgram.Done.Length..], CultureInfo.InvariantCulture));
            }

            Volatile.Write(ref isOver, isOver || line.Data == BaselineProgram.Over);
        };
        process.ErrorDataReceived += (_, line) => said += line.Data + "\n";
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new Window(ground, process.Id).Run(
                events, () => Volatile.Read(ref isOver) ? events : Math.Min(Interlocked.Read(ref done), events - 1), () => Volatile.Read(ref isOver),
                () => Check(process, said), Patience);
        }
        finally
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                process.Kill();
            }
        }
    }

    private static void Check(Process process, string said)
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"The peer has ended with {process.ExitCode}: {said}");
        }
    }
}
