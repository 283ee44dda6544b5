using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>The city's records in the order of their arrival, day by day, and its labels.</summary>
public sealed class CityStream
{
    public const long DayMs = 86_400_000;
    private static readonly string[] Prefixes = ["138", "139", "150", "151", "158", "159", "182", "187", "130", "186", "189", "177"];
    private static readonly string[] Regions = ["510100", "510100", "510100", "510700", "510500", "500100", "530100", "610100"];

    private readonly CityOptions _options;
    private readonly CityRandom _random;
    private readonly CityWriter _writer;
    private readonly CityPerson[] _people;
    private readonly CityLife _life;
    private readonly CityFrauds _frauds;
    private readonly CityConfusers _confusers;
    private List<CityRecord> _pending = [];

    public CityStream(CityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _random = new CityRandom(options.Seed);
        _writer = new CityWriter(_random);
        _people = [.. Enumerable.Range(0, options.People).Select(Person)];
        _life = new CityLife(_random, _writer, _people);
        _frauds = new CityFrauds(_random, _writer, _people, Labels);
        _confusers = new CityConfusers(_random, _writer, _people, Labels);
        _confusers.Choose();
    }

    /// <summary>Labels so far; a fraud's label is there from the day on which it begins.</summary>
    public List<CityLabel> Labels { get; } = [];

    /// <summary>First moment of the history.</summary>
    public long HistoryStartMs => _options.StartMs - (CityOptions.HistoryDays * DayMs);

    /// <summary>All records, history first. Memory holds one day and what reaches into the next.</summary>
    public IEnumerable<CityRecord> Records()
    {
        foreach (var person in _people)
        {
            _writer.Registry(person, HistoryStartMs);
        }

        for (var day = -CityOptions.HistoryDays; day < _options.Days; day++)
        {
            var midnight = _options.StartMs + (day * DayMs);
            _life.Day(midnight);
            _confusers.Day(midnight, labelled: day >= 0);
            if (day >= 0)
            {
                _frauds.Day(midnight, _options.FraudsPerPersonDay);
            }

            foreach (var record in Due(midnight + DayMs))
            {
                yield return record;
            }
        }

        foreach (var record in Due(long.MaxValue))
        {
            yield return record;
        }
    }

    private List<CityRecord> Due(long untilMs)
    {
        _pending.AddRange(_writer.Records);
        _writer.Records.Clear();
        _pending.Sort(static (a, b) => a.ArrivalMs != b.ArrivalMs ? a.ArrivalMs.CompareTo(b.ArrivalMs) : a.Order.CompareTo(b.Order));
        var due = _pending.TakeWhile(x => x.ArrivalMs < untilMs).ToList();
        _pending = _pending[due.Count..];
        return due;
    }

    /// <summary>Ages and pay: mean age 37 as victims' in domain statistics; the rest is plausible, not measured.</summary>
    private CityPerson Person(int index)
    {
        var age = _random.Fraction() switch { < 0.06 => AgeBand.Minor, < 0.36 => AgeBand.Young, < 0.82 => AgeBand.Adult, _ => AgeBand.Elderly };
        var salary = age == AgeBand.Minor ? 30_000 : (long)(_random.LogNormal(6_500, 0.5) * 100);
        var contacts = Math.Min(_options.People - 1, 8 + _random.Below(22));
        return new CityPerson
        {
            Index = index,
            Number = Prefixes[index % Prefixes.Length] + $"{(index * 7919L + 10_000_019L) % 100_000_000L:00000000}",
            Account = $"6222{index:00000000}{_random.Below(10_000):0000}",
            Agent = $"BANK{index % 7:00}",
            Age = age,
            Region = _random.Pick(Regions),
            FeedSendsPhases = index % 5 < 3,
            BankNamesNumber = _random.Chance(0.85),
            Contacts = [.. Enumerable.Range(0, contacts).Select(i => i < 5
                ? (index + i + 1) % _options.People : _random.Below(_options.People)).Where(i => i != index)],
            Merchants = [.. Enumerable.Range(0, 8).Select(_ => _random.Below(2_000))],
            Salary = salary,
            Payday = _random.Pick([5, 10, 10, 15, 25]),
            Balance = (long)(salary * _random.LogNormal(3, 1)),
        };
    }
}
