using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Artifacts;

/// <summary>The files of a pattern set in their canonical form: the line <c>patterns 1</c>, then for every file, by name, the
/// length of its name and the name in UTF-8, the length of its content and the content as it is (lengths are four bytes,
/// high first). The hash of a set is the first 128 bits of SHA-256 over it.</summary>
public sealed class RuleSetFiles
{
    private static readonly byte[] Head = "patterns 1\n"u8.ToArray();

    private RuleSetFiles(IReadOnlyList<(string Name, byte[] Content)> files, byte[] bytes) =>
        (Files, Bytes, Hash) = (files, bytes, HashOf(bytes));

    /// <summary>By name, in ordinal order.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Files { get; }

    public byte[] Bytes { get; }

    public UInt128 Hash { get; }

    /// <summary>All <c>*.yaml</c> of a directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static RuleSetFiles Read(string directory) => Of(
        Directory.EnumerateFiles(directory, "*.yaml").Select(x => (Path.GetFileName(x), File.ReadAllBytes(x))));

    /// <summary>What readers call the set of a folder.</summary>
    public static string NameOf(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        return path == Path.GetFullPath(PatternFiles.Shipped) ? "shipped" : Path.GetFileName(path);
    }

    public static RuleSetFiles Of(IEnumerable<(string Name, byte[] Content)> files)
    {
        (string Name, byte[] Content)[] sorted = [.. files.OrderBy(x => x.Name, StringComparer.Ordinal)];
        using var bytes = new MemoryStream();
        bytes.Write(Head);
        foreach (var (name, content) in sorted)
        {
            Write(bytes, Encoding.UTF8.GetBytes(name));
            Write(bytes, content);
        }

        return new RuleSetFiles(sorted, bytes.ToArray());
    }

    /// <summary>Reads the canonical form.</summary>
    /// <exception cref="InvalidDataException">It is none: says what is wrong and at which byte.</exception>
    public static RuleSetFiles Parse(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith(Head))
        {
            throw new InvalidDataException("it does not begin with 'patterns 1'");
        }

        var files = new List<(string, byte[])>();
        var at = Head.Length;
        while (at < bytes.Length)
        {
            var name = Encoding.UTF8.GetString(Take(bytes, ref at));
            files.Add((name, Take(bytes, ref at).ToArray()));
        }

        var result = Of(files);
        return result.Bytes.AsSpan().SequenceEqual(bytes)
            ? result : throw new InvalidDataException("its files are not in the order of their names, or a name is no UTF-8");
    }

    public static UInt128 HashOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes));

    /// <summary>Compiles the set.</summary>
    /// <param name="tests">The tests in the files, in their order.</param>
    /// <exception cref="PatternFilesException">At least one file is wrong, or there is none; names all errors.</exception>
    public RuleSet Compile(out IReadOnlyList<PatternTest> tests)
    {
        if (Files.Count == 0 || Bytes.Length > Limits.ArtifactBytesMax)
        {
            var what = Files.Count == 0
                ? "A set without a pattern warns nobody: there is no *.yaml."
                : $"A set has {Limits.ArtifactBytesMax} bytes at most, not {Bytes.Length}.";
            throw new PatternFilesException([new PatternError(new FilePlace("*.yaml", 1, 1), what)]);
        }

        var set = PatternFiles.Compile(Files, out tests);
        if (set.Patterns.Count == 0)
        {
            throw new PatternFilesException(
                [new PatternError(set.Retired[0].Definition.Place, "A set without a pattern that decides warns nobody: all are retired.")]);
        }

        return new RuleSet(Hash, set);
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
