namespace WarningEngine.Core.Profiles;

/// <summary>Sums over a sliding window in event time, in a few buckets. The newest bucket's number is kept beside the
/// buckets; a late value goes where it belongs while its bucket is still there.</summary>
internal static class Ring
{
    /// <summary>Adds to the bucket of <paramref name="timeMs"/>, saturating. False where the window has closed on it.</summary>
    public static bool Add(Span<ushort> buckets, ref uint newest, long bucketMs, long timeMs, long value)
    {
        var bucket = (uint)(timeMs / bucketMs);
        if (!Roll(buckets, ref newest, bucket))
        {
            return false;
        }

        ref var slot = ref buckets[(int)(bucket % (uint)buckets.Length)];
        slot = (ushort)Math.Min(ushort.MaxValue, slot + value);
        return true;
    }

    /// <inheritdoc cref="Add(Span{ushort}, ref uint, long, long, long)"/>
    public static bool Add(Span<uint> buckets, ref uint newest, long bucketMs, long timeMs, long value)
    {
        var bucket = (uint)(timeMs / bucketMs);
        if (!Roll(buckets, ref newest, bucket))
        {
            return false;
        }

        ref var slot = ref buckets[(int)(bucket % (uint)buckets.Length)];
        slot = (uint)Math.Min(uint.MaxValue, slot + value);
        return true;
    }

    /// <summary>Sum of the last <paramref name="count"/> buckets as seen at <paramref name="timeMs"/>.</summary>
    public static long Sum(ReadOnlySpan<ushort> buckets, uint newest, long bucketMs, long timeMs, int count)
    {
        var at = (uint)(timeMs / bucketMs);
        long sum = 0;
        for (uint back = 0; back < count; back++)
        {
            if (Holds(newest, at - back, buckets.Length))
            {
                sum += buckets[(int)((at - back) % (uint)buckets.Length)];
            }
        }

        return sum;
    }

    /// <inheritdoc cref="Sum(ReadOnlySpan{ushort}, uint, long, long, int)"/>
    public static long Sum(ReadOnlySpan<uint> buckets, uint newest, long bucketMs, long timeMs)
    {
        var at = (uint)(timeMs / bucketMs);
        long sum = 0;
        for (uint back = 0; back < buckets.Length; back++)
        {
            if (Holds(newest, at - back, buckets.Length))
            {
                sum += buckets[(int)((at - back) % (uint)buckets.Length)];
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
