using System.Buffers.Text;
using System.Text;

namespace WarningEngine.App.City;

/// <summary>One record as JSON, field after field. Names and values are ASCII without quotes and backslashes: the city
/// makes them all itself, so nothing is escaped.</summary>
internal sealed class CityJson
{
    private const int TimeBytes = 24;
    private byte[] _bytes = new byte[1_024];
    private int _length;
    private long _day = long.MinValue;
    private readonly byte[] _date = new byte[11];

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public CityJson Begin()
    {
        _bytes[0] = (byte)'{';
        _length = 1;
        return this;
    }

    public CityJson Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name, value.Length + 3);
        Put((byte)'"');
        value.CopyTo(_bytes.AsSpan(_length));
        _length += value.Length;
        return Put((byte)'"').Put((byte)',');
    }

    public CityJson Text(ReadOnlySpan<byte> name, string value)
    {
        Name(name, value.Length + 3);
        Put((byte)'"');
        _length += Encoding.ASCII.GetBytes(value, _bytes.AsSpan(_length));
        return Put((byte)'"').Put((byte)',');
    }

    /// <summary>A field that is left away where there is no value.</summary>
    public CityJson TextOf(ReadOnlySpan<byte> name, string? value) => value is null ? this : Text(name, value);

    /// <summary>A letter and a number, and where it is not negative a dot and another number.</summary>
    public CityJson Reference(ReadOnlySpan<byte> name, char kind, long number, int part = -1)
    {
        Name(name, 40);
        Put((byte)'"').Put((byte)kind).Digits(number);
        return (part < 0 ? this : Put((byte)'.').Digits(part)).Put((byte)'"').Put((byte)',');
    }

    public CityJson Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name, 24);
        return Digits(value).Put((byte)',');
    }

    public CityJson True(ReadOnlySpan<byte> name)
    {
        Name(name, 5);
        "true,"u8.CopyTo(_bytes.AsSpan(_length));
        _length += 5;
        return this;
    }

    /// <summary>Yuan.</summary>
    public CityJson Amount(ReadOnlySpan<byte> name, long fen)
    {
        Name(name, 64);
        "{\"amount\":\""u8.CopyTo(_bytes.AsSpan(_length));
        _length += 11;
        Digits(fen / 100).Put((byte)'.').Put((byte)('0' + (fen / 10 % 10))).Put((byte)('0' + (fen % 10)));
        "\",\"currency\":\"CNY\"},"u8.CopyTo(_bytes.AsSpan(_length));
        _length += 20;
        return this;
    }

    /// <summary>RFC 3339 in UTC, to the millisecond.</summary>
    /// <param name="name">Of the field.</param>
    /// <param name="ms">Since epoch, not before it.</param>
    public CityJson Time(ReadOnlySpan<byte> name, long ms)
    {
        Name(name, TimeBytes + 3);
        Put((byte)'"');
        var (day, rest) = Math.DivRem(ms, CityStream.DayMs);
        if (day != _day)
        {
            var date = DateTime.UnixEpoch.AddDays(day);
            Two(date.Year / 100, _date);
            Two(date.Year % 100, _date.AsSpan(2));
            Two(date.Month, _date.AsSpan(5));
            Two(date.Day, _date.AsSpan(8));
            (_date[4], _date[7], _date[10], _day) = ((byte)'-', (byte)'-', (byte)'T', day);
        }

        var to = _bytes.AsSpan(_length);
        _date.CopyTo(to);
        var at = (int)rest;
        Two(at / 3_600_000, to[11..]);
        Two(at / 60_000 % 60, to[14..]);
        Two(at / 1_000 % 60, to[17..]);
        Two(at / 10 % 100, to[20..]);
        (to[13], to[16], to[19], to[22], to[23]) =
            ((byte)':', (byte)':', (byte)'.', (byte)('0' + (at % 10)), (byte)'Z');
        _length += TimeBytes;
        return Put((byte)'"').Put((byte)',');
    }

    /// <summary>The end of the record: the last comma gives way.</summary>
    public void End() => _bytes[_length - 1] = (byte)'}';

    /// <summary>Goes back to what was written at <paramref name="length"/>.</summary>
    public void Back(int length) => _length = length;

    private void Name(ReadOnlySpan<byte> name, int room)
    {
        if (_length + name.Length + room + 3 > _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * (_bytes.Length + name.Length + room));
        }

        Put((byte)'"');
        name.CopyTo(_bytes.AsSpan(_length));
        _length += name.Length;
        Put((byte)'"').Put((byte)':');
    }

    private CityJson Digits(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    private CityJson Put(byte value)
    {
        _bytes[_length++] = value;
        return this;
    }

    private static void Two(int value, Span<byte> to) =>
        (to[0], to[1]) = ((byte)('0' + (value / 10)), (byte)('0' + (value % 10)));
}
