using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WarningEngine.Core.Profiles;

/// <summary>The form of a record of fixed size in checkpoints: a bitmap of its 32-bit words that are not zero, lowest bit first, and then these. Most
/// fields of most records are empty, and what is not written is neither sent, nor kept by the store, nor merged.</summary>
internal static class SparseRecord
{
    private const int WordSize = sizeof(uint);
    private const int GroupSize = 8 * WordSize;

    /// <summary>By a group's bitmap: the places of the words that are there, a byte each, lowest first.</summary>
    private static readonly ulong[] Places = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(PlacesOf)];

    /// <summary>The most that a record of <paramref name="size"/> bytes takes.</summary>
    public static int SizeMax(int size) => Groups(size) * (1 + GroupSize);

    /// <param name="record">What to write.</param>
    /// <param name="to">Has room for <see cref="SizeMax"/>; what is behind the bytes that are returned may be anything afterwards.</param>
    /// <returns>Bytes written to <paramref name="to"/>.</returns>
    public static int Write(ReadOnlySpan<byte> record, Span<byte> to) =>
        Avx2.IsSupported && to.Length >= SizeMax(record.Length) ? WriteByGroup(record, to) : WriteByWord(record, to);

    /// <summary>The same on any machine, a word at a time.</summary>
    internal static int WriteByWord(ReadOnlySpan<byte> record, Span<byte> to)
    {
        Span<byte> last = stackalloc byte[GroupSize];
        var end = Groups(record.Length);
        for (var (at, group) = (0, 0); at < record.Length; at += GroupSize, group++)
        {
            var words = Group(record, at, last);
            var present = (byte)~Vector256.Equals(Vector256.Create(words), Vector256<uint>.Zero).ExtractMostSignificantBits();
            to[group] = present;
            for (uint left = present; left != 0; left &= left - 1)
            {
                MemoryMarshal.Write(to[end..], words[BitOperations.TrailingZeroCount(left)]);
                end += WordSize;
            }
        }

        return end;
    }

    /// <summary>Each group is moved together and stored whole; the next one begins behind its words that are there. A group never
    /// reaches beyond <see cref="SizeMax"/>: those before it took no more than all of theirs.</summary>
    [SkipLocalsInit]
    private static int WriteByGroup(ReadOnlySpan<byte> record, Span<byte> to)
    {
        Span<byte> last = stackalloc byte[GroupSize];
        ref var start = ref MemoryMarshal.GetReference(to);
        var end = Groups(record.Length);
        for (var (at, group) = (0, 0); at < record.Length; at += GroupSize, group++)
        {
            var words = Vector256.Create(Group(record, at, last));
            var present = (byte)~Vector256.Equals(words, Vector256<uint>.Zero).ExtractMostSignificantBits();
            to[group] = present;
            var places = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Places[present]).AsByte()).AsUInt32();
            Avx2.PermuteVar8x32(words, places).AsByte().StoreUnsafe(ref start, (nuint)end);
            end += WordSize * BitOperations.PopCount(present);
        }

        return end;
    }

    /// <param name="from">What was written.</param>
    /// <param name="record">Is filled, zeros included.</param>
    /// <exception cref="InvalidDataException">It is no record of this size.</exception>
    public static void Read(ReadOnlySpan<byte> from, Span<byte> record)
    {
        var groups = Groups(record.Length);
        if (from.Length < groups || from.Length != groups + (WordSize * WordsIn(from[..groups])))
        {
            throw new InvalidDataException($"A record of {record.Length} bytes cannot be told in these {from.Length}.");
        }

        record.Clear();
        Span<byte> last = stackalloc byte[GroupSize];
        for (var (group, at) = (0, groups); group < groups; group++)
        {
            var whole = record.Length - (group * GroupSize) >= GroupSize;
            var words = MemoryMarshal.Cast<byte, uint>(whole ? record.Slice(group * GroupSize, GroupSize) : last);
            for (uint left = from[group]; left != 0; left &= left - 1)
            {
                words[BitOperations.TrailingZeroCount(left)] = MemoryMarshal.Read<uint>(from[at..]);
                at += WordSize;
            }
        }

        last[..(record.Length % GroupSize)].CopyTo(record[(record.Length / GroupSize * GroupSize)..]);
    }

    private static ulong PlacesOf(int present)
    {
        var (places, count) = (0UL, 0);
        for (var left = (uint)present; left != 0; left &= left - 1)
        {
            places |= (ulong)BitOperations.TrailingZeroCount(left) << (8 * count++);
        }

        return places;
    }

    private static int Groups(int size) => (size + GroupSize - 1) / GroupSize;

    /// <summary>Of the last group what is there, and zeros after it.</summary>
    private static ReadOnlySpan<uint> Group(ReadOnlySpan<byte> record, int at, Span<byte> last)
    {
        if (record.Length - at >= GroupSize)
        {
            return MemoryMarshal.Cast<byte, uint>(record.Slice(at, GroupSize));
        }

        last.Clear();
        record[at..].CopyTo(last);
        return MemoryMarshal.Cast<byte, uint>(last);
    }

    private static int WordsIn(ReadOnlySpan<byte> bitmap)
    {
        var count = 0;
        foreach (var group in bitmap)
        {
            count += BitOperations.PopCount(group);
        }

        return count;
    }
}
