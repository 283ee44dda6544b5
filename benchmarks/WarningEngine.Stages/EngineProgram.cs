using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace WarningEngine.Stages;

/// <summary>The published executable as a process; what it says is kept for the case that it fails.</summary>
internal sealed class EngineProgram : IDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    /// <exception cref="InvalidOperationException">It cannot be started.</exception>
    public EngineProgram(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <exception cref="InvalidOperationException">It has ended, or it takes too long.</exception>
    public void Check(TimeSpan elapsed, TimeSpan patience)
    {
        if (_process.HasExited || elapsed > patience)
        {
            throw new InvalidOperationException($"The engine has ended or is not there after {elapsed}: {string.Join('\n', _said)}");
        }
    }

    /// <summary>SIGTERM, as a supervisor stops a service.</summary>
    /// <exception cref="InvalidOperationException">It does not end in time, or not well.</exception>
    public void Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        WaitForGoodEnd();
    }

    /// <exception cref="InvalidOperationException">It does not end in time, or not well.</exception>
    public void WaitForGoodEnd()
    {
        if (!_process.WaitForExit(EndTimeout) || _process.ExitCode != 0)
        {
            throw new InvalidOperationException(string.Join('\n', _said));
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
