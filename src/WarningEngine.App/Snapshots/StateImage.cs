using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>The records of a state as such, whatever they mean: of each key the last one, and none that was deleted. Always
/// told in the order of their keys, so that equal records are equal bytes, whatever segments they came in. Identities seen are records by the
/// checkpoint that told them: of these two histories of checkpoints make other records of one state.</summary>
internal sealed class StateImage : ICheckpointedState, IStateWriter
{
    private readonly Dictionary<byte[], byte[]> _records = new(new Bytes());

    /// <summary>Records.</summary>
    public int Count => _records.Count;

    /// <summary>Everything that <paramref name="state"/> holds.</summary>
    public static StateImage Of(ICheckpointedState state)
    {
        var image = new StateImage();
        state.WriteAll(image);
        return image;
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var records = _records.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (value.IsEmpty)
        {
            records.Remove(key);
        }
        else
        {
            records[key] = value.ToArray();
        }
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Put(key, value);

    public void WriteAll(IStateWriter writer)
    {
        foreach (var (key, value) in InOrder())
        {
            writer.Put(key, value);
        }
    }

    /// <summary>An image does not know what changed: it tells everything.</summary>
    public void WriteChanged(IStateWriter writer) => WriteAll(writer);

    public IEnumerable<KeyValuePair<byte[], byte[]>> InOrder() =>
        _records.OrderBy(x => x.Key, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
