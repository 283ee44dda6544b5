using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The highest position seen of each source. What is not above its mark was seen before and is dropped.</summary>
public sealed class Marks
{
    private const int RecentCount = 256;
    private const int ProbesMax = 8;

    private readonly SortedDictionary<Source, Mark> _marks = new(Comparer<Source>.Create(PartitionClock.Compare));

    /// <summary>Marks by the object that names their source: legs come in runs of a source, and readers of frames give the same
    /// source the same object. No state: what is not found here is looked up.</summary>
    private readonly (Source? Source, Mark? Mark)[] _recent = new (Source?, Mark?)[RecentCount];

    private Source? _lastSource;
    private Mark? _last;

    /// <summary>What was dropped since this process started, by source.</summary>
    public Dictionary<Source, long> Dropped { get; } = [];

    /// <summary>True, and the mark is raised, where the stamp is above the source's mark; false where it is to be dropped.</summary>
    public bool Pass(in Stamp stamp)
    {
        if (!ReferenceEquals(stamp.Source, _lastSource))
        {
            (_lastSource, _last) = (stamp.Source, Find(stamp.Source));
        }

        var mark = _last!;
        if (stamp.Position <= mark.Position)
        {
            Dropped[stamp.Source] = Dropped.GetValueOrDefault(stamp.Source) + 1;
            return false;
        }

        mark.Position = stamp.Position;
        return true;
    }

    private Mark Find(Source source)
    {
        var home = RuntimeHelpers.GetHashCode(source);
        for (var probe = 0; probe < ProbesMax; probe++)
        {
            ref var recent = ref _recent[(home + probe) & (RecentCount - 1)];
            if (ReferenceEquals(recent.Source, source))
            {
                return recent.Mark!;
            }

            if (recent.Source is null)
            {
                recent = (source, LookUp(source));
                return recent.Mark!;
            }
        }

        // Full of sources that nobody names any more, or nearly.
        Array.Clear(_recent);
        return LookUp(source);
    }

    private Mark LookUp(Source source)
    {
        if (!_marks.TryGetValue(source, out var mark))
        {
            _marks.Add(source, mark = new Mark { Position = Position.Before });
        }

        return mark;
    }

    /// <summary>Whether the stamp would pass. Changes nothing.</summary>
    public bool IsAbove(in Stamp stamp) => !_marks.TryGetValue(stamp.Source, out var mark) || stamp.Position > mark.Position;

    /// <summary>These marks as they are now.</summary>
    public Marks Copy()
    {
        var copy = new Marks();
        foreach (var (source, mark) in _marks)
        {
            copy._marks.Add(source, new Mark { Position = mark.Position });
        }

        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_marks.Count);
        foreach (var (source, mark) in _marks)
        {
            writer.Write(source);
            writer.Write(mark.Position.Offset);
            writer.Write(mark.Position.Record);
            writer.Write(mark.Position.Ordinal);
        }
    }

    public void Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _marks.Clear();
        Array.Clear(_recent);
        (_lastSource, _last) = (null, null);
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var source = reader.ReadSource();
            _marks[source] = new Mark { Position = new Position(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32()) };
        }
    }

    /// <summary>Raised in place: every leg is looked up once.</summary>
    private sealed class Mark
    {
        public Position Position { get; set; }
    }
}
