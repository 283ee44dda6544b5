using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CsCheck;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Intake;

/// <summary>One block's compression: ours, and OpenSSL's where the machine has it.</summary>
public sealed class Sha256Tests
{
    private const int LengthSize = 8;

    /// <summary>What is used where there is no other.</summary>
    [Fact]
    public void Our_own_compression_is_that_of_the_platforms_hash() => Gen.Byte.Array[0, Sha256.BlockSize - LengthSize - 1].Sample(text =>
    {
        var block = new byte[Sha256.BlockSize];
        text.CopyTo(block, 0);
        block[text.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(Sha256.BlockSize - LengthSize), text.Length * 8L);
        var state = Sha256.First.ToArray();
        Sha256.Compress(state, block);

        Assert.Equal(SHA256.HashData(text), state.SelectMany(x => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(x))));
    });

    [Fact]
    public void Openssl_is_used_where_linux_has_it() => Assert.Equal(
        OperatingSystem.IsLinux() && new[] { "libcrypto.so.3", "libcrypto.so.1.1" }.Any(x =>
            NativeLibrary.TryLoad(x, out var library) && NativeLibrary.TryGetExport(library, "SHA256_Transform", out _)),
        OpenSslSha256.IsThere);

    [Fact]
    public void Openssl_says_of_any_state_and_block_what_ours_says()
    {
        Assert.SkipUnless(OpenSslSha256.IsThere, "This machine has no libcrypto with SHA256_Transform.");
        Gen.Select(Gen.UInt.Array[Sha256.StateWords], Gen.Byte.Array[Sha256.BlockSize]).Sample(
            (state, block) =>
            {
                var (theirs, ours) = (state.ToArray(), state.ToArray());
                OpenSslSha256.Compress(theirs, block);
                Sha256.Compress(ours, block);
                Assert.Equal(ours, theirs);
            },
            iter: 10_000);
    }

    [Fact]
    public void A_compression_that_says_anything_else_is_not_used()
    {
        Assert.True(OpenSslSha256.IsSameAsOurs(Sha256.Compress));
        Assert.False(OpenSslSha256.IsSameAsOurs((_, _) => { }));
        Assert.False(OpenSslSha256.IsSameAsOurs((state, block) =>
        {
            Sha256.Compress(state, block);
            state[7] ^= 1;
        }));
        Assert.False(OpenSslSha256.IsSameAsOurs((state, block) =>
        {
            // A block of zeros at its end is read as one of ones.
            var read = block.ToArray();
            read[^1] |= 0x40;
            Sha256.Compress(state, read);
        }));
    }
}
