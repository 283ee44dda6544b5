using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using static System.Numerics.BitOperations;

namespace WarningEngine.Core.Events;

/// <summary>SHA-256 (FIPS 180-4) of what is written piece by piece. For short texts by the million: the platform's makes a context of
/// OpenSSL for each, which costs several times the hash itself. Used for identities alone, where nothing is secret.</summary>
internal struct Sha256
{
    /// <summary>Bytes.</summary>
    public const int BlockSize = 64;

    public const int StateWords = 8;

    private const int LengthSize = 8;

    /// <summary>First 32 bits of the fractions of the cube roots of the first 64 primes.</summary>
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private State _state;
    private Block _block;
    private int _used;
    private long _length;

    public Sha256()
    {
        First.CopyTo(_state);
    }

    /// <summary>The state before the first block: first 32 bits of the fractions of the square roots of the first 8 primes.</summary>
    public static ReadOnlySpan<uint> First =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>What is free of the block at hand: never empty. What is written into it counts once it is said by <see cref="Advance"/>.</summary>
    [UnscopedRef]
    public Span<byte> Free => ((Span<byte>)_block)[_used..];

    /// <param name="count">Bytes written into <see cref="Free"/>.</param>
    public void Advance(int count)
    {
        _used += count;
        _length += count;
        if (_used == BlockSize)
        {
            Compress();
        }
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BlockSize - _used);
            bytes[..count].CopyTo(Free);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The first half of the hash; ends it.</summary>
    public UInt128 Finish()
    {
        var bits = (ulong)_length * 8;
        Append([0x80]);
        if (_used > BlockSize - LengthSize)
        {
            Free.Clear();
            Compress();
        }

        Free.Clear();
        Span<byte> block = _block;
        BinaryPrimitives.WriteUInt64BigEndian(block[(BlockSize - LengthSize)..], bits);
        Compress();
        return new UInt128(((ulong)_state[0] << 32) | _state[1], ((ulong)_state[2] << 32) | _state[3]);
    }

    /// <summary>Our own compression, which needs nothing of the machine.</summary>
    /// <param name="state"><see cref="StateWords"/>; changed.</param>
    /// <param name="block"><see cref="BlockSize"/> bytes.</param>
    [SkipLocalsInit]
    public static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[BlockSize];
        for (var i = 0; i < 16; i++)
        {
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        }

        for (var i = 16; i < BlockSize; i++)
        {
            var (early, late) = (w[i - 15], w[i - 2]);
            w[i] = w[i - 16] + (RotateRight(early, 7) ^ RotateRight(early, 18) ^ (early >> 3))
                + w[i - 7] + (RotateRight(late, 17) ^ RotateRight(late, 19) ^ (late >> 10));
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        var constants = Constants;
        for (var i = 0; i < BlockSize; i += 8)
        {
            // Eight at a time: what a round hands on needs no moving.
            Round(a, b, c, ref d, e, f, g, ref h, w[i] + constants[i]);
            Round(h, a, b, ref c, d, e, f, ref g, w[i + 1] + constants[i + 1]);
            Round(g, h, a, ref b, c, d, e, ref f, w[i + 2] + constants[i + 2]);
            Round(f, g, h, ref a, b, c, d, ref e, w[i + 3] + constants[i + 3]);
            Round(e, f, g, ref h, a, b, c, ref d, w[i + 4] + constants[i + 4]);
            Round(d, e, f, ref g, h, a, b, ref c, w[i + 5] + constants[i + 5]);
            Round(c, d, e, ref f, g, h, a, ref b, w[i + 6] + constants[i + 6]);
            Round(b, c, d, ref e, f, g, h, ref a, w[i + 7] + constants[i + 7]);
        }

        (state[0], state[1], state[2], state[3]) = (state[0] + a, state[1] + b, state[2] + c, state[3] + d);
        (state[4], state[5], state[6], state[7]) = (state[4] + e, state[5] + f, state[6] + g, state[7] + h);
    }

    private void Compress()
    {
        _used = 0;
        if (OpenSslSha256.IsThere)
        {
            OpenSslSha256.Compress(_state, _block);
        }
        else
        {
            Compress(_state, _block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, uint b, uint c, ref uint d, uint e, uint f, uint g, ref uint h, uint word)
    {
        var first = h + (RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + word;
        d += first;
        h = first + (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    }

    [InlineArray(StateWords)]
    private struct State
    {
        private uint _first;
    }

    [InlineArray(BlockSize)]
    private struct Block
    {
        private byte _first;
    }
}
