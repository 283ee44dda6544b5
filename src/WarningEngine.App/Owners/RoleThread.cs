using Microsoft.Extensions.Logging;

namespace WarningEngine.App.Owners;

/// <summary>Keeps a role running on a thread of its own. A role that faults disposes everything, and a new one starts from
/// what is committed, after a pause that grows and is jittered.</summary>
internal sealed class RoleThread : IDisposable
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private readonly Func<IRole> _create;
    private readonly IEngineObserver _observer;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A role has begun to finish, and has not.</summary>
    private volatile bool _isUnfinished;

    /// <param name="name">Of the role.</param>
    /// <param name="create">Makes a new role with clients of its own.</param>
    /// <param name="random">For jitter.</param>
    public RoleThread(string name, Func<IRole> create, IEngineObserver observer, TimeProvider clock, Random random, ILogger log)
    {
        (Name, _create, _observer, _clock, _random, _log) = (name, create, observer, clock, random, log);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public string Name { get; }

    public void Start() => _thread.Start();

    /// <summary>Asks the role to stop. It finishes what it can.</summary>
    public void RequestStop() => _stop.Cancel();

    /// <summary>Waits for the end, and holds no thread meanwhile: what a role finishes with wants them.</summary>
    /// <returns>Whether it came to its end in time, and finished what it had begun.</returns>
    public async Task<bool> EndAsync(TimeSpan timeout)
    {
        try
        {
            await _ended.Task.WaitAsync(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout, _clock);
        }
        catch (TimeoutException)
        {
            return false;
        }

        Dispose();
        return !_isUnfinished;
    }

    /// <summary>Once it has ended.</summary>
    public void Dispose() => _stop.Dispose();

    /// <summary>Runs a role on the caller's thread until it is told to stop, or throws.</summary>
    /// <returns>See <see cref="IRole.Finish"/>.</returns>
    internal static bool Drive(IRole role, CancellationToken stop, Action? finishing = null)
    {
        role.Start();
        while (!stop.IsCancellationRequested)
        {
            role.Step();
        }

        finishing?.Invoke();
        return role.Finish();
    }

    private void Run()
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!_stop.IsCancellationRequested)
        {
            var started = _clock.GetTimestamp();
            try
            {
                using var role = _create();
                _isUnfinished = !Drive(role, _stop.Token, finishing: () => _isUnfinished = true);
                if (_isUnfinished)
                {
                    _log.LogWarning("{Role}: stopped before all that it had read was acknowledged and written down; whoever goes on reads it again", Name);
                }
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // The boundary of a role: whatever it was is told, and the role starts anew.
                _observer.RoleState(Name, false, fault.Message);
                _observer.RoleFaulted(Name);
                _log.LogError(fault, "{Role}: fault; starting again in {Pause}", Name, pause);
                if (_clock.GetElapsedTime(started) > Healthy)
                {
                    pause = TimeSpan.FromSeconds(1);
                }

                _stop.Token.WaitHandle.WaitOne(pause * (0.5 + _random.NextDouble()));
                pause = pause * 2 > PauseMax ? PauseMax : pause * 2;
            }
        }

        _observer.RoleState(Name, false, "stopped");
        _ended.SetResult();
    }
}
