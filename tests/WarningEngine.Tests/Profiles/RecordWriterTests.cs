using CsCheck;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class RecordWriterTests
{
    private static readonly double[] Reals = [0, -0.0, 1, -7, 12_345_678, 0.5, -1e300, 1L << 53, double.NaN, double.PositiveInfinity, double.Epsilon];
    private static readonly string[] Texts = ["", "transfer", "来电", new string('x', 300)];

    private readonly RecordWriter _writer = new();

    [Fact]
    public void Whatever_is_written_is_read() => Gen.Select(Gen.Int[0, 9], Gen.ULong).Array[0, 60].Sample(
        values =>
        {
            _writer.Begin(8);
            foreach (var (kind, value) in values)
            {
                Write(kind, value);
            }

            var reader = new RecordReader(_writer.Written[1..]);
            foreach (var (kind, value) in values)
            {
                Assert.True(Reads(ref reader, kind, value), $"{kind} {value:x}");
            }

            Assert.True(IsAtEnd(ref reader));
        },
        iter: 2_000, threads: 1);

    [Fact]
    public void What_was_there_before_is_told_by_its_number_and_times_by_what_lies_between()
    {
        _writer.Begin(8);
        for (var i = 0; i < 3; i++)
        {
            _writer.Token(new Token(1, 2));
            _writer.Token(Token.None);
            _writer.Text("transfer");
            _writer.Time(1_772_503_200_000 + (60_000 * i));
            _writer.Time(0);
            _writer.Real(0);
        }

        // Version; then number and 16 bytes, none, number, length and 8 letters, six bytes of time, no time, zero; and twice four numbers, three bytes, one.
        Assert.Equal(1 + (17 + 1 + 10 + 6 + 1 + 1) + (2 * (1 + 1 + 1 + 3 + 1 + 1)), _writer.Written.Length);
    }

    [Fact]
    public void A_number_of_something_that_was_not_there_is_refused() =>
        Assert.Contains("4, of 1", Assert.Throws<InvalidDataException>(() => new RecordReader([8]).Token()).Message, StringComparison.Ordinal);

    private void Write(int kind, ulong value)
    {
        switch (kind)
        {
            case 0:
                _writer.Byte((byte)value);
                break;
            case 1:
                _writer.UInt16((ushort)value);
                break;
            case 2:
                _writer.Int32((int)value);
                break;
            case 3:
                _writer.Int64((long)value);
                break;
            case 4:
                _writer.Hash(value);
                break;
            case 5:
                _writer.Bitmap(Bits(value));
                break;
            case 6:
                _writer.Real(Reals[value % (uint)Reals.Length]);
                break;
            case 7:
                _writer.Time((long)(value >> (int)(value & 31)));
                break;
            case 8:
                _writer.Token(new Token(value & 3, value & 1));
                break;
            default:
                _writer.Text(Texts[value & 3]);
                break;
        }
    }

    private static bool Reads(ref RecordReader reader, int kind, ulong value) => kind switch
    {
        0 => reader.Byte() == (byte)value,
        1 => reader.UInt16() == (ushort)value,
        2 => reader.Int32() == (int)value,
        3 => reader.Int64() == (long)value,
        4 => reader.Hash() == value,
        5 => reader.Bitmap() == Bits(value),
        6 => BitConverter.DoubleToInt64Bits(reader.Real()) == BitConverter.DoubleToInt64Bits(Reals[value % (uint)Reals.Length]),
        7 => reader.Time() == (long)(value >> (int)(value & 31)),
        8 => reader.Token() == new Token(value & 3, value & 1),
        _ => reader.Text() == Texts[value & 3],
    };

    private static bool IsAtEnd(ref RecordReader reader)
    {
        try
        {
            reader.Byte();
            return false;
        }
        catch (EndOfStreamException)
        {
            return true;
        }
    }

    /// <summary>None, few, and all of them.</summary>
    private static ulong Bits(ulong value) => (value % 4) switch { 0 => 0, 1 => 1UL << (int)(value >> 58), 2 => value & 0x8000_0400_0020_0003, _ => value };
}
