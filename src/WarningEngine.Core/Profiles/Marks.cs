using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The highest position seen of each source. What is not above its mark was seen before and is dropped.</summary>
public sealed class Marks
{
    private readonly SortedDictionary<Source, Position> _marks = new(Comparer<Source>.Create(PartitionClock.Compare));

    /// <summary>What was dropped since this process started, by source.</summary>
    public Dictionary<Source, long> Dropped { get; } = [];

    /// <summary>True, and the mark is raised, where the stamp is above the source's mark; false where it is to be dropped.</summary>
    public bool Pass(in Stamp stamp)
    {
        if (!IsAbove(stamp))
        {
            Dropped[stamp.Source] = Dropped.GetValueOrDefault(stamp.Source) + 1;
            return false;
        }

        _marks[stamp.Source] = stamp.Position;
        return true;
    }

    /// <summary>Whether the stamp would pass. Changes nothing.</summary>
    public bool IsAbove(in Stamp stamp) => !_marks.TryGetValue(stamp.Source, out var mark) || stamp.Position > mark;

    /// <summary>These marks as they are now.</summary>
    public Marks Copy()
    {
        var copy = new Marks();
        foreach (var (source, position) in _marks)
        {
            copy._marks.Add(source, position);
        }

        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_marks.Count);
        foreach (var (source, position) in _marks)
        {
            writer.Write(source);
            writer.Write(position.Offset);
            writer.Write(position.Record);
            writer.Write(position.Ordinal);
        }
    }

    public void Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _marks.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var source = reader.ReadSource();
            _marks[source] = new Position(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        }
    }
}
