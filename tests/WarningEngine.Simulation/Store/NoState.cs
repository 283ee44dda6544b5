using WarningEngine.Core;

namespace WarningEngine.Simulation.Store;

/// <summary>Where only a checkpoint's offset is asked for.</summary>
internal sealed class NoState : ICheckpointedState
{
    public void WriteChanged(IStateWriter writer)
    {
        // Holds nothing.
    }

    public void WriteAll(IStateWriter writer)
    {
        // Holds nothing.
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        // Holds nothing.
    }
}
