using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Writes a record of no fixed size in few bytes: numbers by how large they are, times by what lies between them, and a token or a text that
/// stands in the record already by its number. Equal records are equal bytes. <see cref="PackedReader"/> reads it.</summary>
internal sealed class RecordWriter
{
    /// <summary>Stands for a bitmap that is written whole.</summary>
    internal const byte WholeBitmap = byte.MaxValue;

    /// <summary>A bitmap of more bits is written whole.</summary>
    private const int BitsMax = 6;

    /// <summary>Whole numbers of a double are exact up to here.</summary>
    private const double WholeMax = 1L << 53;

    private const int FirstBytes = 4096;
    private const int NumberBytesMax = 10;

    private readonly List<Token> _tokens = [];
    private readonly List<string> _texts = [];
    private byte[] _record = new byte[FirstBytes];
    private int _length;
    private long _timeMs;

    /// <summary>What was written since it began.</summary>
    public ReadOnlySpan<byte> Written => _record.AsSpan(0, _length);

    /// <summary>Another record, in the same memory.</summary>
    public void Begin(byte version)
    {
        _length = 0;
        _tokens.Clear();
        _texts.Clear();
        _tokens.Add(Core.Events.Token.None);
        _timeMs = 0;
        Byte(version);
    }

    public void Byte(int value) => Next(1)[0] = (byte)value;

    public void Bool(bool value) => Byte(value ? 1 : 0);

    public void UInt16(ushort value) => Int64(value);

    public void Int32(int value) => Int64(value);

    /// <summary>1 to 10 bytes, fewer the nearer it is to 0.</summary>
    public void Int64(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A number that is as often large as small.</summary>
    public void Hash(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(sizeof(ulong)), value);

    public void Id(UInt128 value)
    {
        Hash((ulong)(value >> 64));
        Hash((ulong)value);
    }

    /// <summary>One of which few bits are set.</summary>
    public void Bitmap(ulong value)
    {
        var bits = BitOperations.PopCount(value);
        if (bits > BitsMax)
        {
            Byte(WholeBitmap);
            Hash(value);
            return;
        }

        Byte(bits);
        for (; value != 0; value &= value - 1)
        {
            Byte(BitOperations.TrailingZeroCount(value));
        }
    }

    /// <summary>A double, mostly a whole number.</summary>
    public void Real(double value)
    {
        if (Math.Abs(value) < WholeMax && Math.Truncate(value) == value && !(value == 0 && double.IsNegative(value)))
        {
            Int64((long)value << 1);
            return;
        }

        Int64(1);
        Hash(BitConverter.DoubleToUInt64Bits(value));
    }

    /// <summary>A time, ms; 0 none.</summary>
    public void Time(long timeMs)
    {
        if (timeMs == 0)
        {
            Int64(0);
            return;
        }

        var later = unchecked(timeMs - _timeMs);
        Int64(later >= 0 ? later + 1 : later);
        _timeMs = timeMs;
    }

    public void Token(Token value)
    {
        var known = _tokens.IndexOf(value);
        Int64(known + 1);
        if (known < 0)
        {
            Hash(value.High);
            Hash(value.Low);
            _tokens.Add(value);
        }
    }

    public void Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var known = _texts.IndexOf(value);
        Int64(known + 1);
        if (known < 0)
        {
            var bytes = Encoding.UTF8.GetByteCount(value);
            Number((ulong)bytes);
            Encoding.UTF8.GetBytes(value, Next(bytes));
            _texts.Add(value);
        }
    }

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    /// <summary>Seven bits a byte, the lowest first; all bytes but the last have their highest bit set.</summary>
    private void Number(ulong value)
    {
        if (_record.Length - _length < NumberBytesMax)
        {
            Grow(NumberBytesMax);
        }

        for (; value > 0x7F; value >>= 7)
        {
            _record[_length++] = (byte)(value | 0x80);
        }

        _record[_length++] = (byte)value;
    }

    private Span<byte> Next(int bytes)
    {
        if (_record.Length - _length < bytes)
        {
            Grow(bytes);
        }

        _length += bytes;
        return _record.AsSpan(_length - bytes, bytes);
    }

    private void Grow(int bytes) => Array.Resize(ref _record, Math.Max(2 * _record.Length, _length + bytes));
}
