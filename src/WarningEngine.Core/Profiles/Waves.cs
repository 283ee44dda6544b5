using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>A change of a counterpart's grade that not everyone it touched has heard of yet.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Wave
{
    /// <summary>Waves go on in the order in which they began.</summary>
    public ulong Sequence;

    /// <summary>Blocks still to be told: from this one to the end less one.</summary>
    public uint NextBlock;
    public uint EndBlock;

    /// <summary>What changed the grade.</summary>
    public UInt128 EventId;
    public long EventTimeMs;
    public long ArrivalTimeMs;
    public long IngestTimeMs;

    /// <summary>Has heard of it already.</summary>
    public Token Except;
    public Grade Grade;
    public ReputationReasons Reasons;
    public long AgeMs;
}

/// <summary>The waves of a partition that go on, at most one a counterpart. Records by the counterpart's token.</summary>
public sealed class Waves
{
    private readonly SortedSet<(ulong Sequence, Token Counterpart)> _order = [];

    public RecordTable<Wave> Table { get; } = new();

    /// <summary>Whose turn it is.</summary>
    public Token? Next => _order.Count == 0 ? null : _order.Min.Counterpart;

    /// <summary>Behind all others. One of the same counterpart ends: everyone hears the newest grade.</summary>
    public void Add(Token counterpart, in Wave wave)
    {
        Remove(counterpart);
        var slot = Table.FindOrAdd(counterpart);
        Table[slot] = wave;

        // Of the waves that go on alone, so that it does not show how many there were before a restore.
        Table[slot].Sequence = _order.Count == 0 ? 1 : _order.Max.Sequence + 1;
        Table.Touch(slot);
        _order.Add((Table[slot].Sequence, counterpart));
    }

    /// <summary>Nothing happens where there is none.</summary>
    public void Remove(Token counterpart)
    {
        var slot = Table.Find(counterpart);
        if (slot >= 0)
        {
            _order.Remove((Table[slot].Sequence, counterpart));
            Table.Remove(counterpart);
        }
    }

    /// <summary>Takes in a record of a checkpoint; of the same key the later wins.</summary>
    public int Restore(Token counterpart, in Wave wave)
    {
        Remove(counterpart);
        var slot = Table.FindOrAdd(counterpart);
        Table[slot] = wave;
        _order.Add((wave.Sequence, counterpart));
        return slot;
    }
}
