using System.Buffers.Binary;
using System.Globalization;

namespace WarningEngine.Core.Events;

/// <summary>A keyed, deterministic 128-bit pseudonym of a number, sender, account or domain.
/// The same identifier under the same key is always the same token; without the key it says nothing.</summary>
public readonly record struct Token(ulong High, ulong Low) : IComparable<Token>
{
    public const int Size = 16;

    public static readonly Token None;

    public bool IsNone => (High | Low) == 0;

    /// <summary>The partition of <c>legs</c> that owns this entity: a fixed function of the token alone.</summary>
    public int Partition(int partitions) => (int)(((Low >> 32) * (ulong)partitions) >> 32);

    public static Token Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Parses the 32 hexadecimal digits that <see cref="ToString"/> prints.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Token token)
    {
        token = None;
        if (text.Length != 32
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        token = new Token(high, low);
        return true;
    }

    public int CompareTo(Token other)
    {
        var high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    public static bool operator <(Token left, Token right) => left.CompareTo(right) < 0;

    public static bool operator >(Token left, Token right) => left.CompareTo(right) > 0;

    public static bool operator <=(Token left, Token right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Token left, Token right) => left.CompareTo(right) >= 0;
}

/// <summary>What a token stands for. A number can be a person's line and a counterpart; it has one record.</summary>
public enum EntityKind : byte
{
    None = 0,
    Number = 1,
    Sender = 2,
    Account = 3,
    Domain = 4,

    /// <summary>A phone or a box of cards; known by the numbers used in it alone.</summary>
    Device = 5,
}
