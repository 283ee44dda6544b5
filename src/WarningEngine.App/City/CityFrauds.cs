using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>Whom fraud befalls, how often, and which type. The course of each type is in
/// <see cref="CityScripts"/>.</summary>
internal sealed class CityFrauds(CityRandom random, CityGang gang, CityScripts scripts, CityPerson[] people)
{
    /// <summary>Fen: who has less is of no use to a fraudster, except to borrow.</summary>
    private const long WorthIt = 300_000;

    private readonly List<CityFraud> _begun = [];

    /// <summary>Frauds begun so far, with what was sent so far.</summary>
    public IEnumerable<CityLabel> Labels => _begun.Select(x => x.Label());

    /// <summary>Plans the frauds that begin on one day.</summary>
    /// <param name="midnight">Its beginning, ms since epoch.</param>
    /// <param name="rate">Frauds per person and day.</param>
    public void Day(long midnight, double rate)
    {
        for (var i = random.Count(rate * people.Length); i > 0; i--)
        {
            // Rebates are the most frequent type, about a third of all [domain.md 3.1, S72]; the other shares are
            // plausible.
            var type = random.Fraction() switch
            {
                < 0.33 => "T01", < 0.48 => "T04", < 0.68 => "T06", < 0.84 => "T08", _ => "T18",
            };
            if (Victim(type) is { } victim)
            {
                victim.IsVictim = true;
                _begun.Add(scripts.Begin(type, victim, gang.Working(midnight)));
                for (var lures = random.Below(7); lures > 0; lures--)
                {
                    gang.Lure(gang.Number(midnight, 0.4), midnight);
                }
            }
        }
    }

    /// <summary>Somebody whom this type befalls; null where there is nobody left.</summary>
    private CityPerson? Victim(string type)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var person = random.Pick(people);
            if (person is { Job: null, IsVictim: false }
                && (type == "T08" || person.Wealth >= WorthIt)
                && random.Chance(Susceptible(type, person.Age)))
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>Rebates: students, low income [domain.md 3.3 T01, S71]; arrest: the elderly and who has savings [T04,
    /// S52, S87]; credit: young people with student loans [T08]. Of all victims 62 % are 18 to 40, 33 % 41 to 65 [3.1,
    /// S71].</summary>
    private static double Susceptible(string type, AgeBand age) => (type, age) switch
    {
        (_, AgeBand.Minor) => type == "T01" ? 0.3 : 0.02,
        ("T01" or "T08", AgeBand.Young) => 1,
        ("T01" or "T08", AgeBand.Elderly) => 0.1,
        ("T04" or "T18", AgeBand.Elderly) => 1,
        _ => 0.5,
    };
}
