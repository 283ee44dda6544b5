using WarningEngine.Core.Profiles;

namespace WarningEngine.App.City;

/// <summary>The city's records in the order of their arrival, day by day, and its labels.</summary>
public sealed class CityStream
{
    public const long DayMs = ProfileTime.DayMs;

    /// <summary>Of minors so many have a guardian who is registered with the line, 0 to 1. Our own, as is the share of the elderly: a contract may
    /// name somebody for both.</summary>
    private const double GuardedMinors = 0.6;

    private const double GuardedElderly = 0.12;

    private readonly CityWorld _world;
    private readonly CityLife _life;
    private readonly CityShops _shops;
    private readonly CityGangs _gangs;
    private readonly CityFrauds _frauds;
    private readonly CityCases _cases;
    private readonly CityConfusers _confusers;
    private bool _read;

    public CityStream(CityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.People, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1);
        _world = new CityWorld(options);
        _life = new CityLife(_world);
        _shops = new CityShops(_world);
        _gangs = new CityGangs(_world);
        _frauds = new CityFrauds(_world, _gangs);
        _cases = new CityCases(_world, _gangs);
        _confusers = new CityConfusers(_world);
    }

    /// <summary>Labels so far: of frauds that have begun and of confusers who have shown themselves, up to the end of
    /// the day that is being read.</summary>
    public IReadOnlyList<CityLabel> Labels => [.. _frauds.Labels, .. _cases.Labels, .. _confusers.Labels];

    /// <summary>First moment of the history, ms since epoch.</summary>
    public long HistoryStartMs => _world.Options.HistoryStartMs;

    /// <summary>All records, history first. Memory holds one day and what reaches into the next.</summary>
    /// <exception cref="InvalidOperationException">They were read before: a city is lived through once.</exception>
    public IEnumerable<CityRecord> Records()
    {
        long order = 0;
        foreach (var hour in Hours())
        {
            hour.Sort();
            for (var i = 0; i < hour.Count; i++)
            {
                var json = hour.Record(i, out var topic, out var arrivalMs).ToArray();
                yield return new CityRecord(arrivalMs, order++, topic, json);
            }

            Return(hour);
        }
    }

    /// <summary>As <see cref="Records"/>, an hour of arrival at a time, each unsorted: whoever reads them sorts,
    /// perhaps on another thread, and gives them back.</summary>
    internal IEnumerable<CityHour> Hours()
    {
        if (_read)
        {
            throw new InvalidOperationException("The records of a city can be read once.");
        }

        _read = true;
        Register();
        for (var day = -CityOptions.HistoryDays; day < _world.Options.Days; day++)
        {
            var midnight = _world.Options.StartMs + (day * DayMs);
            _life.Day(midnight);
            _shops.Day(midnight);
            _world.Strangers.Day(midnight);
            _confusers.Day(midnight, day);
            _frauds.Day(day);
            _cases.Day(day);
            _gangs.Day(midnight);
            for (var until = midnight + CityHour.Ms; until <= midnight + DayMs; until += CityHour.Ms)
            {
                _world.Agenda.RunUntil(until);
                if (_world.Writer.Due((until / CityHour.Ms) - 1) is { } due)
                {
                    yield return due;
                }
            }
        }

        // Nothing happens any more; what did is still on its way.
        for (var hour = _world.Options.EndMs / CityHour.Ms; hour <= _world.Writer.LastHour; hour++)
        {
            if (_world.Writer.Due(hour) is { } due)
            {
                yield return due;
            }
        }
    }

    internal void Return(CityHour hour) => _world.Writer.Return(hour);

    private void Register()
    {
        var (at, ages) = (HistoryStartMs, _world.Habits.Coverage.Ages);

        // A chance of their own: whoever has a guardian, everything else is the same.
        var guardians = new CityRandom(_world.Options.Seed ^ 0x6775617264);
        foreach (var person in _world.People)
        {
            var writer = _world.Writer;
            writer.Fact(person, "ACCOUNT_LINKED", at, "account", person.Main.Id);
            if (person.Second is { } second)
            {
                writer.Fact(person, "ACCOUNT_LINKED", at, "account", second.Id);
            }

            if (ages == 1 || _world.Random.Chance(ages))
            {
                writer.Fact(person, "AGE_BAND", at, "ageBand", person.Age.ToString().ToUpperInvariant());
            }

            writer.Fact(person, "HOME_REGION", at, "region", person.Region);
            if (person.Age == Core.Events.AgeBand.Minor)
            {
                writer.Guardian(person, at, chance: null, isTold: guardians.Chance(GuardedMinors));
            }
            else if (person.Age == Core.Events.AgeBand.Elderly && guardians.Chance(GuardedElderly))
            {
                writer.Guardian(person, at, guardians, isTold: true);
            }

            if (person.IsShop || CityConfusers.IsBusiness(person.Job))
            {
                writer.Fact(person, "BUSINESS_LINE", at);
            }
        }

        _gangs.OldLists(at);
    }
}
