namespace WarningEngine.Core.Patterns;

/// <summary>How far the patterns have come in one episode; only those that have begun.</summary>
public sealed class EpisodePatterns
{
    private readonly List<PatternProgress> _begun = [];

    public IReadOnlyList<PatternProgress> Begun => _begun;

    public PatternProgress? Find(string key)
    {
        foreach (var progress in _begun)
        {
            if (progress.Key == key)
            {
                return progress;
            }
        }

        return null;
    }

    internal void Add(PatternProgress progress) => _begun.Add(progress);

    internal void Remove(PatternProgress progress) => _begun.Remove(progress);

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)_begun.Count);
        foreach (var progress in _begun)
        {
            progress.Write(writer);
        }
    }

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
