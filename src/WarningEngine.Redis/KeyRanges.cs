using System.Numerics;

namespace WarningEngine.Redis;

/// <summary>Ranges of keys by their hash, none of which overlap. A range is a node of a binary tree, numbered as in a heap: 1 is all keys, 2n and
/// 2n + 1 the halves of n. So a range that has become large is halved, and the others stay as they are.</summary>
internal sealed class KeyRanges
{
    /// <summary>All keys.</summary>
    public const int All = 1;

    /// <summary>Halved no further: what is still large then are single records.</summary>
    private const int DepthMax = 16;

    private readonly int[] _ranges;
    private readonly short[] _byPrefix;
    private readonly int _shift;

    /// <param name="ranges">Each hash that is asked for lies in one of them.</param>
    public KeyRanges(IReadOnlyList<int> ranges)
    {
        _ranges = [.. ranges];
        var depth = _ranges.Max(DepthOf);
        _shift = 32 - depth;
        _byPrefix = new short[1 << depth];
        Array.Fill(_byPrefix, (short)-1);
        for (var i = 0; i < _ranges.Length; i++)
        {
            var below = depth - DepthOf(_ranges[i]);
            Array.Fill(_byPrefix, (short)i, (_ranges[i] << below) - (1 << depth), 1 << below);
        }
    }

    public int Count => _ranges.Length;

    public int this[int index] => _ranges[index];

    /// <summary>Which of them a key is in.</summary>
    /// <exception cref="InvalidDataException">None: what is stored has a gap.</exception>
    public int IndexOf(ReadOnlySpan<byte> key) =>
        _byPrefix[(int)((ulong)Checksum.Of(key) >> _shift)] is >= 0 and var found
            ? found : throw new InvalidDataException("A key lies in none of the ranges that are stored.");

    /// <summary>Parts of a range, of which none has many more bytes than <paramref name="bytesMax"/>; itself where it is small.</summary>
    /// <param name="bytes">Of all that is in it.</param>
    public static KeyRanges Split(int range, long bytes, int bytesMax)
    {
        var halvings = 0;
        while (DepthOf(range) + halvings < DepthMax && bytes >> halvings > (halvings == 0 ? bytesMax : bytesMax * 2L / 3))
        {
            halvings++;
        }

        return new KeyRanges([.. Enumerable.Range(range << halvings, 1 << halvings)]);
    }

    private static int DepthOf(int range) => BitOperations.Log2((uint)range);
}
