using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace WarningEngine.Redis;

/// <summary>Which record of each key is the last in segments that were written one after the other. Records stay where they are: the table holds
/// places in the segments' bytes.</summary>
internal sealed class LastRecords : IDisposable
{
    /// <summary>Of a record that another one of its key has followed.</summary>
    private const long Superseded = -1;

    private readonly IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> _segments;

    /// <summary>By the order of records: segment in the upper half, in the lower where the record begins in it.</summary>
    private readonly SegmentMemory _places;

    /// <summary>Open addressing by the key's hash: 1 and the order of its last record, 0 where there is none.</summary>
    private readonly SegmentMemory _slots;
    private readonly int _mask;

    /// <param name="segments">Oldest first.</param>
    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public LastRecords(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> segments)
    {
        _segments = segments;
        var records = segments.Sum(x => SegmentReader.CountOf(x.Name, x.Bytes.Span));
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * records));
        _mask = size - 1;
        _places = new SegmentMemory(records * sizeof(long));
        _slots = new SegmentMemory(size * sizeof(int));
        _slots.GetSpan().Clear();
        try
        {
            for (var segment = 0; segment < segments.Count; segment++)
            {
                Add(segment);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Records, superseded ones too.</summary>
    public int Count { get; private set; }

    /// <summary>Size of a segment that holds those that count. Bytes.</summary>
    public long Bytes { get; private set; } = SegmentWriter.HeaderSize + SegmentWriter.ChecksumSize;

    /// <summary>A record, by the order in which they were written. False where a later one has its key.</summary>
    public bool TryGet(int index, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var place = Places[index];
        if (place == Superseded)
        {
            key = value = default;
            return false;
        }

        var record = Record(place);
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(record);
        key = record.Slice(SegmentWriter.RecordOverhead, keyLength);
        value = record.Slice(SegmentWriter.RecordOverhead + keyLength, BinaryPrimitives.ReadInt32LittleEndian(record[4..]));
        return true;
    }

    private Span<long> Places => MemoryMarshal.Cast<byte, long>(_places.GetSpan());

    public void Dispose()
    {
        ((IDisposable)_places).Dispose();
        ((IDisposable)_slots).Dispose();
    }

    private void Add(int segment)
    {
        var (name, bytes) = _segments[segment];
        var places = Places;
        var slots = MemoryMarshal.Cast<byte, int>(_slots.GetSpan());
        var records = new SegmentReader(name, bytes.Span);
        while (records.Next())
        {
            places[Count] = ((long)segment << 32) | (uint)(records.KeyAt - SegmentWriter.RecordOverhead);
            Bytes += SizeOf(Count);
            for (var slot = (int)(Checksum.Of(records.Key) & (uint)_mask); ; slot = (slot + 1) & _mask)
            {
                var before = slots[slot] - 1;
                if (before >= 0 && !(TryGet(before, out var key, out _) && key.SequenceEqual(records.Key)))
                {
                    continue;
                }

                if (before >= 0)
                {
                    Bytes -= SizeOf(before);
                    places[before] = Superseded;
                }

                slots[slot] = ++Count;
                break;
            }
        }
    }

    private int SizeOf(int index)
    {
        TryGet(index, out var key, out var value);
        return SegmentWriter.RecordOverhead + key.Length + value.Length;
    }

    private ReadOnlySpan<byte> Record(long place) => _segments[(int)(place >> 32)].Bytes.Span[(int)(place & uint.MaxValue)..];
}
