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

/// <summary>How a checkpoint went.</summary>
public enum CheckpointOutcome
{
    Written,

    /// <summary>Somebody else has taken the partition, or meta is not what was last written: drop it and take it again.</summary>
    Fenced,

    /// <summary>Nobody knows; the store will find out before it writes again.</summary>
    Unknown,
}

/// <summary>Where checkpoints are kept. One lease a taken partition.</summary>
public interface ICheckpointStore
{
    /// <summary>Takes a partition: from now on no earlier owner can write.</summary>
    /// <param name="role">"score" or "dispatch".</param>
    /// <param name="partition">Its number.</param>
    /// <param name="partitions">P; a store that holds another P refuses.</param>
    /// <param name="owner">128 random bits that tell this owner apart.</param>
    ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner);

    /// <summary>Reads the last checkpoint without taking the partition. Its next offset; null where there is none.</summary>
    long? Peek(string role, int partition, ICheckpointedState state);
}

/// <summary>The right to write checkpoints of one partition.</summary>
public interface ICheckpointLease
{
    /// <summary>The offset at which the log goes on; null where there was no checkpoint.</summary>
    long? NextOffset { get; }

    /// <summary>Restores the last checkpoint.</summary>
    void LoadInto(ICheckpointedState state);

    /// <summary>Writes one checkpoint: state exactly at its offset. One at a time. Returns at once: whatever takes time,
    /// computing included, happens elsewhere, for the caller is the thread that scores.</summary>
    Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset);
}
