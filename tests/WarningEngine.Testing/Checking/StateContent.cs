using WarningEngine.Core;

namespace WarningEngine.Testing.Checking;

/// <summary>A state as a map of its records, to compare one that was restored with one that was never interrupted.</summary>
public sealed class StateContent : IStateWriter
{
    /// <summary>Kind, generation, and the number of the part: a set that is written in parts, however many.</summary>
    private const int KeyOfPartLength = 1 + 8 + 4;

    private readonly SortedDictionary<string, List<byte>> _records = new(StringComparer.Ordinal);

    /// <param name="state">Written whole.</param>
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
    public IEnumerable<string> Differences(StateContent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _records.Keys.Union(other._records.Keys).Where(x =>
            !_records.TryGetValue(x, out var mine) || !other._records.TryGetValue(x, out var theirs) || !mine.SequenceEqual(theirs));
    }
}
