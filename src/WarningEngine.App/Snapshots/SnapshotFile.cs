using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WarningEngine.App.Commands;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>One partition's state in a file: header, records as (key length, value length, key, value) by key, and the
/// SHA-256 of everything before. It stands under its name whole or not at all.</summary>
internal static class SnapshotFile
{
    private const int BufferBytes = 1 << 20;

    /// <summary>A key holds a token or a generation; a value an episode or a part of a set. Beyond this a length is damaged.</summary>
    private const int RecordBytesMax = 64 << 20;

    /// <exception cref="IOException">The disk is full, or the folder cannot be written; nothing is left behind.</exception>
    public static void Write(string path, SnapshotHeader header, StateImage image)
    {
        using var file = new WholeFile(path);
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file.Stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var buffered = new BufferedStream(hashed, BufferBytes))
        using (var writer = new BinaryWriter(buffered, Encoding.UTF8, leaveOpen: true))
        {
            header.Write(writer, image.Count, image.InOrder().Sum(x => 8L + x.Key.Length + x.Value.Length));
            foreach (var (key, value) in image.InOrder())
            {
                writer.Write(key.Length);
                writer.Write(value.Length);
                writer.Write(key);
                writer.Write(value);
            }
        }

        file.Stream.Write(hash.Hash!);
        file.Complete();
    }

    /// <summary>What it is of, by its beginning and its length; <see cref="LoadInto"/> checks the rest.</summary>
    /// <exception cref="InvalidDataException">It is damaged or torn; says how.</exception>
    public static SnapshotHeader ReadHeader(string path) => Reading(path, stream => Begin(stream).Header);

    /// <summary>Checks the whole file, and only then gives its records to <paramref name="state"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged or torn; says how. The state has not been touched, unless it is
    /// itself what cannot read a record.</exception>
    public static SnapshotHeader LoadInto(string path, ICheckpointedState state) => Reading(path, stream =>
    {
        Check(stream);
        stream.Position = 0;
        var (header, records, _) = Begin(stream);
        Span<byte> lengths = stackalloc byte[8];
        var record = new byte[1024];
        for (; records > 0; records--)
        {
            stream.ReadExactly(lengths);
            var key = BinaryPrimitives.ReadInt32LittleEndian(lengths);
            var value = BinaryPrimitives.ReadInt32LittleEndian(lengths[4..]);
            if (key is <= 0 or > RecordBytesMax || value is < 0 or > RecordBytesMax)
            {
                throw new InvalidDataException("a record has no possible length");
            }

            if (key + value > record.Length)
            {
                record = new byte[Math.Max(record.Length * 2, key + value)];
            }

            stream.ReadExactly(record.AsSpan(0, key + value));
            state.Read(record.AsSpan(0, key), record.AsSpan(key, value));
        }

        return header;
    });

    private static T Reading<T>(string path, Func<FileStream, T> read)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes);
        try
        {
            return read(stream);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: it is torn, {stream.Length} bytes are there");
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{path}: {damaged.Message}", damaged);
        }
    }

    private static (SnapshotHeader Header, long Records, long BodyBytes) Begin(FileStream stream)
    {
        var begun = SnapshotHeader.Read(stream);
        var expected = stream.Position + begun.BodyBytes + SHA256.HashSizeInBytes;
        return stream.Length == expected ? begun
            : throw new InvalidDataException($"it has {stream.Length} bytes, not {expected}");
    }

    private static void Check(FileStream stream)
    {
        Begin(stream);
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (var left = stream.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            hash.AppendData(part);
            left -= part.Length;
        }

        var trailer = buffer.AsSpan(0, SHA256.HashSizeInBytes);
        stream.ReadExactly(trailer);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(trailer))
        {
            throw new InvalidDataException("its checksum is wrong");
        }
    }
}
