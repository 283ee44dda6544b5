using System.Globalization;
using WarningEngine.Core;

namespace WarningEngine.ML;

/// <summary>Collects the rows of a CSV file.</summary>
internal sealed class CsvRows
{
    /// <summary>2100. As a number of milliseconds 20260301120000 would be of the year 2612.</summary>
    private const long MsMax = 4_102_444_800_000;

    /// <summary>Of dates and times without signs between, as records of calls and banks have them.</summary>
    private static readonly string[] PlainForms = ["yyyyMMdd", "yyyyMMddHHmmss"];

    private readonly string[] _header;
    private readonly CsvColumns _columns;
    private readonly int[] _features;
    private readonly int _label;
    private readonly int _split;
    private readonly int _time;
    private readonly int _group;
    private readonly int _weight;
    private readonly (string Name, int Place, List<string> Values)[] _breakdowns;
    private readonly List<float> _values = [];
    private readonly List<bool> _labels = [];
    private readonly List<long> _times = [];
    private readonly List<int> _groups = [];
    private readonly List<float> _weights = [];
    private readonly Dictionary<string, int> _groupNumbers = new(StringComparer.Ordinal);
    private int _groupCount;

    public CsvRows(string[] header, CsvColumns columns)
    {
        (_header, _columns) = (header, columns);
        if (header.GroupBy(x => x, StringComparer.Ordinal).FirstOrDefault(x => x.Count() > 1) is { } twice)
        {
            throw new FormatException($"line 1: column '{twice.Key}' stands twice");
        }

        (_label, _split, _time) = (Place(columns.Label), Place(columns.Split), Place(columns.Time));
        (_group, _weight) = (Place(columns.Group), Place(columns.Weight));
        _breakdowns = [.. columns.Breakdowns.Select(x => (x, Place(x), new List<string>()))];
        HashSet<int> others = [_label, _split, _time, _group, _weight, .. _breakdowns.Select(x => x.Place), .. columns.Ignored.Select(Place)];
        if (columns.Features is { } wanted)
        {
            var missing = wanted.Except(header, StringComparer.Ordinal).ToArray();
            _features = missing.Length == 0 ? [.. wanted.Select(Place)]
                : throw new FormatException($"line 1: columns are missing: {string.Join(", ", missing)}");
        }
        else
        {
            _features = [.. Enumerable.Range(0, header.Length).Where(x => !others.Contains(x))];
        }

        if (_features.Length == 0)
        {
            throw new FormatException("line 1: no column is left to be a feature");
        }
    }

    public void Add(IReadOnlyList<string> fields, int line)
    {
        if (_split >= 0 && fields[_split] != _columns.SplitValue)
        {
            return;
        }

        _labels.Add(fields[_label] switch
        {
            "1" or "1.0" or "true" or "True" => true,
            "0" or "0.0" or "false" or "False" => false,
            _ => throw Wrong(fields, line, _label, "is no label: 1 or true, 0 or false"),
        });
        foreach (var place in _features)
        {
            _values.Add(CsvTable.TryNumber(fields[place], out var value) ? value
                : throw Wrong(fields, line, place, "is no number, or none that 32 bits hold"));
        }

        if (_time >= 0)
        {
            _times.Add(Time(fields, line));
        }

        if (_group >= 0)
        {
            _groups.Add(Group(fields[_group]));
        }

        if (_weight >= 0)
        {
            _weights.Add(CsvTable.TryNumber(fields[_weight], out var weight) && weight > 0 ? weight
                : throw Wrong(fields, line, _weight, "is no weight: a number above 0"));
        }

        foreach (var (_, place, values) in _breakdowns)
        {
            values.Add(fields[place]);
        }
    }

    public TrainingTable Table() => _labels.Count == 0
        ? throw new FormatException(_split >= 0 ? $"no row has '{_columns.SplitValue}' in column '{_columns.Split}'" : "there are no rows")
        : new TrainingTable([.. _features.Select(x => _header[x])], [.. _values], [.. _labels])
        {
            TimesMs = _time >= 0 ? [.. _times] : null,
            Groups = _group >= 0 ? [.. _groups] : null,
            Weights = _weight >= 0 ? [.. _weights] : null,
            Breakdowns = _breakdowns.ToDictionary(x => x.Name, string?[] (x) => [.. x.Values], StringComparer.Ordinal),
        };

    /// <summary>Number of whoever is named; where nobody is, of somebody who is not met again.</summary>
    private int Group(string name)
    {
        if (_groupNumbers.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.Length > 0)
        {
            _groupNumbers.Add(name, _groupCount);
        }

        return _groupCount++;
    }

    /// <summary>Ms since epoch. ISO 8601 with its year, without a zone in UTC, also as 20260301 and 20260301120000; or milliseconds since 1970, from 2000
    /// to 2100.</summary>
    private long Time(IReadOnlyList<string> fields, int line)
    {
        var text = fields[_time];
        if (DateTimeOffset.TryParseExact(text, PlainForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var plain)
            && plain.ToUnixTimeMilliseconds() is >= Limits.EventTimeMsMin and <= MsMax)
        {
            return plain.ToUnixTimeMilliseconds();
        }

        // Seconds, or a date in some other form, would all be one January of 1970; microseconds are of no year that there is.
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return milliseconds is >= Limits.EventTimeMsMin and <= MsMax ? milliseconds : throw NoTime(fields, line);
        }

        // Where no year is written today's would be taken, and the same file would be another table next year.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && text.Contains(time.Year.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? time.ToUnixTimeMilliseconds() : throw NoTime(fields, line);
    }

    private FormatException NoTime(IReadOnlyList<string> fields, int line) =>
        Wrong(fields, line, _time, "is no time: ISO 8601 with its year, or milliseconds since 1970");

    private FormatException Wrong(IReadOnlyList<string> fields, int line, int place, string what) =>
        new($"line {line}, column '{_header[place]}': '{fields[place]}' {what}");

    /// <summary>Where a column stands; -1 for none.</summary>
    private int Place(string? column)
    {
        var place = column is null ? -1 : Array.IndexOf(_header, column);
        return column is null || place >= 0 ? place : throw new FormatException($"line 1: there is no column '{column}'");
    }
}
