namespace WarningEngine.Simulation.Kernel;

/// <summary>Unwinds the stack of a process that has just died.</summary>
internal sealed class SimulatedCrash() : Exception("The process died here.");
