using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WarningEngine.Core.Models;

/// <summary>Up to 64 rows at once with AVX2, after QuickScorer and RapidScorer. First each value becomes its rank among the thresholds
/// of its column: a byte. Then every test of a tree is made for 32 rows at once, and takes from a mask, a byte for each 8 leaves, the
/// leaves that it rules out: the lowest bit left is the leaf.</summary>
/// <remarks>100 trees of 32 leaves over 40 features, nanoseconds a row: 175, of them ranks 69, tests 65, sums 33. Tried and lost:
/// floats against broadcast thresholds with masks of 32 bits, 16 rows in registers: 320; ranks by a search with permutations over
/// transposed columns: 30 more; leaves not turned to their smaller side: 20 more. Gathers for the sums are 8 less on a Xeon of 2023, but several
/// times slower on machines whose microcode guards them: not taken.</remarks>
internal sealed class ForestBlocks(int features, double bias, ForestGroup[] groups)
{
    /// <summary>Rows of a block, and so bytes of a column and of a tree's leaves.</summary>
    public const int Rows = 64;

    /// <summary>Trees between two sums.</summary>
    private const int Slice = 64;

    /// <summary>Rows that are summed up side by side.</summary>
    private const int Together = 8;

    /// <summary>Whether this machine can do it.</summary>
    public static bool Possible => Avx2.IsSupported;

    /// <summary>What is known only when the method is compiled, so that nothing asks for it in a loop.</summary>
    private interface IChoice
    {
        static abstract bool Taken { get; }
    }

    private readonly struct Yes : IChoice
    {
        public static bool Taken => true;
    }

    private readonly struct No : IChoice
    {
        public static bool Taken => false;
    }

    /// <summary>The scores of at least one row.</summary>
    [SkipLocalsInit]
    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        Span<byte> ranks = stackalloc byte[ForestGroup.ColumnsMax * ForestGroup.ColumnBytes];
        Span<byte> exits = stackalloc byte[Slice * Rows];
        ref var rank = ref MemoryMarshal.GetReference(ranks);
        ref var exit = ref MemoryMarshal.GetReference(exits);
        scores.Fill(bias);
        foreach (var group in groups)
        {
            for (var at = 0; at < scores.Length; at += Rows)
            {
                var block = scores[at..Math.Min(at + Rows, scores.Length)];
                Rank(group, rows.Slice(at * features, block.Length * features), block.Length, ref rank);
                for (var tree = 0; tree < group.Trees.Length; tree += Slice)
                {
                    var trees = group.Trees.AsSpan(tree, Math.Min(Slice, group.Trees.Length - tree));
                    if (block.Length <= Rows / 2)
                    {
                        Leave<No>(group, trees, ref rank, ref exit);
                    }
                    else
                    {
                        Leave<Yes>(group, trees, ref rank, ref exit);
                    }

                    Sum(group, trees, ref exit, block);
                }
            }
        }
    }

    /// <summary>Ranks of all columns: how many thresholds are below each value. Less 128, because bytes are compared with their sign.
    /// Behind them the same turned around, for tests that are met where a value is not above.</summary>
    private void Rank(ForestGroup group, ReadOnlySpan<float> rows, int count, ref byte ranks)
    {
        foreach (ref readonly var column in group.Columns.AsSpan())
        {
            ref var value = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), column.Feature);
            ref var bounds = ref group.Bounds[column.First];
            if (column.MissingBelow)
            {
                RankColumn<No>(ref value, count, ref bounds, column.Pivots, ref ranks);
            }
            else
            {
                RankColumn<Yes>(ref value, count, ref bounds, column.Pivots, ref ranks);
            }

            Vector256.OnesComplement(Vector256.LoadUnsafe(ref ranks)).StoreUnsafe(ref ranks, Rows);
            Vector256.OnesComplement(Vector256.LoadUnsafe(ref ranks, Rows / 2)).StoreUnsafe(ref ranks, Rows + (Rows / 2));
            ranks = ref Unsafe.Add(ref ranks, ForestGroup.ColumnBytes);
        }
    }

    /// <summary>Pivots tell in which eight thresholds to look on. Written out for none, one and two vectors of them.</summary>
    private void RankColumn<TUnknownAbove>(ref float value, int count, ref float bounds, int pivots, ref byte rank)
        where TUnknownAbove : struct, IChoice
    {
        ref var blocks = ref Unsafe.Add(ref bounds, 8 * pivots);
        var first = Vector256.LoadUnsafe(ref bounds);
        var second = pivots > 1 ? Vector256.LoadUnsafe(ref bounds, 8) : first;
        for (var i = 0; i < count; i++)
        {
            // The smaller of NaN and infinity is, by the instruction's definition, the second. NaN itself is above nothing.
            var x = Vector256.Create(Unsafe.Add(ref value, i * features));
            x = TUnknownAbove.Taken ? Avx.Min(x, Vector256.Create(float.PositiveInfinity)) : x;
            var below = 0;
            if (pivots == 1)
            {
                below = 8 * Below(x, first);
            }
            else if (pivots == 2)
            {
                below = 8 * (Below(x, first) + Below(x, second));
            }
            else
            {
                for (var pivot = 0; pivot < 8 * pivots; pivot += 8)
                {
                    below += 8 * Below(x, Vector256.LoadUnsafe(ref bounds, (nuint)pivot));
                }
            }

            below += Below(x, Vector256.LoadUnsafe(ref blocks, (nuint)below));
            Unsafe.Add(ref rank, i) = (byte)(below - 128);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(Vector256<float> x, Vector256<float> bounds) =>
        BitOperations.PopCount((uint)Avx.MoveMask(Avx.Compare(x, bounds, FloatComparisonMode.OrderedGreaterThanNonSignaling)));

    /// <summary>The leaf of each row in each tree, as bytes: those of a tree behind those of the tree before.</summary>
    private static void Leave<TWide>(ForestGroup group, ReadOnlySpan<ForestGroup.Shape> trees, ref byte ranks, ref byte exits)
        where TWide : struct, IChoice
    {
        ref var cuts = ref MemoryMarshal.GetArrayDataReference(group.Cuts);
        ref var end = ref group.Ends[trees[0].FirstEnd];
        ref var cut = ref Unsafe.Add(ref cuts, trees[0].FirstCut);
        foreach (ref readonly var tree in trees)
        {
            var (open0, open1) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
            var (left0, left1, passed0, passed1) = (Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero);
            for (var i = 0; i < tree.Bytes; i++)
            {
                var (leaves0, leaves1) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
                ref var stop = ref Unsafe.Add(ref cuts, end);
                for (end = ref Unsafe.Add(ref end, 1); Unsafe.IsAddressLessThan(ref cut, ref stop); cut = ref Unsafe.Add(ref cut, 1))
                {
                    ref var rank = ref Unsafe.AddByteOffset(ref ranks, (nuint)cut.Column);
                    var (bound, mask) = (Vector256.Create(cut.Rank).AsSByte(), Vector256.Create(cut.Mask).AsByte());
                    leaves0 = Avx2.AndNot(Avx2.CompareGreaterThan(Vector256.LoadUnsafe(ref rank).AsSByte(), bound).AsByte() & mask, leaves0);
                    if (TWide.Taken)
                    {
                        leaves1 = Avx2.AndNot(Avx2.CompareGreaterThan(Vector256.LoadUnsafe(ref rank, Rows / 2).AsSByte(), bound).AsByte() & mask, leaves1);
                    }
                }

                // Only the first byte that has a leaf left counts; the bytes passed before it are counted.
                left0 |= leaves0 & open0;
                open0 &= Vector256.Equals(leaves0, Vector256<byte>.Zero);
                passed0 -= open0;
                left1 |= leaves1 & open1;
                open1 &= Vector256.Equals(leaves1, Vector256<byte>.Zero);
                passed1 -= open1;
            }

            Lowest(left0, passed0).StoreUnsafe(ref exits);
            if (TWide.Taken)
            {
                Lowest(left1, passed1).StoreUnsafe(ref exits, Rows / 2);
            }

            exits = ref Unsafe.Add(ref exits, Rows);
        }
    }

    /// <summary>The number of the lowest bit, looked up for both halves of the byte, and 8 for each byte before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lowest(Vector256<byte> left, Vector256<byte> passed)
    {
        var half = Vector256.Create((byte)15);
        var low = Vector256.Create(Vector128.Create((byte)255, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0));
        var high = Vector256.Create(Vector128.Create((byte)255, 4, 5, 4, 6, 4, 5, 4, 7, 4, 5, 4, 6, 4, 5, 4));
        var bit = Avx2.Min(Avx2.Shuffle(low, left & half), Avx2.Shuffle(high, Avx2.ShiftRightLogical(left.AsUInt16(), 4).AsByte() & half));
        return bit + Avx2.ShiftLeftLogical(passed.AsUInt16(), 3).AsByte();
    }

    /// <summary>Adds what the leaves hold, of each row in the order of the trees.</summary>
    private static void Sum(ForestGroup group, ReadOnlySpan<ForestGroup.Shape> trees, ref byte exits, Span<double> scores)
    {
        ref var leaves = ref MemoryMarshal.GetArrayDataReference(group.Leaves);
        ref var score = ref MemoryMarshal.GetReference(scores);
        var row = 0;
        for (; row <= scores.Length - Together; row += Together)
        {
            Sum(trees, ref leaves, ref Unsafe.Add(ref exits, row), ref Unsafe.Add(ref score, row));
        }

        if (row < scores.Length)
        {
            // Behind the last row stand leaves of no row, but of the tree: whatever its nodes are told, one of its leaves is left.
            Span<double> last = stackalloc double[Together];
            scores[row..].CopyTo(last);
            Sum(trees, ref leaves, ref Unsafe.Add(ref exits, row), ref MemoryMarshal.GetReference(last));
            last[..(scores.Length - row)].CopyTo(scores[row..]);
        }
    }

    /// <summary>Eight rows at a time, so that sums do not wait for each other.</summary>
    private static void Sum(ReadOnlySpan<ForestGroup.Shape> trees, ref double leaves, ref byte exit, ref double to)
    {
        var (s0, s1, s2, s3) = (to, Unsafe.Add(ref to, 1), Unsafe.Add(ref to, 2), Unsafe.Add(ref to, 3));
        var (s4, s5, s6, s7) = (Unsafe.Add(ref to, 4), Unsafe.Add(ref to, 5), Unsafe.Add(ref to, 6), Unsafe.Add(ref to, 7));
        foreach (ref readonly var tree in trees)
        {
            ref var leaf = ref Unsafe.Add(ref leaves, tree.FirstLeaf);
            s0 += Unsafe.Add(ref leaf, (nuint)exit);
            s1 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 1));
            s2 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 2));
            s3 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 3));
            s4 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 4));
            s5 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 5));
            s6 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 6));
            s7 += Unsafe.Add(ref leaf, (nuint)Unsafe.Add(ref exit, 7));
            exit = ref Unsafe.Add(ref exit, Rows);
        }

        (to, Unsafe.Add(ref to, 1), Unsafe.Add(ref to, 2), Unsafe.Add(ref to, 3)) = (s0, s1, s2, s3);
        (Unsafe.Add(ref to, 4), Unsafe.Add(ref to, 5), Unsafe.Add(ref to, 6), Unsafe.Add(ref to, 7)) = (s4, s5, s6, s7);
    }
}
