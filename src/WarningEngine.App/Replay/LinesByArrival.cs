using WarningEngine.Core;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Replay;

/// <summary>The lines of a file that is not in the order of arrival, in that order; of one moment in the order of the file. A line without an arrival
/// time comes with the one before it in the file. Memory holds 16 bytes a line, the lines stay in the file.</summary>
internal sealed class LinesByArrival : ILines
{
    private const int OffsetBits = 48;
    private const int LineBits = 36;
    private const long TimeMax = (1L << 44) - 1;

    /// <summary>At most one line in so many is left out for what follows after a gap.</summary>
    private const int LinesAWrongClock = 1_000;
    private const int FirstRead = 1 << 14;

    private readonly FileStream _file;

    /// <summary>Arrival, number and offset of a line in one number, the arrival first, so that sorting numbers sorts lines.</summary>
    private readonly UInt128[] _places;
    private readonly int _count;

    /// <summary>Of this reading alone: the next one of the same file has to find the same ones anew.</summary>
    private readonly HashSet<long> _wrongClocks;

    private byte[] _buffer = new byte[4096];
    private long _bufferAt;
    private int _filled;
    private int _next;

    /// <param name="file">Plain, not compressed. Is disposed with this.</param>
    /// <param name="times">Reads arrival times.</param>
    /// <param name="order">What reading it once has told.</param>
    /// <param name="stop">Gives up.</param>
    public LinesByArrival(FileStream file, ArrivalTimes times, ArrivalOrder order, CancellationToken stop)
    {
        _file = file;
        _places = new UInt128[order.Lines];
        _wrongClocks = [.. order.WrongClocks];
        file.Position = 0;
        var lines = new LineReader(file);
        long ms = 0;
        while (_count < _places.Length && lines.TryRead(out var line))
        {
            if (line.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            if ((_count & 0xFFFF) == 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            ms = _wrongClocks.Contains(lines.Line) ? ms : ArrivalOrder.Known(times.Of(line)) ?? ms;
            _places[_count++] = ((UInt128)Math.Min(ms, TimeMax) << (LineBits + OffsetBits)) | ((UInt128)lines.Line << OffsetBits) | (UInt128)lines.Start;
        }

        Array.Sort(_places, 0, _count);
        RejectFarFuture();
    }

    public long Line => LineOf(_places[_next - 1]);

    public long Place => _next - 1;

    public IReadOnlySet<long> WrongClocks => _wrongClocks;

    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_next == _count)
        {
            return false;
        }

        var at = (long)(ulong)(_places[_next++] & ((1UL << OffsetBits) - 1));
        var from = at - _bufferAt;
        if (from < 0 || from >= _filled || !TryTake((int)from, isWhole: false, out line))
        {
            Fill(at, out line);
        }

        return true;
    }

    public void Dispose() => _file.Dispose();

    private static long TimeOf(UInt128 place) => (long)(ulong)(place >> (LineBits + OffsetBits));

    private static long LineOf(UInt128 place) => (long)((ulong)(place >> OffsetBits) & ((1UL << LineBits) - 1));

    /// <summary>Among lines in any order a wrong clock shows only where it goes beyond all others: very few lines that are farther ahead of the rest
    /// than the rest is long. The others would wait for them in silence, and then time would be theirs. Of fewer lines one alone may only be beyond what
    /// pauses explain.</summary>
    private void RejectFarFuture()
    {
        var first = 0;
        while (first < _count && TimeOf(_places[first]) == 0)
        {
            first++;
        }

        if (_count < LinesAWrongClock)
        {
            if (_count - first > 2 && ArrivalOrder.IsBeyondPauses(TimeOf(_places[_count - 1]), TimeOf(_places[first]), TimeOf(_places[_count - 2])))
            {
                _wrongClocks.Add(LineOf(_places[_count - 1]));
            }

            return;
        }

        for (var i = Math.Max(first + 1, _count - (_count / LinesAWrongClock)); i < _count; i++)
        {
            var before = TimeOf(_places[i - 1]);
            if (TimeOf(_places[i]) - before > Math.Max(Limits.FutureMsMax, before - TimeOf(_places[first])))
            {
                for (; i < _count; i++)
                {
                    _wrongClocks.Add(LineOf(_places[i]));
                }
            }
        }
    }

    /// <summary>Reads on from a place until a whole line is there, or as much of it as shows that it is longer than any message.</summary>
    private void Fill(long at, out ReadOnlySpan<byte> line)
    {
        (_bufferAt, _filled) = (at, 0);
        while (true)
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 4);
            }

            // Most lines are short; one that was long once must not make each of them cost as much.
            var room = _buffer.AsSpan(_filled);
            var read = RandomAccess.Read(_file.SafeFileHandle, room[..Math.Min(room.Length, Math.Max(FirstRead, _filled))], at + _filled);
            _filled += read;
            if (TryTake(0, isWhole: read == 0 || _filled > Limits.RawMessageBytesMax + 1, out line))
            {
                return;
            }
        }
    }

    /// <param name="from">Where in the buffer the line begins.</param>
    /// <param name="isWhole">It ends with the buffer, whether an end is seen or not.</param>
    /// <param name="line">Without its end.</param>
    private bool TryTake(int from, bool isWhole, out ReadOnlySpan<byte> line)
    {
        var rest = _buffer.AsSpan(from, _filled - from);
        var end = rest.IndexOf((byte)'\n');
        line = end >= 0 ? rest[..end] : isWhole ? rest : default;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return end >= 0 || isWhole;
    }
}
