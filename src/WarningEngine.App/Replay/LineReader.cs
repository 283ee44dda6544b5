using WarningEngine.Core;

namespace WarningEngine.App.Replay;

/// <summary>Reads a file line by line as bytes: UTF-8 text is never made of them, since JSON is read from bytes. A byte order
/// mark before the first line and the ends of lines (LF or CR LF) are left out.</summary>
/// <param name="file">Is disposed with this.</param>
internal sealed class LineReader(Stream file) : ILines
{
    private const int BufferSize = 1 << 17;

    private byte[] _buffer = new byte[BufferSize];
    private int _from;
    private int _to;
    private bool _isCut;
    private long _bufferAt;

    /// <summary>0-based number of the line that was read last.</summary>
    public long Line { get; private set; } = -1;

    public long Place => Line;

    /// <summary>Where in the file the line begins that was read last.</summary>
    public long Start { get; private set; }

    /// <param name="line">Good until the next call. Of one that is longer than any message may be, as much as shows that.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is compressed, and damaged.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        if (_isCut)
        {
            SkipRest();
        }

        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_from, _to - _from);
            var end = rest[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = Taken(rest[..(searched + end)]);
                _from += searched + end + 1;
                return true;
            }

            searched = rest.Length;
            if (rest.Length > Limits.RawMessageBytesMax)
            {
                line = Taken(rest);
                _from = _to;
                _isCut = true;
                return true;
            }

            if (!Fill())
            {
                // Filling has moved it.
                rest = _buffer.AsSpan(_from, _to - _from);
                line = rest.IsEmpty ? default : Taken(rest);
                _from = _to;
                return !rest.IsEmpty;
            }
        }
    }

    public void Dispose() => file.Dispose();

    private ReadOnlySpan<byte> Taken(ReadOnlySpan<byte> line)
    {
        Line++;
        Start = _bufferAt + _from;
        if (Line == 0 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
            Start += 3;
        }

        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    /// <summary>Passes over what is left of a line that was too long.</summary>
    private void SkipRest()
    {
        _isCut = false;
        int end;
        while ((end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n')) < 0)
        {
            _from = _to;
            if (!Fill())
            {
                return;
            }
        }

        _from += end + 1;
    }

    /// <summary>Reads on behind what is not taken yet. False at the end of the file.</summary>
    private bool Fill()
    {
        var kept = _to - _from;
        _bufferAt += _from;
        if (kept > _buffer.Length / 2)
        {
            var larger = new byte[_buffer.Length * 2];
            _buffer.AsSpan(_from, kept).CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_from, kept).CopyTo(_buffer);
        }

        (_from, _to) = (0, kept);
        var length = file.Read(_buffer, _to, _buffer.Length - _to);
        _to += length;
        return length > 0;
    }
}
