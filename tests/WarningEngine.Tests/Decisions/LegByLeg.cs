using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A partition with the shipped patterns alone, which is given one leg after the other, and what it says.</summary>
internal sealed class LegByLeg : IDisposable
{
    private long _offset;

    public ScoringPartition Partition { get; private set; } = CounterpartLog.New();

    public ScoredItems Said { get; } = new();

    public void Apply(Leg leg)
    {
        leg.EventId = (UInt128)(++_offset);
        leg.Stamp = new Stamp(new Source("raw", 1, 0), new Position(_offset, 0, 0));
        Partition.Apply(leg, new Position(_offset, 0, 0), Said);
    }

    /// <summary>Another process goes on with its state.</summary>
    public void Restore()
    {
        var records = StateRecords.Of(Partition);
        Partition.Dispose();
        Partition = CounterpartLog.New();
        records.LoadInto(Partition);
    }

    public void Dispose() => Partition.Dispose();
}
