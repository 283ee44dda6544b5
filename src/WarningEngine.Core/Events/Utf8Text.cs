using System.Text;

namespace WarningEngine.Core.Events;

/// <summary>A text of a record, in UTF-8, where it stands in the bytes that its reader took it from: no string is made of what nobody
/// reads as one. The default is the empty text.</summary>
/// <param name="bytes">Valid UTF-8, which stays as it is for as long as the record is used.</param>
/// <param name="start">Of the text in them.</param>
/// <param name="length">Bytes of the text.</param>
public readonly struct Utf8Text(byte[] bytes, int start, int length) : IEquatable<Utf8Text>
{
    private readonly byte[]? _bytes = bytes;
    private readonly int _start = start;

    /// <summary>Bytes.</summary>
    public int Length { get; } = length;

    public ReadOnlySpan<byte> Bytes => new(_bytes, _start, Length);

    /// <summary>Halves of surrogate pairs become U+FFFD.</summary>
    public static implicit operator Utf8Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Utf8Text(bytes, 0, bytes.Length);
    }

    public bool Equals(Utf8Text other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);
}
