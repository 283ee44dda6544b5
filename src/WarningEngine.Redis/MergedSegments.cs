namespace WarningEngine.Redis;

/// <summary>What a merge has made, in memory that is given back.</summary>
/// <param name="made">By range, see <see cref="SegmentRef.Range"/>.</param>
internal sealed class MergedSegments(IReadOnlyList<(int Range, SegmentParts Parts)> made) : IDisposable
{
    private IReadOnlyList<(int Range, ReadOnlyMemory<byte> Bytes)>? _finished;

    /// <summary>Bytes to be written, by range; nothing is added after them.</summary>
    public IReadOnlyList<(int Range, ReadOnlyMemory<byte> Bytes)> Finish() =>
        _finished ??= [.. made.SelectMany(x => x.Parts.Finish().Select(bytes => (x.Range, bytes)))];

    /// <summary>Several as one.</summary>
    public static MergedSegments Of(IReadOnlyList<MergedSegments> several) => new([.. several.SelectMany(x => x.Made)]);

    /// <summary>Gives the bytes back: nobody reads them any more, nor will.</summary>
    public void Dispose()
    {
        foreach (var (_, parts) in made)
        {
            parts.Dispose();
        }
    }

    private IReadOnlyList<(int Range, SegmentParts Parts)> Made => made;
}
