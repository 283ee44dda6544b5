using CsCheck;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class SparseRecordTests
{
    /// <summary>Every size of the last group, and of its last word.</summary>
    private static readonly Gen<byte[]> Records = Gen.Int[0, 400].SelectMany(size =>
        Gen.Frequency((3, Gen.Const((byte)0)), (1, Gen.Byte)).Array[size]);

    [Fact]
    public void What_is_written_is_read_again() => Records.Sample(record =>
    {
        var written = Written(record);
        var read = new byte[record.Length];
        read.AsSpan().Fill(0xEE);
        SparseRecord.Read(written, read);
        Assert.Equal(record, read);
    });

    [Fact]
    public void Only_words_that_are_not_zero_are_written() => Records.Sample(record =>
        Assert.Equal(
            ((record.Length + 31) / 32) + (4 * record.Chunk(4).Count(word => word.Any(x => x != 0))), Written(record).Length));

    [Fact]
    public void What_is_shorter_or_longer_than_its_bitmap_says_is_refused() => Records.Where(x => x.Length > 0).Sample(record =>
    {
        var written = Written(record);
        Assert.Throws<InvalidDataException>(() => SparseRecord.Read(written.AsSpan(..^1), new byte[record.Length]));
        Assert.Throws<InvalidDataException>(() => SparseRecord.Read([.. written, 0], new byte[record.Length]));
    });

    private static byte[] Written(byte[] record)
    {
        var to = new byte[SparseRecord.SizeMax(record.Length)];
        return to[..SparseRecord.Write(record, to)];
    }
}
