using System.Buffers.Binary;
using System.Text;

namespace WarningEngine.App.Artifacts;

/// <summary>Files in one piece, as <c>artifacts</c> holds them: a line that says what they are, then for every file, by name, the
/// length of its name and the name in UTF-8, the length of its content and the content as it is (lengths are four bytes, high
/// first). The same files are the same bytes. No name stands twice.</summary>
internal static class PackedFiles
{
    /// <summary>In the ordinal order of their names.</summary>
    public static (string Name, byte[] Content)[] InOrder(IEnumerable<(string Name, byte[] Content)> files) =>
        [.. files.OrderBy(x => x.Name, StringComparer.Ordinal)];

    /// <param name="head">The first line, without its end.</param>
    /// <param name="files">In any order.</param>
    public static byte[] Write(string head, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(head + "\n"));
        foreach (var (name, content) in InOrder(files))
        {
            Write(bytes, Encoding.UTF8.GetBytes(name));
            Write(bytes, content);
        }

        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no such form: says what is wrong and at which byte.</exception>
    public static IReadOnlyList<(string Name, byte[] Content)> Read(string head, byte[] bytes)
    {
        var first = Encoding.UTF8.GetBytes(head + "\n");
        if (!bytes.AsSpan().StartsWith(first))
        {
            throw new InvalidDataException($"it does not begin with '{head}'");
        }

        var files = new List<(string, byte[])>();
        var at = first.Length;
        while (at < bytes.Length)
        {
            var name = Encoding.UTF8.GetString(Take(bytes, ref at));
            if (files.Count > 0 && string.CompareOrdinal(files[^1].Item1, name) >= 0)
            {
                throw new InvalidDataException("its files are not in the order of their names, each once");
            }

            files.Add((name, Take(bytes, ref at).ToArray()));
        }

        return Write(head, files).AsSpan().SequenceEqual(bytes)
            ? files : throw new InvalidDataException("a name is no UTF-8");
    }

    private static void Write(MemoryStream to, byte[] part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        to.Write(length);
        to.Write(part);
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < sizeof(int)
            || BinaryPrimitives.ReadInt32BigEndian(bytes[at..]) is var length && (length < 0 || length > bytes.Length - at - sizeof(int)))
        {
            throw new InvalidDataException($"it breaks off at byte {at}");
        }

        var part = bytes.Slice(at + sizeof(int), length);
        at += sizeof(int) + length;
        return part;
    }
}
