using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Replay;

/// <summary>Files that look as if they held records, and folders: a name that is nearly right must not pass for nothing.</summary>
internal static class UnreadFiles
{
    private const int NamedMax = 10;

    /// <summary>What others call files of records, or write them in.</summary>
    private static readonly string[] LinesOfRecords = [".ndjson", ".jsonl", ".csv"];

    /// <summary>Names of what is read, without their endings.</summary>
    private static readonly string[] Names = [.. RawTopic.All.Select(x => x.FileName), "labels"];

    private static readonly HashSet<string> Read = Names.SelectMany(x => new[] { $"{x}.ndjson", $"{x}.ndjson.gz" }).ToHashSet(StringComparer.Ordinal);

    /// <summary>Says in one line what stands in a recorded directory and is not read.</summary>
    public static void Tell(string directory, Action<string> told)
    {
        string[] unread =
        [
            .. Directory.EnumerateFiles(directory).Select(x => Path.GetFileName(x)).Where(LooksLikeRecords).Order(StringComparer.Ordinal),
            .. Directory.EnumerateDirectories(directory).Select(x => Path.GetFileName(x) + "/").Where(x => x[0] != '.').Order(StringComparer.Ordinal),
        ];
        if (unread.Length > 0)
        {
            var others = unread.Length > NamedMax ? $" and {unread.Length - NamedMax} more" : "";
            told($"Not read in {directory}: {string.Join(", ", unread.Take(NamedMax))}{others}.");
        }
    }

    /// <summary>Of files that are not read.</summary>
    private static bool LooksLikeRecords(string name) =>
        !Read.Contains(name) && !name.EndsWith(".partial", StringComparison.Ordinal)
        && (Names.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase)
            || Array.Exists(LinesOfRecords, x => name.Contains(x, StringComparison.OrdinalIgnoreCase)));
}
