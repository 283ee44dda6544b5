using WarningEngine.App.Owners;
using WarningEngine.Simulation.Broker;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation;

/// <summary>A place where processes of one role run, one after the other.</summary>
internal sealed class Slot(World world, string role, int number)
{
    private int _starts;
    private SimulatedProcess? _process;

    public string Role => role;

    public string Name => $"{role}{number}";

    /// <summary>Whether somebody is to be there at all.</summary>
    public bool IsManned { get; private set; }

    public SimulatedProcess? Process => _process;

    /// <summary>Of the process that runs now.</summary>
    public SimulatedProducer? Producer { get; set; }

    public bool HasEnded => _process is null or { IsAlive: false };

    public void Start()
    {
        IsManned = true;
        if (_process is { IsAlive: true })
        {
            return;
        }

        Producer = null;
        var process = new SimulatedProcess(world.Time, $"{Name}.{_starts++}");
        _process = process;
        world.Processes.Add(process);
        process.Died += () =>
        {
            if (IsManned && _process == process)
            {
                world.Time.After(world.Time.Draw(3_000_000), () =>
                {
                    if (IsManned && _process == process)
                    {
                        Start();
                    }
                });
            }
        };
        process.Start(Create);
    }

    /// <summary>Is told to stop, and nobody follows.</summary>
    public void Stop()
    {
        IsManned = false;
        _process?.Stop();
    }

    private IRole Create(SimulatedProcess process) => RoleMaker.Create(world, this, process);
}
