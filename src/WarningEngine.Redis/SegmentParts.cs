using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Packs records into as many segments as their size needs, each well below the 512 MB of a Redis string.</summary>
/// <param name="partBytesMax">A segment is not begun beyond this size. Bytes.</param>
public sealed class SegmentParts(int partBytesMax = SegmentMerge.PartBytesMax) : IStateWriter
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private SegmentWriter _writer = new();

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_writer.Count > 0 && _writer.Length + key.Length + value.Length > partBytesMax)
        {
            _parts.Add(_writer.Finish());
            _writer = new SegmentWriter();
        }

        _writer.Put(key, value);
    }

    /// <summary>At least one; this is not used again.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        _parts.Add(_writer.Finish());
        return _parts;
    }
}
