using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Packs records into as many segments as their size needs.</summary>
/// <param name="partBytesMax">A segment is not continued beyond this size. Bytes.</param>
/// <param name="expectedBytes">Of all records with their keys, where that is known: what grows is copied.</param>
public sealed class SegmentParts(int partBytesMax = SegmentMerge.PartBytesMax, long expectedBytes = 0) : IStateWriter, IDisposable
{
    private readonly List<SegmentWriter> _parts = [];
    private long _expected = expectedBytes;
    private SegmentWriter? _writer;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_writer is null || (_writer.Count > 0 && _writer.LengthWith(key, value) > partBytesMax))
        {
            Begin();
        }

        _writer!.Put(key, value);
    }

    /// <summary>At least one; this is not written to again.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        if (_writer is null)
        {
            Begin();
        }

        return [.. _parts.Select(x => x.Finish())];
    }

    /// <summary>Gives the bytes back: nobody reads them any more, nor will.</summary>
    public void Dispose() => _parts.ForEach(x => x.Dispose());

    private void Begin()
    {
        _expected -= _writer?.Length ?? 0;
        _parts.Add(_writer = new SegmentWriter((int)Math.Clamp(_expected, 0, partBytesMax)));
    }
}
