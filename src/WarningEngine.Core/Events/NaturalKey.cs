using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace WarningEngine.Core.Events;

/// <summary>What tells a record apart, hashed while it is written: parts with a bar between them, in UTF-8. Makes no text.</summary>
public ref struct NaturalKey
{
    /// <summary>Digits of a 64-bit number with its sign.</summary>
    private const int DigitsMax = 20;
    private const int RuneBytesMax = 4;

    private Sha256 _hash;

    /// <param name="kind">The first part.</param>
    public NaturalKey(ReadOnlySpan<byte> kind)
    {
        _hash = new Sha256();
        _hash.Append(kind);
    }

    /// <summary>Of two texts and a letter of ASCII between them.</summary>
    public static UInt128 Identity(string first, char between, string second)
    {
        var key = new NaturalKey([]);
        key.Letters(first);
        key._hash.Append([(byte)between]);
        key.Letters(second);
        return key.Identity();
    }

    public void Add(Utf8Text part) => Add(part.Bytes);

    /// <summary>Nothing where it is null.</summary>
    public void Add(long? part)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        var length = 0;
        if (part is { } number)
        {
            Utf8Formatter.TryFormat(number, digits, out length);
        }

        Add(digits[..length]);
    }

    public void Add(bool part) => Add(part ? "True"u8 : "False"u8);

    /// <summary>By its name.</summary>
    public void Add<T>(T part)
        where T : struct, Enum => Add(EnumNames<T>.Of(part));

    /// <summary>Nothing where it is null.</summary>
    public void Add<T>(T? part)
        where T : struct, Enum => Add(part is { } said ? EnumNames<T>.Of(said) : default(ReadOnlySpan<byte>));

    /// <summary>The identity that it stands for; nothing is added behind that.</summary>
    public UInt128 Identity() => _hash.Finish();

    private void Add(scoped ReadOnlySpan<byte> part)
    {
        _hash.Append("|"u8);
        _hash.Append(part);
    }

    private void Letters(ReadOnlySpan<char> letters)
    {
        Span<byte> split = stackalloc byte[RuneBytesMax];
        while (!letters.IsEmpty)
        {
            // A letter that no longer fits into the block at hand is written over its end.
            var status = Utf8.FromUtf16(letters, _hash.Free, out var read, out var written);
            letters = letters[read..];
            _hash.Advance(written);
            if (status == OperationStatus.DestinationTooSmall && written == 0)
            {
                Rune.DecodeFromUtf16(letters, out var rune, out read);
                _hash.Append(split[..rune.EncodeToUtf8(split)]);
                letters = letters[read..];
            }
        }
    }

    /// <summary>Names of a word's values as UTF-8.</summary>
    private static class EnumNames<T>
        where T : struct, Enum
    {
        private static readonly byte[][] Names = Unsafe.SizeOf<T>() != sizeof(byte) ? throw new NotSupportedException($"{typeof(T)} is larger than a byte.")
            : [.. Enumerable.Range(0, byte.MaxValue + 1).Select(x => Encoding.UTF8.GetBytes($"{Enum.ToObject(typeof(T), x)}"))];

        public static ReadOnlySpan<byte> Of(T value) => Names[Unsafe.As<T, byte>(ref value)];
    }
}
