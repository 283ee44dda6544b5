using System.Buffers.Binary;
using System.Runtime.InteropServices;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of identities seen in checkpoints: records of some thousands, key = kind, generation and part. Each record has a key of its
/// own: together they are the set.</summary>
internal sealed class SeenRecords
{
    private const int PerRecord = 4096;

    private readonly SortedSet<(byte Kind, long Generation, int Part)> _parts = [];
    private readonly byte[] _content = new byte[1 + (8 * PerRecord)];
    private readonly List<ulong> _identities = [];

    /// <summary>Into which parts a generation was written tells when it was cut, not what it holds: how many is no state.</summary>
    public void Clear() => _parts.Clear();

    /// <summary>What was added to the two generations that are remembered; the records of those that are over are deleted.</summary>
    public void WriteAdded(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Forget(writer, kind, seen);
        for (var generation = seen.Generation - 1; generation <= seen.Generation; generation++)
        {
            _identities.Clear();
            for (var i = 0; i < seen.Added.Count; i++)
            {
                if (seen.Added[i].Generation == generation)
                {
                    _identities.Add(seen.Added[i].Identity);
                }
            }

            Write(writer, kind, generation, CollectionsMarshal.AsSpan(_identities));
        }
    }

    public void WriteAll(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Write(writer, kind, seen.Generation - 1, [.. seen.Previous.Order()]);
        Write(writer, kind, seen.Generation, [.. seen.Current.Order()]);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, SeenEvents seen)
    {
        var generation = BinaryPrimitives.ReadInt64BigEndian(key[1..]);
        _parts.Add((key[0], generation, BinaryPrimitives.ReadInt32BigEndian(key[9..])));
        seen.Restore(generation, MemoryMarshal.Cast<byte, ulong>(content));
    }

    private void Write(IStateWriter writer, byte kind, long generation, ReadOnlySpan<ulong> identities)
    {
        Span<byte> key = stackalloc byte[1 + 8 + 4];
        key[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(key[1..], generation);
        for (var from = 0; from < identities.Length; from += PerRecord)
        {
            var number = NextPart(kind, generation);
            _parts.Add((kind, generation, number));
            BinaryPrimitives.WriteInt32BigEndian(key[9..], number);
            var part = MemoryMarshal.AsBytes(identities[from..Math.Min(identities.Length, from + PerRecord)]);
            _content[0] = ScoringState.Version;
            part.CopyTo(_content.AsSpan(1));
            writer.Put(key, _content.AsSpan(0, 1 + part.Length));
        }
    }

    private int NextPart(byte kind, long generation)
    {
        // Of an empty view all is 0, and no kind is; to count one would be to walk through it.
        var last = _parts.GetViewBetween((kind, generation, 0), (kind, generation, int.MaxValue)).Max;
        return last.Kind == kind ? last.Part + 1 : 0;
    }

    private void Forget(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Span<byte> key = stackalloc byte[1 + 8 + 4];
        key[0] = kind;
        foreach (var part in _parts.Where(x => x.Kind == kind && x.Generation < seen.Generation - 1).ToArray())
        {
            BinaryPrimitives.WriteInt64BigEndian(key[1..], part.Generation);
            BinaryPrimitives.WriteInt32BigEndian(key[9..], part.Part);
            writer.Put(key, []);
            _parts.Remove(part);
        }
    }
}
