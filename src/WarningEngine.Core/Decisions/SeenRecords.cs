using System.Buffers.Binary;
using System.Runtime.InteropServices;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of identities seen in checkpoints: records of some thousands, key = kind, generation and part. Each record has a key of its
/// own: together they are the set.</summary>
internal sealed class SeenRecords
{
    private const int PerRecord = 4096;

    /// <summary>How many parts a generation was written into, numbered from 0: each checkpoint adds one, half a million a day.</summary>
    private readonly SortedDictionary<(byte Kind, long Generation), int> _parts = [];

    private readonly byte[] _content = new byte[1 + (8 * PerRecord)];

    /// <summary>Into which parts a generation was written tells when it was cut, not what it holds: how many is no state.</summary>
    public void Clear() => _parts.Clear();

    /// <summary>What was added to the two generations that are remembered; the records of those that are over are deleted.</summary>
    public void WriteAdded(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Forget(writer, kind, seen);
        Write(writer, kind, seen.Generation - 1, seen.AddedToPrevious);
        Write(writer, kind, seen.Generation, seen.AddedToCurrent);
    }

    public void WriteAll(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Write(writer, kind, seen.Generation - 1, [.. seen.Previous.Order()]);
        Write(writer, kind, seen.Generation, [.. seen.Current.Order()]);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, SeenEvents seen)
    {
        var generation = BinaryPrimitives.ReadInt64BigEndian(key[1..]);
        _parts[(key[0], generation)] = Math.Max(Parts(key[0], generation), BinaryPrimitives.ReadInt32BigEndian(key[9..]) + 1);
        seen.Restore(generation, MemoryMarshal.Cast<byte, ulong>(content));
    }

    private void Write(IStateWriter writer, byte kind, long generation, ReadOnlySpan<ulong> identities)
    {
        Span<byte> key = stackalloc byte[1 + 8 + 4];
        key[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(key[1..], generation);
        for (var from = 0; from < identities.Length; from += PerRecord)
        {
            var number = Parts(kind, generation);
            _parts[(kind, generation)] = number + 1;
            BinaryPrimitives.WriteInt32BigEndian(key[9..], number);
            var part = MemoryMarshal.AsBytes(identities[from..Math.Min(identities.Length, from + PerRecord)]);
            _content[0] = ScoringState.Version;
            part.CopyTo(_content.AsSpan(1));
            writer.Put(key, _content.AsSpan(0, 1 + part.Length));
        }
    }

    private int Parts(byte kind, long generation) => _parts.GetValueOrDefault((kind, generation));

    private void Forget(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Span<byte> key = stackalloc byte[1 + 8 + 4];
        key[0] = kind;
        foreach (var (over, parts) in _parts.Where(x => x.Key.Kind == kind && x.Key.Generation < seen.Generation - 1).ToArray())
        {
            BinaryPrimitives.WriteInt64BigEndian(key[1..], over.Generation);
            for (var part = 0; part < parts; part++)
            {
                BinaryPrimitives.WriteInt32BigEndian(key[9..], part);
                writer.Put(key, []);
            }

            _parts.Remove(over);
        }
    }
}
