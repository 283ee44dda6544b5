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

    /// <summary>Into which parts a generation was written tells when it was cut, not what it holds: how many is no state.</summary>
    public void Clear() => _parts.Clear();

    /// <summary>What was added to the two generations that are remembered; the records of those that are over are deleted.</summary>
    public void WriteAdded(IStateWriter writer, byte kind, SeenEvents seen)
    {
        Forget(writer, kind, seen);
        for (var generation = seen.Generation - 1; generation <= seen.Generation; generation++)
        {
            Write(writer, kind, generation, [.. seen.Added.Where(x => x.Generation == generation).Select(x => x.Identity)]);
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

    private void Write(IStateWriter writer, byte kind, long generation, IReadOnlyList<ulong> identities)
    {
        Span<byte> key = stackalloc byte[1 + 8 + 4];
        key[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(key[1..], generation);
        for (var from = 0; from < identities.Count; from += PerRecord)
        {
            var part = NextPart(kind, generation);
            _parts.Add((kind, generation, part));
            BinaryPrimitives.WriteInt32BigEndian(key[9..], part);
            using var content = ScoringState.Begin(out var buffer);
            for (var i = from; i < Math.Min(identities.Count, from + PerRecord); i++)
            {
                content.Write(identities[i]);
            }

            content.Flush();
            writer.Put(key, buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }
    }

    private int NextPart(byte kind, long generation)
    {
        var parts = _parts.GetViewBetween((kind, generation, 0), (kind, generation, int.MaxValue));
        return parts.Count == 0 ? 0 : parts.Max.Part + 1;
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
