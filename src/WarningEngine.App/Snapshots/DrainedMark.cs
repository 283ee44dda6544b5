using WarningEngine.App.Commands;

namespace WarningEngine.App.Snapshots;

/// <summary>A file beside an export that says: these snapshots had read their logs to the ends, and nothing was left between them. It
/// names them, so that it speaks of no others.</summary>
internal static class DrainedMark
{
    private const string Name = "drained";

    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string directory)
    {
        using var file = new WholeFile(PathIn(directory));
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Snapshots(directory)) + "\n"));
        file.Complete();
    }

    /// <summary>Whether it is there and names the snapshots that are there.</summary>
    public static bool IsOf(string directory) =>
        File.Exists(PathIn(directory)) && File.ReadAllLines(PathIn(directory)).SequenceEqual(Snapshots(directory));

    private static string PathIn(string directory) => Path.Combine(directory, Name);

    private static IEnumerable<string> Snapshots(string directory) =>
        Directory.EnumerateFiles(directory, "*.snapshot").Select(x => Path.GetFileName(x)).Order(StringComparer.Ordinal);
}
