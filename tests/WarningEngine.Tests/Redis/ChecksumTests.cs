using System.Numerics;
using CsCheck;
using WarningEngine.Redis;

namespace WarningEngine.Tests.Redis;

public sealed class ChecksumTests
{
    /// <summary>RFC 3720, B.4.</summary>
    [Fact]
    public void It_is_the_castagnoli_sum()
    {
        Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Checksum.Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Checksum.Of([.. Enumerable.Range(0, 32).Select(x => (byte)x)]));
    }

    [Fact]
    public void Long_texts_have_the_sum_that_goes_byte_by_byte() =>
        Gen.Select(Gen.Int[0, 40_000], Gen.ULong).Sample(
            (length, seed) =>
            {
                var bytes = new byte[length];
                for (var i = 0; i < length; i++)
                {
                    bytes[i] = (byte)((seed >> (i % 57)) * (ulong)(i + 1));
                }

                var crc = uint.MaxValue;
                foreach (var b in bytes)
                {
                    crc = BitOperations.Crc32C(crc, b);
                }

                Assert.Equal(~crc, Checksum.Of(bytes));
            },
            iter: 200);
}
