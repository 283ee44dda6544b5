using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Simulation.Kernel;

/// <summary>One process with one role. It can die in the midst of anything, be stopped and go on later without noticing.</summary>
internal sealed class SimulatedProcess(VirtualTime time, string name)
{
    private const long StepUsMax = 30_000;
    private const long RestartUsMax = 2_000_000;

    private Func<SimulatedProcess, IRole>? _create;
    private IRole? _role;
    private bool _busy;
    private long _pausedUntilUs;
    private int _callsToLive = int.MaxValue;

    public VirtualTime Time => time;

    public string Name => name;

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused => time.NowUs < _pausedUntilUs;

    /// <summary>Runs nothing any more: it has finished, or is dead.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A failure that nothing in the simulated world explains.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Told when it dies: what was on its way may still arrive, or not.</summary>
    public event Action? Died;

    /// <summary>Starts a role, and starts another after each fault.</summary>
    public void Start(Func<SimulatedProcess, IRole> create)
    {
        _create = create;
        Later(time.Draw(StepUsMax), Begin);
    }

    /// <summary>Every call to the outside comes through here.</summary>
    /// <exception cref="SimulatedCrash">It dies in this call, or has died while it waited.</exception>
    public void Call()
    {
        if (IsAlive && --_callsToLive <= 0)
        {
            Die();
        }

        if (!IsAlive)
        {
            throw new SimulatedCrash();
        }
    }

    /// <summary>Waits on the main thread, as the role sees it; the world goes on.</summary>
    /// <param name="done">Ends the wait earlier.</param>
    /// <param name="timeoutUs">Ends it at the latest.</param>
    /// <returns>Whether it was done.</returns>
    public bool Wait(Func<bool>? done, long timeoutUs)
    {
        Call();
        var untilUs = time.NowUs + timeoutUs;
        time.Run(untilUs, () => !IsAlive || (done is not null && done()));
        while (IsAlive && IsPaused)
        {
            time.Run(_pausedUntilUs, () => !IsAlive);
        }

        Call();
        return done is null || done();
    }

    /// <summary>Does something in this process later: not while it is stopped, and never after its death.</summary>
    public void Later(long delayUs, Action then) => time.After(delayUs, () =>
    {
        if (IsPaused)
        {
            Later(_pausedUntilUs - time.NowUs, then);
        }
        else if (IsAlive)
        {
            then();
        }
    });

    public void Pause(long forUs)
    {
        time.Tell("pause " + name, forUs);
        _pausedUntilUs = Math.Max(_pausedUntilUs, time.NowUs + forUs);
    }

    public void Die()
    {
        if (IsAlive)
        {
            time.Tell("die " + name);
            IsAlive = false;
            HasEnded = true;
            Died?.Invoke();
        }
    }

    /// <summary>Dies in the call with this number from now.</summary>
    public void DieInCall(int number) => _callsToLive = number;

    /// <summary>Is told to stop: finishes what it can and ends.</summary>
    public void Stop() => Later(0, () =>
    {
        if (HasEnded)
        {
            return;
        }

        if (_busy)
        {
            Later(StepUsMax, Stop);
            return;
        }

        HasEnded = true;
        if (_role is { } role)
        {
            time.Tell("stop " + name);
            Guard(() =>
            {
                role.Finish();
                _role = null;
                role.Dispose();
            });
        }

        if (IsAlive)
        {
            IsAlive = false;
            Died?.Invoke();
        }
    });

    public RoleSurroundings Surroundings(IConsumerGroups groups, TimeProvider clock) =>
        new(groups, new ObserverFan(), clock, new Random(time.Chance.Next()), NullLogger.Instance)
        {
            OwnerBits = () => new UInt128((ulong)time.Chance.NextInt64(), (ulong)time.Chance.NextInt64()),
            Wait = x => Wait(null, (long)x.TotalMicroseconds),
        };

    private void Begin()
    {
        if (HasEnded)
        {
            return;
        }

        time.Tell("begin " + name);
        Guard(() =>
        {
            _role = _create!(this);
            _role.Start();
        });
        Later(time.Draw(StepUsMax), Step);
    }

    private void Step()
    {
        if (HasEnded || _role is null)
        {
            return;
        }

        if (!_busy)
        {
            Guard(() => _role.Step());
        }

        Later(time.Draw(StepUsMax), Step);
    }

    /// <summary>The boundary of a role, as its thread draws it: after a fault it is disposed, and another one begins.</summary>
    private void Guard(Action work)
    {
        _busy = true;
        try
        {
            work();
        }
        catch (SimulatedCrash)
        {
            _role = null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            time.Tell($"fault {name} {fault.GetType().Name}");
            if (!IsExplained(fault))
            {
                Failure ??= fault;
            }

            Restart();
        }
        finally
        {
            _busy = false;
        }
    }

    private void Restart()
    {
        try
        {
            _role?.Dispose();
        }
        catch (SimulatedCrash)
        {
            // It died while it was cleaning up.
        }

        _role = null;
        if (!HasEnded)
        {
            Later(time.Draw(RestartUsMax), Begin);
        }
    }

    private static bool IsExplained(Exception fault) => fault is SimulatedFault
        || (fault is KafkaFaultException && fault.Message.StartsWith(SimulatedFault.Mark, StringComparison.Ordinal));
}
