using System.Numerics;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Writes a record of no fixed size in few bytes: numbers by how large they are, times by what lies between them, and a token or a text that
/// stands in the record already by its number. Equal records are equal bytes. <see cref="PackedReader"/> reads it.</summary>
internal sealed class RecordWriter : IDisposable
{
    /// <summary>Stands for a bitmap that is written whole.</summary>
    internal const byte WholeBitmap = byte.MaxValue;

    /// <summary>A bitmap of more bits is written whole.</summary>
    private const int BitsMax = 6;

    /// <summary>Whole numbers of a double are exact up to here.</summary>
    private const double WholeMax = 1L << 53;

    private readonly MemoryStream _record = new();
    private readonly BinaryWriter _to;
    private readonly List<Token> _tokens = [];
    private readonly List<string> _texts = [];
    private long _timeMs;

    public RecordWriter() => _to = new BinaryWriter(_record, Encoding.UTF8, leaveOpen: true);

    /// <summary>What was written since it began.</summary>
    public ReadOnlySpan<byte> Written => _record.GetBuffer().AsSpan(0, (int)_record.Length);

    /// <summary>Another record, in the same memory.</summary>
    public void Begin(byte version)
    {
        _record.SetLength(0);
        _tokens.Clear();
        _texts.Clear();
        _tokens.Add(Core.Events.Token.None);
        _timeMs = 0;
        _to.Write(version);
    }

    public void Byte(int value) => _to.Write((byte)value);

    public void Bool(bool value) => _to.Write(value);

    public void UInt16(ushort value) => Int64(value);

    public void Int32(int value) => Int64(value);

    /// <summary>1 to 10 bytes, fewer the nearer it is to 0.</summary>
    public void Int64(long value) => _to.Write7BitEncodedInt64((value << 1) ^ (value >> 63));

    /// <summary>A number that is as often large as small.</summary>
    public void Hash(ulong value) => _to.Write(value);

    public void Id(UInt128 value)
    {
        _to.Write((ulong)(value >> 64));
        _to.Write((ulong)value);
    }

    /// <summary>One of which few bits are set.</summary>
    public void Bitmap(ulong value)
    {
        var bits = BitOperations.PopCount(value);
        if (bits > BitsMax)
        {
            _to.Write(WholeBitmap);
            _to.Write(value);
            return;
        }

        _to.Write((byte)bits);
        for (; value != 0; value &= value - 1)
        {
            _to.Write((byte)BitOperations.TrailingZeroCount(value));
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
        _to.Write(BitConverter.DoubleToUInt64Bits(value));
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
            _to.Write(value.High);
            _to.Write(value.Low);
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
            _to.Write(value);
            _texts.Add(value);
        }
    }

    public void Raw(ReadOnlySpan<byte> value) => _to.Write(value);

    public void Dispose()
    {
        _to.Dispose();
        _record.Dispose();
    }
}
