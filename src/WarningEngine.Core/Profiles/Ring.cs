using System.Numerics;

namespace WarningEngine.Core.Profiles;

/// <summary>Sums over a sliding window in event time, in a few buckets. The newest bucket's number is kept beside the
/// buckets; a late value goes where it belongs while its bucket is still there.</summary>
internal static class Ring
{
    /// <summary>Adds to the bucket of <paramref name="timeMs"/>, saturating. False where the window has closed on it.</summary>
    public static bool Add<T>(Span<T> buckets, ref uint newest, long bucketMs, long timeMs, long value)
        where T : unmanaged, IBinaryInteger<T>
    {
        var bucket = (uint)(timeMs / bucketMs);
        if (!Roll(buckets, ref newest, bucket))
        {
            return false;
        }

        ref var slot = ref buckets[(int)(bucket % (uint)buckets.Length)];
        slot = T.CreateSaturating(long.CreateTruncating(slot) + value);
        return true;
    }

    /// <summary>Takes back what was added at <paramref name="timeMs"/> or before it, from the latest bucket in which it can be: it was added whole. Nothing where
    /// there is none: its own has left, and what the others hold is of others.</summary>
    public static void Take<T>(Span<T> buckets, uint newest, long bucketMs, long timeMs, long value)
        where T : unmanaged, IBinaryInteger<T>
    {
        var at = (uint)(timeMs / bucketMs);
        for (uint back = 0; back < buckets.Length; back++)
        {
            ref var slot = ref buckets[(int)((at - back) % (uint)buckets.Length)];
            if (Holds(newest, at - back, buckets.Length) && long.CreateTruncating(slot) >= value)
            {
                slot = T.CreateTruncating(long.CreateTruncating(slot) - value);
                return;
            }
        }
    }

    /// <summary>Sum of all buckets as seen at <paramref name="timeMs"/>.</summary>
    public static long Sum<T>(ReadOnlySpan<T> buckets, uint newest, long bucketMs, long timeMs)
        where T : unmanaged, IBinaryInteger<T> => Sum(buckets, newest, bucketMs, timeMs, buckets.Length);

    /// <summary>Sum of the last <paramref name="count"/> buckets as seen at <paramref name="timeMs"/>.</summary>
    public static long Sum<T>(ReadOnlySpan<T> buckets, uint newest, long bucketMs, long timeMs, int count)
        where T : unmanaged, IBinaryInteger<T>
    {
        var at = (uint)(timeMs / bucketMs);
        long sum = 0;
        for (uint back = 0; back < count; back++)
        {
            if (Holds(newest, at - back, buckets.Length))
            {
                sum += long.CreateTruncating(buckets[(int)((at - back) % (uint)buckets.Length)]);
            }
        }

        return sum;
    }

    private static bool Holds(uint newest, uint bucket, int length) => bucket <= newest && newest - bucket < (uint)length;

    private static bool Roll<T>(Span<T> buckets, ref uint newest, uint bucket)
        where T : struct
    {
        if (bucket <= newest)
        {
            return newest - bucket < (uint)buckets.Length;
        }

        var steps = (int)Math.Min(bucket - newest, (uint)buckets.Length);
        for (var i = 0; i < steps; i++)
        {
            buckets[(int)((bucket - (uint)i) % (uint)buckets.Length)] = default;
        }

        newest = bucket;
        return true;
    }
}
