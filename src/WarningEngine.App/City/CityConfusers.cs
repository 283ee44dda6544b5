namespace WarningEngine.App.City;

/// <summary>People whose lives look like fraud and are none (domain.md 6.1, scenario 12, and the confusers named at the
/// patterns of 3.3): each is labelled, and a good engine leaves them alone. What each lives through is in
/// <see cref="CityTrades"/> and <see cref="CityOccasions"/>.</summary>
internal sealed class CityConfusers
{
    private const long Hour = 3_600_000;

    /// <summary>Kind, share of the population, and whether it is a life or a single day.</summary>
    private static readonly (string Kind, double Share, bool Daily)[] Kinds =
    [
        ("courier", 0.006, true), ("call_centre", 0.002, true), ("hotline", 0.001, true),
        ("debt_collection", 0.001, true), ("night_shift", 0.01, true),
        ("house_buyer", 0.004, false), ("payroll", 0.001, false), ("tuition", 0.006, false),
        ("wedding", 0.003, false), ("deposit_maturity", 0.005, false), ("refinancing", 0.003, false),
        ("marketplace", 0.01, false), ("customer_service", 0.006, false), ("new_contact", 0.01, false),
    ];

    private readonly CityRandom _random;
    private readonly CityTrades _trades;
    private readonly CityOccasions _occasions;
    private readonly List<Confuser> _chosen = [];
    private readonly List<CityLabel> _labels = [];

    public CityConfusers(CityRandom random, CityTrades trades, CityOccasions occasions, CityPerson[] people, int days)
    {
        (_random, _trades, _occasions) = (random, trades, occasions);
        foreach (var (kind, share, daily) in Kinds)
        {
            for (var i = (int)Math.Ceiling(share * people.Length); i > 0; i--)
            {
                var person = random.Pick(people);
                if (person.Job is null)
                {
                    person.Job = kind;
                    _chosen.Add(new Confuser(person, kind, daily ? 0 : random.Below(days), daily));
                    CityOccasions.Provide(person, kind);
                }
            }
        }
    }

    /// <summary>Confusers who have shown themselves so far.</summary>
    public IReadOnlyList<CityLabel> Labels => _labels;

    /// <summary>Plans one day.</summary>
    /// <param name="midnight">Its beginning, ms since epoch.</param>
    /// <param name="day">0 is the first labelled day; the history is below.</param>
    public void Day(long midnight, int day)
    {
        foreach (var confuser in _chosen)
        {
            if (confuser.Daily)
            {
                _trades.Day(confuser.Person, confuser.Kind, midnight);
            }
            else if (day == confuser.OnDay)
            {
                _occasions.Happen(confuser.Person, confuser.Kind, midnight + _random.Between(9 * Hour, 19 * Hour));
            }
            else if (day < confuser.OnDay)
            {
                _occasions.Before(confuser.Person, confuser.Kind, midnight);
            }

            if (day == confuser.OnDay)
            {
                _labels.Add(CityLabel.OfConfuser(confuser.Person.E164, confuser.Kind));
            }
        }
    }

    private readonly record struct Confuser(CityPerson Person, string Kind, int OnDay, bool Daily);
}
