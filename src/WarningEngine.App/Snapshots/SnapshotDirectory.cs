using System.Globalization;
using System.Text.RegularExpressions;

namespace WarningEngine.App.Snapshots;

/// <summary>A file of the directory, by its name.</summary>
internal sealed record SnapshotPlace(string Path, int Generation, long Offset);

/// <summary>The snapshots of all partitions in one folder. Names say role, partition, generation and offset, so that two
/// owners of one partition, of whom one is a zombie, never write the same file with different content.</summary>
internal sealed partial class SnapshotDirectory(string directory)
{
    /// <summary>What a process that died left half written is removed after this time.</summary>
    private static readonly TimeSpan PartialKept = TimeSpan.FromDays(1);

    public string Path => directory;

    /// <summary>Snapshots of one partition by their names, newest first; whether they are whole is another matter.</summary>
    public IReadOnlyList<SnapshotPlace> Of(string role, int partition)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var places = new List<SnapshotPlace>();
        foreach (var path in Directory.EnumerateFiles(directory, $"{role}-{partition:0000}-*.snapshot"))
        {
            if (Name().Match(System.IO.Path.GetFileName(path)) is { Success: true } name
                && int.TryParse(name.Groups["generation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
                && long.TryParse(name.Groups["offset"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                places.Add(new SnapshotPlace(path, generation, offset));
            }
        }

        return [.. places.OrderByDescending(x => x.Generation).ThenByDescending(x => x.Offset)];
    }

    /// <summary>Writes one, whole or not at all; removes those that are more than <paramref name="kept"/>.</summary>
    /// <exception cref="IOException">It could not be written; nothing is left behind, and nothing was removed.</exception>
    public string Write(SnapshotHeader header, StateImage image, int kept)
    {
        Directory.CreateDirectory(directory);
        var path = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture,
            $"{header.Role}-{header.Partition:0000}-g{header.Generation}-{header.Offset:00000000000000000000}.snapshot"));
        SnapshotFile.Write(path, header, image);
        Prune(header.Role, header.Partition, kept, DateTimeOffset.FromUnixTimeMilliseconds(header.CutAtMs));
        return path;
    }

    /// <summary>Restores the newest one, or the oldest, that is whole, of this partition, and acceptable.</summary>
    /// <param name="expected">Role, partition, P and generation that it must have; the rest is not looked at.</param>
    /// <param name="refuse">Why an offset cannot be gone on from; null: it can.</param>
    /// <param name="newState">Makes an empty state: one that read half a file is not used again.</param>
    /// <param name="ignored">Told why a file is passed over.</param>
    /// <param name="oldestFirst">The oldest instead.</param>
    /// <returns>Null where there is none.</returns>
    public (SnapshotHeader Header, T State)? Find<T>(
        SnapshotHeader expected, Func<long, string?> refuse, Func<T> newState, Action<string> ignored, bool oldestFirst = false)
        where T : Core.ICheckpointedState
    {
        var places = Of(expected.Role, expected.Partition);
        foreach (var place in oldestFirst ? places.Reverse() : places)
        {
            try
            {
                if (refuse(place.Offset) is { } why)
                {
                    ignored($"{place.Path}: {why}");
                    continue;
                }

                var header = SnapshotFile.ReadHeader(place.Path);
                var same = header with { Offset = expected.Offset, LogicVersion = expected.LogicVersion, CutAtMs = expected.CutAtMs };
                if (same != expected || header.Offset != place.Offset)
                {
                    ignored($"{place.Path}: it is {header}");
                    continue;
                }

                var state = newState();
                SnapshotFile.LoadInto(place.Path, state);
                return (header, state);
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                ignored(unreadable.Message);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^[a-z]+-[0-9]+-g(?<generation>[0-9]+)-(?<offset>[0-9]+)\.snapshot$")]
    private static partial Regex Name();

    /// <summary>Counts only what is whole, as far as a quick look tells: damaged files must not push out good ones.</summary>
    private void Prune(string role, int partition, int kept, DateTimeOffset now)
    {
        var whole = 0;
        foreach (var place in Of(role, partition))
        {
            if (whole >= kept)
            {
                File.Delete(place.Path);
            }
            else if (IsWhole(place.Path))
            {
                whole++;
            }
        }

        foreach (var partial in Directory.EnumerateFiles(directory, $"{role}-{partition:0000}-*.partial"))
        {
            if (now - File.GetLastWriteTimeUtc(partial) > PartialKept)
            {
                File.Delete(partial);
            }
        }
    }

    private static bool IsWhole(string path)
    {
        try
        {
            SnapshotFile.ReadHeader(path);
            return true;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
        {
            return false;
        }
    }
}
