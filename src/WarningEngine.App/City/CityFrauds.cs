using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>Whom fraud befalls, how often, and which type. Which types there are is in
/// <see cref="CityTypes"/>.</summary>
internal sealed class CityFrauds
{
    /// <summary>Fen: who has less is of no use to a fraudster, except to borrow.</summary>
    private const long WorthIt = 300_000;

    /// <summary>Much money leaves from another bank than those that ship their records. How much is our own.</summary>
    private const double OtherBank = 0.07;

    /// <summary>So many pay nothing large, and so many stop at some moment before or between. Our own: nobody counts
    /// those who did not fall for it.</summary>
    private const double Refuses = 0.1;
    private const double StopsEarly = 0.07;

    /// <summary>So many who lost money go to the police, half of them within ten hours of the last payment. Our own: surveys of
    /// victims differ from a twentieth to most of them.</summary>
    internal const double Reports = 0.6;

    private readonly CityWorld _world;
    private readonly CityGangs _gangs;
    private readonly CityRandom _random;
    private readonly List<(int PlayOn, CityType Type, long AnchorMs)> _planned = [];
    private readonly List<CityFraud> _begun = [];
    private int _next;

    public CityFrauds(CityWorld world, CityGangs gangs)
    {
        (_world, _gangs, _random) = (world, gangs, world.Random);
        for (var day = 0; day < world.Options.Days; day++)
        {
            var midnight = world.Options.StartMs + (day * CityWorld.Day);
            for (var i = _random.Count(world.Options.FraudsPerPersonDay * world.People.Length); i > 0; i--)
            {
                var type = CityTypes.Draw(_random, _world.Habits);
                _planned.Add((day - type.LeadDays, type, Anchor(type.Hours, midnight)));
            }
        }

        // Stable, unlike List.Sort: those of one day stay in the order in which they were drawn.
        _planned = [.. _planned.OrderBy(x => x.PlayOn)];
    }

    /// <summary>Frauds begun so far, with what was sent so far.</summary>
    public IEnumerable<CityLabel> Labels => _begun.Select(x => x.Label());

    /// <summary>Begins the frauds whose courses reach back to one day.</summary>
    /// <param name="day">0 is the first labelled day; the history is below.</param>
    public void Day(int day)
    {
        for (; _next < _planned.Count && _planned[_next].PlayOn <= day; _next++)
        {
            var (_, type, anchorMs) = _planned[_next];
            if (Victim(type.Id) is not { } victim)
            {
                continue;
            }

            victim.IsVictim = true;
            var fraud = new CityFraud(victim, type.Id, anchorMs)
            {
                BankSeen = !_random.Chance(OtherBank * _world.Habits.OtherBank),
                Refuses = _random.Chance(Refuses * _world.Habits.Refusing),
                ReportsAfterMs = _random.Chance(_world.Habits.Reporting) ? _random.Minutes(600, 1.4) : null,
            };
            if (_random.Chance(StopsEarly))
            {
                fraud.OverMs = anchorMs + _random.Minutes(45, 1.5);
            }

            _begun.Add(fraud);
            type.Course(new CityPlay(_world, _gangs[type.Id], fraud));
        }
    }

    private long Anchor(CityHours hours, long midnight) => hours switch
    {
        CityHours.Working => _world.Working(midnight),
        CityHours.Evening => _world.Evening(midnight),
        _ => _world.Daytime(midnight),
    };

    /// <summary>Somebody whom this type befalls; null where there is nobody left.</summary>
    private CityPerson? Victim(string type)
    {
        for (var i = 0; i < 3_000; i++)
        {
            var person = _random.Pick(_world.People);
            if (person is { Job: null, IsVictim: false }
                && (type is "T08" or "T10" or "T11" || person.Wealth >= WorthIt)
                && _random.Chance(Susceptible(type, person)))
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>Rebates befall students and people of low income, shops are the victims of those who order (police
    /// reports); arrest the elderly and who has savings (Yinchuan police 2026); credit young people with student loans;
    /// games children. Of all victims 62 % are 18 to 40, 33 % 41 to 65 (Ministry of Public Security by China News
    /// 2024).</summary>
    private static double Susceptible(string type, CityPerson person) => (type, person.Age) switch
    {
        ("T12" or "T23", _) => person.IsShop ? 1 : 0,
        ("T11", AgeBand.Minor) => 1,
        ("T11", AgeBand.Young) => 0.2,
        ("T11", _) => 0.02,
        (_, AgeBand.Minor) => type == "T01" ? 0.3 : 0.02,
        ("T20", AgeBand.Elderly) => 1,
        ("T20", _) => 0.05,
        ("T01" or "T07" or "T08" or "T10" or "T15", AgeBand.Young) => 1,
        ("T01" or "T07" or "T08" or "T15", AgeBand.Elderly) => 0.1,
        ("T04" or "T18" or "T21" or "T19", AgeBand.Elderly) => 1,
        ("T02" or "T03", AgeBand.Adult) => 0.8,
        _ => 0.5,
    };
}
