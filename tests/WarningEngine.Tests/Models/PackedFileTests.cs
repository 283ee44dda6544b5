using System.IO.Compression;
using System.Text;
using WarningEngine.ML;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Models;

public sealed class PackedFileTests : IDisposable
{
    private static readonly byte[] Short = Encoding.UTF8.GetBytes("some lines\nof a file\n");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_whole_is_read_whether_packed_at_once_in_parts_or_not_at_all()
    {
        // Larger than any buffer on the way, and no two places alike.
        var random = new Random(1);
        var large = new byte[300_001];
        random.NextBytes(large);
        Assert.Equal(large, Read("plain", large));
        Assert.Equal(large, Read("packed.gz", Packed(large)));
        Assert.Equal([.. large, .. Short], Read("packed.GZ", [.. Packed(large), .. Packed(Short)]));

        // Made by gzip; the system's own writer makes nothing at all of nothing.
        Assert.Empty(Read("packed.gz", Convert.FromHexString("1F8B080000000000000303000000000000000000")));
        using var bytes = PackedFile.Unpack(new MemoryStream(Packed(Short)));
        Assert.Equal(Short, Enumerable.Range(0, Short.Length).Select(_ => (byte)bytes.ReadByte()));
        Assert.Equal(-1, bytes.ReadByte());
    }

    /// <summary>Also where nothing but a byte of the length at the end is missing.</summary>
    [Fact]
    public void What_breaks_off_anywhere_is_damaged()
    {
        var packed = Packed(Short);
        for (var length = 0; length < packed.Length; length++)
        {
            Damaged(packed[..length]);
            if (length > 0)
            {
                Damaged([.. packed, .. packed[..length]]);
            }
        }
    }

    [Fact]
    public void A_check_sum_that_is_wrong_and_what_else_stands_behind_are_damage()
    {
        var packed = Packed(Short);
        packed[^8] ^= 1;
        Damaged(packed);
        Damaged([.. Packed(Short), .. "behind"u8]);
    }

    private static byte[] Packed(byte[] plain)
    {
        using var result = new MemoryStream();
        using (var zip = new GZipStream(result, CompressionLevel.Fastest))
        {
            zip.Write(plain);
        }

        return result.ToArray();
    }

    private void Damaged(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Read("damaged.gz", bytes));

    private byte[] Read(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.At(name), bytes);
        using var file = PackedFile.Open(_folder.At(name));
        using var result = new MemoryStream();
        file.CopyTo(result);
        return result.ToArray();
    }
}
