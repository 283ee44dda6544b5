namespace WarningEngine.Core.Events;

/// <summary>A log that something came from. A raw topic that is recreated or moved gets a new generation.</summary>
public sealed record Source(string Topic, int Generation, int Partition)
{
    public override string ToString() => $"{Topic}/{Generation}/{Partition}";
}

/// <summary>Where something stands in its source: message offset, record within the message (0-based), ordinal of
/// what the record causes (0-based). Compared whole, in that order.</summary>
public readonly record struct Position(long Offset, int Record, int Ordinal) : IComparable<Position>
{
    /// <summary>Below every real position.</summary>
    public static readonly Position Before = new(-1, 0, 0);

    public int CompareTo(Position other)
    {
        var c = Offset.CompareTo(other.Offset);
        if (c == 0)
        {
            c = Record.CompareTo(other.Record);
        }

        return c != 0 ? c : Ordinal.CompareTo(other.Ordinal);
    }

    public override string ToString() => $"{Offset}.{Record}.{Ordinal}";

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}

/// <summary>What caused something: the source and the position in it. Receivers drop what is not above their mark.</summary>
public readonly record struct Stamp(Source Source, Position Position)
{
    public override string ToString() => $"{Source}@{Position}";
}
