using System.Collections.Concurrent;
using WarningEngine.Faults.Kinds;

namespace WarningEngine.Faults.Engines;

/// <summary>The engine as it runs in production: two processes of each role. One that ends by itself is started again, as a
/// supervisor would, and is told of.</summary>
internal sealed class Fleet : IDisposable
{
    /// <summary>As the system tells of a process that SIGKILL has ended.</summary>
    private const int KilledCode = 137;
    private static readonly string[] Roles = ["intake", "score", "dispatch"];

    private readonly ConcurrentDictionary<string, bool> _meantToBeDown = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new();
    private readonly ConcurrentDictionary<string, Queue<string>> _deaths = new();
    private readonly ConcurrentDictionary<(string Role, string Point), bool> _died = new();

    public Fleet(EngineSettings settings)
    {
        Processes = [.. Roles.SelectMany(role => new[] { 1, 2 }.Select(i => new EngineProcess($"{role}-{i}", role, settings)))];
    }

    public IReadOnlyList<EngineProcess> Processes { get; }

    /// <summary>Ends that nobody asked for.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    public IEnumerable<EngineProcess> Of(string role) => Processes.Where(x => x.Role == role);

    /// <summary>Points at which no process of a role has died, though some were meant to. Roles share names of points.</summary>
    public IEnumerable<string> DeathsLeft => Processes.Where(x => _deaths.ContainsKey(x.Name))
        .SelectMany(x => _deaths[x.Name].Select(point => (x.Role, Point: point))).Distinct().Where(x => !_died.ContainsKey(x))
        .Select(x => $"no process has passed {x.Point} of {x.Role}");

    /// <summary>A process dies at these points, one each time that it is started; after the last it lives.</summary>
    /// <param name="points">NAME:N each.</param>
    public void LetDie(EngineProcess process, IEnumerable<string> points) => _deaths[process.Name] = new Queue<string>(points);

    public void Start()
    {
        foreach (var process in Processes)
        {
            Start(process);
        }
    }

    /// <summary>Asks it to end, in the hope that it dies on its way out; one that ends well is started again.</summary>
    public void AskToStop(EngineProcess process)
    {
        _asked[process.Name] = true;
        process.AskToStop();
    }

    /// <summary>A fault takes it down: it is not started again until <see cref="Bring"/>.</summary>
    public void TakeDown(EngineProcess process, Action<EngineProcess> how)
    {
        _meantToBeDown[process.Name] = true;
        how(process);
    }

    public void Bring(EngineProcess process)
    {
        Start(process);
        _meantToBeDown.TryRemove(process.Name, out _);
    }

    /// <summary>Starts what ended by itself.</summary>
    public void Supervise()
    {
        foreach (var process in Processes.Where(x => x.ExitCode is not null && !_meantToBeDown.ContainsKey(x.Name)))
        {
            if (process.ExitCode == KilledCode && _deaths.TryGetValue(process.Name, out var deaths) && deaths.TryDequeue(out var point))
            {
                _died[(process.Role, point)] = true;
            }
            else if (process.ExitCode != 0 || !_asked.TryRemove(process.Name, out _))
            {
                Surprises.Enqueue($"{process.Name} ended with {process.ExitCode}");
            }

            Start(process);
        }
    }

    private void Start(EngineProcess process) =>
        process.Start(_deaths.TryGetValue(process.Name, out var deaths) && deaths.TryPeek(out var point)
            ? new Dictionary<string, string> { [CrashPoint.Variable] = point } : null);

    /// <summary>Stops every process of a role. Those that did not stop as they ought to are told of.</summary>
    public async Task StopAsync(string role)
    {
        var stopped = await Task.WhenAll(Of(role).Select(x => Task.Run(() =>
        {
            _meantToBeDown[x.Name] = true;
            return (Process: x, Good: x.Stop(), x.ExitCode);
        })));
        foreach (var (process, _, code) in stopped.Where(x => !x.Good))
        {
            // One that has not come to its point before may pass it on its way out.
            if (code == KilledCode && _deaths.TryGetValue(process.Name, out var deaths) && deaths.TryDequeue(out var point))
            {
                _died[(role, point)] = true;
                continue;
            }

            Surprises.Enqueue($"{process.Name} did not stop on SIGTERM within ten seconds with exit code 0 (code {code?.ToString() ?? "none"})");
        }
    }

    public void Dispose()
    {
        foreach (var process in Processes)
        {
            process.Dispose();
        }
    }
}
