namespace WarningEngine.Core.Patterns;

/// <summary>How far the patterns have come in one episode; only those that have begun.</summary>
public sealed class EpisodePatterns
{
    private readonly List<PatternProgress> _begun = [];

    public IReadOnlyList<PatternProgress> Begun => _begun;

    /// <summary>None has begun.</summary>
    public bool IsEmpty => _begun.Count == 0;

    /// <summary>Of the pattern with this <see cref="CompiledPattern.Logic"/>.</summary>
    public PatternProgress? Find(ulong logic)
    {
        foreach (var progress in _begun)
        {
            if (progress.Logic == logic)
            {
                return progress;
            }
        }

        return null;
    }

    /// <summary>An event that took no step made something leave its window: that is a change too.</summary>
    internal bool Forgot { get; set; }

    internal void Add(PatternProgress progress) => _begun.Add(progress);

    internal void Remove(PatternProgress progress) => _begun.Remove(progress);

    /// <summary>Another set decides from now on: patterns that do the same in it go on where they were, the others begin
    /// anew.</summary>
    /// <returns>True where anything changed.</returns>
    internal bool Keep(PatternSet set)
    {
        var changed = false;
        for (var i = _begun.Count - 1; i >= 0; i--)
        {
            var progress = _begun[i];
            if (set.Find(progress.Logic) is null)
            {
                _begun.RemoveAt(i);
                changed = true;
            }
        }

        return changed;
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)_begun.Count);
        foreach (var progress in _begun)
        {
            progress.Write(writer);
        }
    }

    /// <param name="reader">Stands at its beginning.</param>
    public static EpisodePatterns Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var result = new EpisodePatterns();
        for (var count = reader.ReadByte(); count > 0; count--)
        {
            result._begun.Add(PatternProgress.Read(reader));
        }

        return result;
    }
}
