using WarningEngine.Core.Features;

namespace WarningEngine.App.Training;

/// <summary>One captured row beside its values.</summary>
/// <param name="Group">Number of the person or counterpart, from 0 in the order of their first rows.</param>
/// <param name="TimeMs">Event time, ms since epoch.</param>
/// <param name="Weight">Of how many rows like it it stands: those that are drawn count for those that are not.</param>
/// <param name="IsFraud">Its label.</param>
/// <param name="Type">Scam type of a fraud; "none" otherwise.</param>
/// <param name="Region">Administrative code of the person, 0 unknown.</param>
internal readonly record struct RowFacts(int Group, long TimeMs, float Weight, bool IsFraud, string Type, int Region);

/// <summary>Captured rows with their labels: what a model is trained on and judged by.</summary>
internal sealed class FeatureRows(FeatureCatalogue catalogue)
{
    private const int ChunkRows = 8_192;

    private readonly List<float[]> _chunks = [];
    private readonly List<int> _begins = [];

    public FeatureCatalogue Catalogue { get; } = catalogue;

    public List<RowFacts> Facts { get; } = [];

    private int Width => Catalogue.Features.Count;

    public void Add(in RowFacts facts, ReadOnlySpan<float> row)
    {
        var at = Facts.Count % ChunkRows;
        if (at == 0)
        {
            _chunks.Add(new float[ChunkRows * Width]);
        }

        row.CopyTo(_chunks[^1].AsSpan(at * Width, Width));
        Facts.Add(facts);
    }

    /// <summary>Number of the recording that each row is of: what was there first is one, and what was added each time is another.</summary>
    public int[] Sources()
    {
        var sources = new int[Facts.Count];
        for (var i = 0; i < _begins.Count; i++)
        {
            sources.AsSpan(_begins[i]).Fill(i + 1);
        }

        return sources;
    }

    /// <summary>Adds rows of other people, of the same catalogue: another recording.</summary>
    public void Add(FeatureRows others)
    {
        _begins.Add(Facts.Count);
        var groups = Facts.Count == 0 ? 0 : Facts.Max(x => x.Group) + 1;
        for (var i = 0; i < others.Facts.Count; i++)
        {
            Add(others.Facts[i] with { Group = groups + others.Facts[i].Group }, others.Row(i));
        }
    }

    /// <summary>Drops rows from an event time on, and numbers the groups that are left anew. Of one recording, before others are added.</summary>
    public void DropFrom(long timeMs)
    {
        var kept = 0;
        var groups = new Dictionary<int, int>();
        for (var i = 0; i < Facts.Count; i++)
        {
            if (Facts[i].TimeMs >= timeMs)
            {
                continue;
            }

            groups.TryAdd(Facts[i].Group, groups.Count);
            Facts[kept] = Facts[i] with { Group = groups[Facts[i].Group] };
            Row(i).CopyTo(_chunks[kept / ChunkRows].AsSpan(kept % ChunkRows * Width, Width));
            kept++;
        }

        Facts.RemoveRange(kept, Facts.Count - kept);
        var chunks = (kept + ChunkRows - 1) / ChunkRows;
        _chunks.RemoveRange(chunks, _chunks.Count - chunks);
    }

    public ReadOnlySpan<float> Row(int index) => _chunks[index / ChunkRows].AsSpan(index % ChunkRows * Width, Width);
}
