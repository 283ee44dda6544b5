namespace WarningEngine.App.City;

/// <summary>People whose lives look like fraud and are none: each kind is labelled, and a good engine leaves them alone.</summary>
internal sealed class CityConfusers(CityRandom random, CityWriter writer, CityPerson[] people, List<CityLabel> labels)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>Kind and share of the population.</summary>
    private static readonly (string Kind, double Share)[] Kinds =
    [
        ("courier", 0.006), ("call_centre", 0.003), ("debt_collection", 0.001), ("night_shift", 0.01), ("house_buyer", 0.004),
        ("tuition", 0.006), ("wedding", 0.003), ("deposit_maturity", 0.005), ("refinancing", 0.003), ("marketplace", 0.01),
    ];

    private readonly List<(CityPerson Person, string Kind)> _chosen = [];
    private int _next = 1;

    public void Choose()
    {
        foreach (var (kind, share) in Kinds)
        {
            for (var i = (int)Math.Ceiling(share * people.Length); i > 0; i--)
            {
                var person = random.Pick(people);
                if (person.Job is null)
                {
                    person.Job = kind;
                    _chosen.Add((person, kind));
                }
            }
        }
    }

    public void Day(long midnight, bool labelled)
    {
        foreach (var (person, kind) in _chosen)
        {
            var active = Live(person, kind, midnight, labelled);
            if (labelled && active && !labels.Exists(x => x.Person == person.E164 && x.Confuser == kind))
            {
                labels.Add(new CityLabel(person.E164, null, null, null, null, null, kind));
            }
        }
    }

    private bool Live(CityPerson person, string kind, long midnight, bool labelled)
    {
        switch (kind)
        {
            case "courier":
                for (var i = 25 + random.Below(40); i > 0; i--)
                {
                    var to = random.Pick(people);
                    var at = midnight + random.Between(8 * Hour, 20 * Hour);
                    writer.Call(person.Number, person, to.Number, to, at, 8_000, random.Chance(0.7) ? random.Between(8_000, 45_000) : 0);
                    if (random.Chance(0.15))
                    {
                        writer.Call(to.Number, to, person.Number, person, at + random.Between(Minute, Hour), 5_000, random.Between(10_000, 60_000));
                    }
                }

                return true;
            case "call_centre" or "debt_collection":
                for (var i = 40 + random.Below(40); i > 0; i--)
                {
                    var to = random.Pick(people);
                    writer.Call(person.Number, person, to.Number, to, midnight + random.Between(9 * Hour, 18 * Hour), 9_000,
                        random.Chance(0.4) ? (long)(random.LogNormal(60, 1) * 1000) : 0);
                }

                return true;
            case "night_shift":
                for (var i = 2; i > 0; i--)
                {
                    var friend = people[person.Contacts[random.Rank(person.Contacts.Length)]];
                    writer.Call(person.Number, person, friend.Number, friend, midnight + random.Between(0, 5 * Hour), 5_000, random.Between(Minute, 40 * Minute));
                }

                Pay(person, $"SHOP{random.Below(2000):00000}", "MERCHANT", 6_000, midnight + random.Between(0, 5 * Hour));
                return true;
            case "house_buyer" when !labelled || random.Chance(0.6):
                writer.Call(EstateAgent(person), null, person.Number, person, midnight + random.Between(9 * Hour, 20 * Hour), 6_000,
                    random.Between(2 * Minute, 15 * Minute));
                return false;
            default:
                return labelled && random.Chance(0.4) && Once(person, kind, midnight);
        }
    }

    /// <summary>Things that happen to a person once in a while.</summary>
    private bool Once(CityPerson person, string kind, long midnight)
    {
        var at = midnight + random.Between(9 * Hour, 19 * Hour);
        person.Balance = Math.Max(person.Balance, 6_000_000);
        switch (kind)
        {
            case "house_buyer":
                // The deposit is paid while talking to the agent, who has been calling for days (see Live).
                var agent = EstateAgent(person);
                writer.Call(agent, null, person.Number, person, at, 6_000, 25 * Minute);
                person.Balance += 30_000_000;
                writer.Own(person, "OWN_ACCOUNTS_CONSOLIDATED", 0, at - Hour);
                Pay(person, NewAccount(), "BANK", random.Between(5_000_000, 30_000_000), at + (8 * Minute));
                break;
            case "tuition":
                Pay(person, $"SCHOOL{random.Below(30):000}", "BANK", random.Between(500_000, 3_000_000), at);
                break;
            case "wedding":
                for (var i = 3; i > 0; i--)
                {
                    Pay(person, NewAccount(), random.Chance(0.5) ? "MERCHANT" : "BANK", random.Between(200_000, 2_000_000), at + (i * Hour));
                }

                break;
            case "deposit_maturity":
                writer.Own(person, "DEPOSIT_BROKEN", 8_000_000, at);
                Pay(person, NewAccount(), "BANK", random.Between(2_000_000, 8_000_000), at + (2 * Hour));
                break;
            case "refinancing":
                writer.Loan(person, random.Below(40), 5_000_000, at);
                Pay(person, $"LEND{random.Below(40):0000}", "BANK", 4_800_000, at + (3 * Hour));
                break;
            default:
                // A first purchase from a private seller, on the phone with a friend.
                var friend = people[person.Contacts[0]];
                writer.Call(person.Number, person, friend.Number, friend, at, 4_000, 12 * Minute);
                Pay(person, NewAccount(), "BANK", random.Between(50_000, 400_000), at + (5 * Minute));
                break;
        }

        return true;
    }

    private void Pay(CityPerson person, string account, string kind, long amount, long timeMs) =>
        writer.Pay(person, account, "BANK03", null, kind, CityLife.Affordable(person, amount), timeMs);

    private static string EstateAgent(CityPerson person) => $"133{7_000_000 + person.Index:00000000}";

    private string NewAccount() => $"6214{_next++:000000000000}";
}
