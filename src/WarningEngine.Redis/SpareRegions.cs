using System.Numerics;
using WarningEngine.Core.Memory;

namespace WarningEngine.Redis;

/// <summary>Memory that a segment needed and the next of its size will: what comes fresh from the system must be cleared by it, page by page, which
/// took a fifth of the time of merges. Of all partitions together; what is beyond the bound goes back.</summary>
internal static class SpareRegions
{
    /// <summary>What merges of some partitions hold at once. Bytes.</summary>
    private const long BytesMax = 96 << 20;

    /// <summary>Smaller ones are the heap's, which has them at hand; larger ones are rare. Bytes.</summary>
    private const int SizeMin = 1 << 16;
    private const int SizeMax = 16 << 20;

    private static readonly Lock Gate = new();
    private static readonly Stack<NativeRegion>[] Spare = [.. Enumerable.Range(0, 32).Select(_ => new Stack<NativeRegion>())];
    private static long _bytes;

    /// <param name="length">Bytes that are needed, at least.</param>
    /// <exception cref="InsufficientMemoryException">There is not so much.</exception>
    public static NativeRegion Take(int length)
    {
        if (length is < SizeMin or > SizeMax)
        {
            return new NativeRegion((nuint)Math.Max(1, length));
        }

        var size = BitOperations.RoundUpToPowerOf2((uint)length);
        lock (Gate)
        {
            if (Spare[BitOperations.Log2(size)].TryPop(out var region))
            {
                _bytes -= size;
                return region;
            }
        }

        return new NativeRegion(size);
    }

    /// <summary>Nobody reads it any more, nor will.</summary>
    public static void Give(NativeRegion region)
    {
        if (region.Bytes is >= SizeMin and <= SizeMax && BitOperations.IsPow2(region.Bytes))
        {
            lock (Gate)
            {
                if (_bytes + (long)region.Bytes <= BytesMax)
                {
                    Spare[BitOperations.Log2(region.Bytes)].Push(region);
                    _bytes += (long)region.Bytes;
                    return;
                }
            }
        }

        region.Dispose();
    }
}
