using System.Globalization;
using System.Text.RegularExpressions;

namespace WarningEngine.App.Snapshots;

/// <summary>A file of the directory, by its name.</summary>
internal sealed record SnapshotPlace(string Path, int Generation, long Offset);

/// <summary>The snapshots of all partitions in one folder. Names say role, partition, generation and offset, so that two
/// owners of one partition, of whom one is a zombie, never write the same file with different content.</summary>
/// <param name="directory">The folder.</param>
/// <param name="list">Lists its files by a pattern; null: as the machine does.</param>
internal sealed partial class SnapshotDirectory(string directory, Func<string, string, IEnumerable<string>>? list = null)
{
    /// <summary>What a process that died left half written is removed after this time.</summary>
    private static readonly TimeSpan PartialKept = TimeSpan.FromDays(1);

    public string Path => directory;

    /// <summary>The folder is there, and may be looked into.</summary>
    public bool IsThere => Directory.Exists(directory);

    /// <summary>Snapshots of one partition by their names, newest first; whether they are whole is another matter.</summary>
    /// <exception cref="IOException">The folder is there, and cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    public IReadOnlyList<SnapshotPlace> Of(string role, int partition)
    {
        return [.. Named($"{role}-{partition:0000}-*.snapshot").OrderByDescending(x => x.Generation).ThenByDescending(x => x.Offset)];
    }

    /// <summary>Snapshots of all roles and partitions by their names, in the order of these. Otherwise as <see cref="Of"/>.</summary>
    public IReadOnlyList<SnapshotPlace> All() => [.. Named("*.snapshot").OrderBy(x => x.Path, StringComparer.Ordinal)];

    private List<SnapshotPlace> Named(string pattern)
    {
        var places = new List<SnapshotPlace>();
        foreach (var path in Directory.Exists(directory) ? (list ?? Directory.EnumerateFiles)(directory, pattern) : [])
        {
            if (Name().Match(System.IO.Path.GetFileName(path)) is { Success: true } name
                && int.TryParse(name.Groups["generation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
                && long.TryParse(name.Groups["offset"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                places.Add(new SnapshotPlace(path, generation, offset));
            }
        }

        return places;
    }

    /// <summary>Writes one, whole or not at all; removes those that are more than <paramref name="kept"/>, which were cut before the others. That at
    /// offset 0 is none of these: what was filled in beneath the log stands nowhere else, and whoever decides the log again begins with it.</summary>
    /// <param name="header">What it is of.</param>
    /// <param name="image">The state.</param>
    /// <param name="kept">How many, this one among them.</param>
    /// <param name="notRemoved">Told why older ones are still there: that is no fault of the new one. Null: it is thrown.</param>
    /// <exception cref="IOException">It could not be written; nothing is left behind, and nothing was removed. Without <paramref name="notRemoved"/>
    /// also where older ones could not be removed: then it stands.</exception>
    public string Write(SnapshotHeader header, StateImage image, int kept, Action<string>? notRemoved = null)
    {
        Directory.CreateDirectory(directory);
        var path = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture,
            $"{header.Role}-{header.Partition:0000}-g{header.Generation}-{header.Offset:00000000000000000000}.snapshot"));
        SnapshotFile.Write(path, header, image);
        try
        {
            Prune(path, header, kept);
        }
        catch (Exception failure) when (notRemoved is not null && failure is (IOException or UnauthorizedAccessException))
        {
            notRemoved(failure.Message);
        }

        return path;
    }

    /// <summary>Restores the newest one, by when it was cut, or the oldest, by its offset, that is whole, of this partition, and acceptable. An offset says
    /// nothing of files of another log under the same generation.</summary>
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

        // What cannot be read comes before the others: it is said that it is passed over.
        return FirstGood(
            oldestFirst ? places.Reverse() : places.OrderByDescending(x => x.Generation).ThenByDescending(x => CutAtMs(x.Path) ?? long.MaxValue),
            expected, refuse, newState, ignored);
    }

    /// <summary>Restores what a log that is whole begins with where something was filled in beneath it (history, an import): the one at offset 0.</summary>
    /// <param name="expected">As of <see cref="Find"/>.</param>
    /// <param name="newState">Makes an empty state.</param>
    /// <param name="ignored">Told why it is passed over, where it is there.</param>
    /// <returns>Null where there is none.</returns>
    public (SnapshotHeader Header, T State)? FindBeneath<T>(SnapshotHeader expected, Func<T> newState, Action<string> ignored)
        where T : Core.ICheckpointedState =>
        FirstGood(Of(expected.Role, expected.Partition).Where(x => IsBeneath(x, expected.Generation)), expected, _ => null, newState, ignored);

    /// <summary>The file of what was filled in beneath a log, whatever it is worth; null where there is none.</summary>
    public SnapshotPlace? Beneath(string role, int partition, int generation) => Of(role, partition).FirstOrDefault(x => IsBeneath(x, generation));

    /// <summary>Why a log that is whole may not be read from an empty state: what was filled in beneath it stands in a file alone, and is lost without
    /// a word where that is passed over. Null where nothing says that there was anything.</summary>
    /// <param name="role">"score" or "dispatch".</param>
    /// <param name="partition">Its number.</param>
    /// <param name="generation">Of the log.</param>
    /// <param name="end">Of the log: the offset after its last message.</param>
    public string? WhyNotEmpty(string role, int partition, int generation, long end)
    {
        // A log without a message is that of a first start, which makes the folder.
        if (end > 0 && !IsThere)
        {
            return $"the folder of snapshots, {directory}, is not there, and whether anything was filled in beneath the log stands in it alone: "
                + "bring it back; where there never was one, make it";
        }

        return Beneath(role, partition, generation) is { } file ? $"what was filled in beneath the log cannot be read: {file.Path}" : null;
    }

    private static bool IsBeneath(SnapshotPlace place, int generation) => place.Offset == 0 && place.Generation == generation;

    private static (SnapshotHeader Header, T State)? FirstGood<T>(
        IEnumerable<SnapshotPlace> places, SnapshotHeader expected, Func<long, string?> refuse, Func<T> newState, Action<string> ignored)
        where T : Core.ICheckpointedState
    {
        foreach (var place in places)
        {
            try
            {
                if (refuse(place.Offset) is { } why)
                {
                    ignored($"{place.Path}: {why}");
                    continue;
                }

                var header = SnapshotFile.ReadHeader(place.Path);
                var same = header with
                {
                    Offset = expected.Offset, LogicVersion = expected.LogicVersion, CutAtMs = expected.CutAtMs, LastMessage = expected.LastMessage,
                };
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

    /// <summary>Counts only what is whole, as far as a quick look tells: damaged files must not push out good ones. By when they were cut: an offset
    /// says nothing of files of another log under the same generation. What was cut later than <paramref name="written"/> is of a clock that went
    /// wrong.</summary>
    private void Prune(string path, SnapshotHeader written, int kept)
    {
        var places = Of(written.Role, written.Partition).Where(x => !IsBeneath(x, written.Generation))
            .Select(x => (Place: x, CutAtMs: CutAtMs(x.Path))).ToArray();
        var stay = places.Where(x => x.CutAtMs is not null)
            .OrderByDescending(x => x.Place.Path == path).ThenByDescending(x => x.Place.Generation)
            .ThenBy(x => x.CutAtMs > written.CutAtMs).ThenByDescending(x => x.CutAtMs)
            .Take(kept).Select(x => x.Place).ToHashSet();
        foreach (var (place, cutAtMs) in places)
        {
            if (!stay.Contains(place)
                && (cutAtMs is not null || stay.Count(x => (x.Generation, x.Offset).CompareTo((place.Generation, place.Offset)) > 0) >= kept))
            {
                File.Delete(place.Path);
            }
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(written.CutAtMs);
        foreach (var partial in Directory.EnumerateFiles(directory, $"{written.Role}-{written.Partition:0000}-*.partial"))
        {
            if (now - File.GetLastWriteTimeUtc(partial) > PartialKept)
            {
                File.Delete(partial);
            }
        }
    }

    /// <summary>Null where it is damaged, as far as a quick look tells.</summary>
    private static long? CutAtMs(string path)
    {
        try
        {
            return SnapshotFile.ReadHeader(path).CutAtMs;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
