using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>The sources that frames name, each the same object every time: a few hundred are named in millions of frames. One a
/// thread.</summary>
internal sealed class KnownSources
{
    /// <summary>Generations come and go; what is not named any more is forgotten with all others.</summary>
    private const int CountMax = 4_096;

    private readonly Dictionary<(int Generation, int Partition, int Length), List<(byte[] Topic, Source Source)>> _known = [];
    private int _count;

    public Source Get(ReadOnlySpan<byte> topic, int generation, int partition)
    {
        if (!_known.TryGetValue((generation, partition, topic.Length), out var alike))
        {
            _known[(generation, partition, topic.Length)] = alike = [];
        }

        foreach (var (name, source) in alike)
        {
            if (topic.SequenceEqual(name))
            {
                return source;
            }
        }

        if (++_count > CountMax)
        {
            _known.Clear();
            _count = 1;
            _known[(generation, partition, topic.Length)] = alike = [];
        }

        var added = new Source(string.Intern(Encoding.UTF8.GetString(topic)), generation, partition);
        alike.Add((topic.ToArray(), added));
        return added;
    }
}
