using System.Buffers.Binary;
using System.Security.Cryptography;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Artifacts;

/// <summary>The files of a pattern set in their canonical form (see <see cref="PackedFiles"/>), which begins with the line
/// <c>patterns 1</c>. The hash of a set is the first 128 bits of SHA-256 over it.</summary>
public sealed class RuleSetFiles
{
    private const string Head = "patterns 1";

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

    /// <summary>What looks like a pattern file and is none of the set, and folders: a name that is nearly right must not pass for nothing. Folders that
    /// begin with a dot are how volumes are mounted, and nobody's.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static IReadOnlyList<string> Unread(string directory)
    {
        string[] suffixes = [".yaml", ".yml"];
        return
        [
            .. Directory.EnumerateFiles(directory).Select(x => Path.GetFileName(x))
                .Where(x => suffixes.Contains(Path.GetExtension(x), StringComparer.OrdinalIgnoreCase))
                .Except(Directory.EnumerateFiles(directory, "*.yaml").Select(x => Path.GetFileName(x))).Order(StringComparer.Ordinal),
            .. Directory.EnumerateDirectories(directory).Select(x => Path.GetFileName(x) + "/").Where(x => x[0] != '.').Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What readers call the set of a folder.</summary>
    public static string NameOf(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        return path == Path.GetFullPath(PatternFiles.Shipped) ? "shipped" : Path.GetFileName(path);
    }

    public static RuleSetFiles Of(IEnumerable<(string Name, byte[] Content)> files)
    {
        var sorted = PackedFiles.InOrder(files);
        return new RuleSetFiles(sorted, PackedFiles.Write(Head, sorted));
    }

    /// <summary>Reads the canonical form.</summary>
    /// <exception cref="InvalidDataException">It is none: says what is wrong and at which byte.</exception>
    public static RuleSetFiles Parse(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Of(PackedFiles.Read(Head, bytes));
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
}
