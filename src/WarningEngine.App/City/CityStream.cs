namespace WarningEngine.App.City;

/// <summary>The city's records in the order of their arrival, day by day, and its labels.</summary>
public sealed class CityStream
{
    public const long DayMs = 86_400_000;

    private readonly CityOptions _options;
    private readonly CityRandom _random;
    private readonly CityAgenda _agenda = new();
    private readonly CityPerson[] _people;
    private readonly CityWriter _writer;
    private readonly CityLife _life;
    private readonly CityGang _gang;
    private readonly CityFrauds _frauds;
    private readonly CityConfusers _confusers;
    private bool _read;

    public CityStream(CityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.People, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1);
        _options = options;
        var random = _random = new CityRandom(options.Seed);
        _people = CityPopulation.Of(options.People, random);
        _writer = new CityWriter(random);
        var calls = new CityCalls(random, _writer);
        var money = new CityMoney(random, _writer);
        _life = new CityLife(random, _agenda, _writer, calls, money, _people);
        _gang = new CityGang(random, _agenda, _writer, calls, money, _people);
        _frauds = new CityFrauds(
            random, _gang, new CityScripts(random, _agenda, _writer, calls, money, _gang), _people);
        _confusers = new CityConfusers(
            random, new CityTrades(random, _agenda, calls, money, _people),
            new CityOccasions(random, _agenda, _writer, calls, money, _life, _people), _people, options.Days);
    }

    /// <summary>Labels so far: of frauds that have begun and of confusers who have shown themselves, up to the end of
    /// the day that is being read.</summary>
    public IReadOnlyList<CityLabel> Labels => [.. _frauds.Labels, .. _confusers.Labels];

    /// <summary>First moment of the history, ms since epoch.</summary>
    public long HistoryStartMs => _options.StartMs - (CityOptions.HistoryDays * DayMs);

    /// <summary>All records, history first. Memory holds one day and what reaches into the next.</summary>
    /// <exception cref="InvalidOperationException">They were read before: a city is lived through once.</exception>
    public IEnumerable<CityRecord> Records()
    {
        if (_read)
        {
            throw new InvalidOperationException("The records of a city can be read once.");
        }

        _read = true;
        Register();
        for (var day = -CityOptions.HistoryDays; day < _options.Days; day++)
        {
            var midnight = _options.StartMs + (day * DayMs);
            _life.Day(midnight);
            _confusers.Day(midnight, day);
            Fraud(midnight, day);
            _agenda.RunUntil(midnight + DayMs);
            foreach (var record in _writer.Due(midnight + DayMs))
            {
                yield return record;
            }
        }

        // What has begun goes on after the last day: calls end, victims pay.
        _agenda.RunUntil(long.MaxValue);
        foreach (var record in _writer.Due(long.MaxValue))
        {
            yield return record;
        }
    }

    /// <summary>The trade is there before the labelled days, its victims are not: labels cover all of them.</summary>
    private void Fraud(long midnight, int day)
    {
        if (day >= 0)
        {
            _frauds.Day(midnight, _options.FraudsPerPersonDay);
        }
        else if (day >= -7 && _random.Fraction() < _options.FraudsPerPersonDay * _people.Length)
        {
            _gang.Number(midnight, 0.4);
        }

        _gang.Day(midnight);
    }

    private void Register()
    {
        foreach (var person in _people)
        {
            _writer.Fact(person, "ACCOUNT_LINKED", HistoryStartMs, "account", person.Main.Id);
            if (person.Second is { } second)
            {
                _writer.Fact(person, "ACCOUNT_LINKED", HistoryStartMs, "account", second.Id);
            }

            _writer.Fact(person, "AGE_BAND", HistoryStartMs, "ageBand", person.Age.ToString().ToUpperInvariant());
            _writer.Fact(person, "HOME_REGION", HistoryStartMs, "region", person.Region);
            if (person.Age == Core.Events.AgeBand.Minor)
            {
                _writer.Fact(person, "GUARDIAN", HistoryStartMs);
            }

            if (person.Job is "courier" or "call_centre" or "hotline" or "debt_collection" or "payroll")
            {
                _writer.Fact(person, "BUSINESS_LINE", HistoryStartMs);
            }
        }

        _gang.OldLists(HistoryStartMs);
    }
}
