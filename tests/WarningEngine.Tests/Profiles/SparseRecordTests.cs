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

    [Fact]
    public void Groups_at_a_time_are_the_bytes_of_words_at_a_time() => Records.Sample(
        record =>
        {
            var words = new byte[SparseRecord.SizeMax(record.Length)];
            words = words[..SparseRecord.WriteByWord(record, words)];
            Assert.Equal(words, Written(record));

            // Behind a target that has room for the most, and behind one that has only what is needed, nothing is touched.
            foreach (var room in new[] { SparseRecord.SizeMax(record.Length), words.Length })
            {
                byte[] to = [.. Enumerable.Repeat((byte)0xEE, room + 64)];
                Assert.Equal(words.Length, SparseRecord.Write(record, to.AsSpan(..room)));
                Assert.Equal(words, to[..words.Length]);
                Assert.All(to[room..], x => Assert.Equal(0xEE, x));
            }
        },
        iter: 2_000);

    private static byte[] Written(byte[] record)
    {
        var to = new byte[SparseRecord.SizeMax(record.Length)];
        return to[..SparseRecord.Write(record, to)];
    }
}
