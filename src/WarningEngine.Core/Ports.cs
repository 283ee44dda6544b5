using WarningEngine.Core.Events;

namespace WarningEngine.Core;

/// <summary>Takes legs in the order of their positions. The leg may be reused by the caller after the call.</summary>
public interface ILegSink
{
    void Add(in Leg leg);
}

/// <summary>State that a checkpoint can hold: a set of records, key to value.</summary>
public interface ICheckpointedState
{
    /// <summary>Writes everything changed since the last write, and forgets that it had changed.</summary>
    void WriteChanged(IStateWriter writer);

    /// <summary>Writes everything, and forgets that it had changed.</summary>
    void WriteAll(IStateWriter writer);

    /// <summary>Restores one record; of the same key the later wins. An empty value means that it was deleted.</summary>
    void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}

/// <summary>Takes records of state. Both spans are copied before the call returns.</summary>
public interface IStateWriter
{
    void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
