using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Records that arrive within one hour, in one piece of memory: millions a day would be as many
/// objects.</summary>
internal sealed class CityHour
{
    public const long Ms = 3_600_000;

    private readonly List<Line> _lines = [];
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private long[] _order = [];

    /// <summary>Its number since epoch.</summary>
    public long Hour { get; private set; }

    public int Count => _lines.Count;

    /// <summary>Empties it for another hour.</summary>
    public void Reset(long hour)
    {
        Hour = hour;
        _lines.Clear();
        _length = 0;
    }

    public void Add(RawTopic topic, long arrivalMs, ReadOnlySpan<byte> json)
    {
        if (_length + json.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        json.CopyTo(_bytes.AsSpan(_length));
        _lines.Add(new Line(topic, (int)(arrivalMs - (Hour * Ms)), _length, json.Length));
        _length += json.Length;
    }

    /// <summary>Puts the records into the order of their arrival; those of one moment stay as they were
    /// added.</summary>
    public void Sort()
    {
        if (_order.Length < Count)
        {
            _order = new long[Count * 2];
        }

        for (var i = 0; i < Count; i++)
        {
            _order[i] = ((long)_lines[i].Ms << 32) | (uint)i;
        }

        Array.Sort(_order, 0, Count);
    }

    /// <summary>The record at a place of the order of arrival.</summary>
    public ReadOnlySpan<byte> Record(int place, out RawTopic topic, out long arrivalMs)
    {
        var line = _lines[(int)(uint)_order[place]];
        (topic, arrivalMs) = (line.Topic, (Hour * Ms) + line.Ms);
        return _bytes.AsSpan(line.Offset, line.Length);
    }

    private readonly record struct Line(RawTopic Topic, int Ms, int Offset, int Length);
}
