using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of tables of plain records in checkpoints: key = kind and token, value = <see cref="ScoringState.Version"/> and the record's bytes, short where many are zero; an empty value is
/// a record that is gone.</summary>
internal static class TableRecords
{
    /// <summary>What changed and what was removed since the last write.</summary>
    public static void WriteChanged<T>(IStateWriter writer, byte kind, RecordTable<T> table)
        where T : unmanaged
    {
        for (var slot = table.NextChanged(-1); slot >= 0; slot = table.NextChanged(slot))
        {
            if (table.IsUsed(slot))
            {
                Write(writer, kind, table.KeyOf(slot), table[slot]);
            }
        }

        Span<byte> key = stackalloc byte[1 + Token.Size];
        key[0] = kind;
        foreach (var removed in table.Removed)
        {
            if (table.Find(removed) < 0)
            {
                removed.Write(key[1..]);
                writer.Put(key, []);
            }
        }
    }

    /// <summary>Everything in it.</summary>
    public static void WriteAll<T>(IStateWriter writer, byte kind, RecordTable<T> table)
        where T : unmanaged
    {
        for (var slot = 0; slot < table.Slots; slot++)
        {
            if (table.IsUsed(slot))
            {
                Write(writer, kind, table.KeyOf(slot), table[slot]);
            }
        }
    }

    /// <summary>What it hands on it has written: nothing need be cleared before.</summary>
    [SkipLocalsInit]
    private static void Write<T>(IStateWriter writer, byte kind, Token token, in T record)
        where T : unmanaged
    {
        Span<byte> key = stackalloc byte[1 + Token.Size];
        key[0] = kind;
        token.Write(key[1..]);
        var content = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record));
        Span<byte> value = stackalloc byte[1 + SparseRecord.SizeMax(content.Length)];
        value[0] = ScoringState.Version;
        writer.Put(key, value[..(1 + SparseRecord.Write(content, value[1..]))]);
    }

    /// <param name="content">As it was written, without its version.</param>
    /// <param name="record">What it says.</param>
    /// <exception cref="InvalidDataException">It is none of this type.</exception>
    public static void Read<T>(ReadOnlySpan<byte> content, out T record)
        where T : unmanaged
    {
        record = default;
        SparseRecord.Read(content, MemoryMarshal.AsBytes(new Span<T>(ref record)));
    }
}
