using WarningEngine.Core;

namespace WarningEngine.Testing.Checking;

/// <summary>A state as a map of its records, to compare one that was restored with one that was never interrupted.</summary>
public sealed class StateContent : IStateWriter
{
    /// <summary>Kind, generation, and the number of the part: a set that is written in parts, however many.</summary>
    private const int KeyOfPartLength = 1 + 8 + 4;

    private const string HeaderKey = "00";

    private readonly SortedDictionary<string, List<byte>> _records = new(StringComparer.Ordinal);

    public static StateContent Of(ICheckpointedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var content = new StateContent();
        state.WriteAll(content);
        return content;
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var name = Convert.ToHexString(key.Length == KeyOfPartLength ? key[..^4] : key);
        if (!_records.TryGetValue(name, out var content))
        {
            _records[name] = content = [];
        }

        content.AddRange(value.Length > 0 ? value[1..] : value);
    }

    /// <summary>Keys whose content differs, or that only one of them has.</summary>
    /// <param name="counterBytes">The record of kind 0 may differ in this many bytes in one place: a counter that says how the
    /// state was written, not what it is.</param>
    public IEnumerable<string> Differences(StateContent other, int counterBytes)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _records.Keys.Union(other._records.Keys).Where(x =>
            !_records.TryGetValue(x, out var mine) || !other._records.TryGetValue(x, out var theirs)
            || !AreSame(mine, theirs, x == HeaderKey ? counterBytes : 0));
    }

    private static bool AreSame(List<byte> mine, List<byte> theirs, int counterBytes)
    {
        if (mine.Count != theirs.Count)
        {
            return false;
        }

        int[] differing = [.. Enumerable.Range(0, mine.Count).Where(x => mine[x] != theirs[x])];
        return differing.Length == 0 || differing[^1] - differing[0] < counterBytes;
    }
}
