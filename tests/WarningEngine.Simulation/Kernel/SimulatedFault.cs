namespace WarningEngine.Simulation.Kernel;

/// <summary>A fault that the simulated world has put in somebody's way.</summary>
internal sealed class SimulatedFault(string message) : Exception(message)
{
    /// <summary>What messages of simulated faults begin with, where an exception's type is given.</summary>
    public const string Mark = "simulated: ";
}
