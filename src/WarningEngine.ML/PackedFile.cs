using System.IO.Compression;

namespace WarningEngine.ML;

/// <summary>Opens files that may be packed: what ends with <c>.gz</c> is unpacked as it is read, and must be whole.</summary>
public static class PackedFile
{
    public static bool IsPacked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The plain bytes of a file. Reading what is packed throws <see cref="InvalidDataException"/> where it is damaged, and at its end where
    /// it breaks off, is empty, or has something behind it that is not packed: the system's own reader takes all of that for the end of the file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return IsPacked(path) ? Unpack(file) : file;
    }

    /// <summary>The same of a stream that is packed; it is disposed with the one returned.</summary>
    public static Stream Unpack(Stream packed) => new WholeGzip(packed);

    /// <summary>Behind the packed bytes stands a member of our own. It comes out again, as the last, only where the member before it is complete, so that
    /// the check of its length and its CRC was made.</summary>
    private sealed class WholeGzip : ReadOnce
    {
        private const int BufferSize = 1 << 16;
        private const string BreaksOff = "the compressed file breaks off, is damaged near its end, or has something else behind it";

        /// <summary>What no file ends with.</summary>
        private static readonly byte[] Mark = "end 7be1c2f04d9a"u8.ToArray();
        private static readonly byte[] MarkPacked = Packed(Mark);

        private readonly Ended _packed;
        private readonly GZipStream _plain;
        private readonly byte[] _buffer = new byte[BufferSize + Mark.Length];
        private int _from;
        private int _to;
        private bool _isAtEnd;

        public WholeGzip(Stream packed)
        {
            _packed = new Ended(packed, MarkPacked);
            _plain = new GZipStream(_packed, CompressionMode.Decompress);
        }

        public override int Read(Span<byte> buffer)
        {
            // As many bytes as the mark has are held back until it is known whether they are the mark.
            while (_to - _from <= Mark.Length && !_isAtEnd)
            {
                Fill();
            }

            var length = Math.Min(buffer.Length, _to - _from - (_isAtEnd ? 0 : Mark.Length));
            _buffer.AsSpan(_from, length).CopyTo(buffer);
            _from += length;
            return length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _plain.Dispose();
                _packed.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Fill()
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
            var read = Unpacked(_buffer.AsSpan(_to));
            _to += read;
            if (read > 0)
            {
                return;
            }

            if (!_packed.HadBytes || !_buffer.AsSpan(0, _to).EndsWith(Mark))
            {
                throw new InvalidDataException(_packed.HadBytes ? BreaksOff : "the compressed file is empty");
            }

            _to -= Mark.Length;
            _isAtEnd = true;
        }

        /// <summary>What breaks off takes our own member for its rest, and what the system then says of it would mislead.</summary>
        private int Unpacked(Span<byte> to)
        {
            try
            {
                return _plain.Read(to);
            }
            catch (InvalidDataException damaged)
            {
                throw new InvalidDataException(_packed.IsBehind ? BreaksOff : "the compressed file is damaged", damaged);
            }
        }

        private static byte[] Packed(byte[] plain)
        {
            using var result = new MemoryStream();
            using (var zip = new GZipStream(result, CompressionLevel.NoCompression))
            {
                zip.Write(plain);
            }

            return result.ToArray();
        }
    }

    /// <summary>A stream, and some bytes behind it.</summary>
    private sealed class Ended(Stream first, byte[] then) : ReadOnce
    {
        private int _given;

        /// <summary>The stream itself was not empty.</summary>
        public bool HadBytes { get; private set; }

        /// <summary>Something of what stands behind it was given.</summary>
        public bool IsBehind => _given > 0;

        public override int Read(Span<byte> buffer)
        {
            var read = first.Read(buffer);
            HadBytes |= read > 0;
            if (read > 0)
            {
                return read;
            }

            read = Math.Min(buffer.Length, then.Length - _given);
            then.AsSpan(_given, read).CopyTo(buffer);
            _given += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                first.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>A stream that is read from its beginning to its end, and nothing else.</summary>
    private abstract class ReadOnce : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public abstract override int Read(Span<byte> buffer);

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
