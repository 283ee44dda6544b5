using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace WarningEngine.Core.Events;

/// <summary>A short UTF-8 text kept inside its owner, without a heap object: ISO 20022's Max35Text, 35 bytes at most.</summary>
[InlineArray(Capacity + 1)]
public struct Text35
{
    public const int Capacity = 35;

    private byte _length;

    public readonly int Length => this[0];

    /// <summary>Takes a text of at most 35 UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">The text is longer.</exception>
    public static Text35 From(ReadOnlySpan<char> text)
    {
        if (Encoding.UTF8.GetByteCount(text) > Capacity)
        {
            throw new ArgumentException($"Longer than {Capacity} bytes.", nameof(text));
        }

        Text35 result = default;
        Span<byte> bytes = result;
        bytes[0] = (byte)Encoding.UTF8.GetBytes(text, bytes[1..]);
        return result;
    }

    public static Text35 From(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Capacity)
        {
            throw new ArgumentException($"Longer than {Capacity} bytes.", nameof(utf8));
        }

        Text35 result = default;
        Span<byte> bytes = result;
        bytes[0] = (byte)utf8.Length;
        utf8.CopyTo(bytes[1..]);
        return result;
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)this).Slice(1, Length);

    public override readonly string ToString() => Encoding.UTF8.GetString(Utf8);
}
