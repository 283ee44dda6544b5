namespace WarningEngine.App.City;

/// <summary>A day of ordinary life: calls among contacts, strangers who mean well or sell, codes, parcels, shopping,
/// salaries and rents. Rates are about those of Chinese lines (11.9 events a line and day over all streams).</summary>
internal sealed class CityLife(CityRandom random, CityWriter writer, CityPerson[] people)
{
    private const long HourMs = 3_600_000;
    private int _fresh = 1;

    public void Day(long midnight)
    {
        foreach (var person in people)
        {
            Calls(person, midnight);
            Strangers(person, midnight);
            Messages(person, midnight);
            Money(person, midnight);
        }
    }

    /// <summary>A moment of the day when people are awake.</summary>
    public long Daytime(long midnight) => midnight + (long)(HourMs * (7.5 + (15 * (random.Fraction() + random.Fraction()) / 2)));

    private void Calls(CityPerson person, long midnight)
    {
        for (var i = random.Count(1.3); i > 0; i--)
        {
            var other = people[person.Contacts[random.Rank(person.Contacts.Length)]];
            var answered = random.Chance(0.8);
            var talk = answered ? (long)(random.LogNormal(70, 1.1) * 1000) : 0;
            writer.Call(person.Number, person, other.Number, other, Daytime(midnight), random.Between(3_000, 20_000),
                Math.Min(talk, 2 * HourMs));
        }
    }

    private void Strangers(CityPerson person, long midnight)
    {
        // Nuisance and sales calls, parcels at the door: short (dozens of seconds).
        for (var i = random.Count(0.35); i > 0; i--)
        {
            var caller = random.Chance(0.5) ? $"0{random.Pick(["28", "10", "21", "20", "755"])}{random.Between(80_000_000, 88_999_999)}" : NewMobile();
            var answered = random.Chance(0.45);
            writer.Call(caller, null, person.Number, person, Daytime(midnight), random.Between(2_000, 25_000),
                answered ? (long)(random.LogNormal(25, 0.8) * 1000) : 0);
        }

        // Strangers with long calls and no money: a doctor, a school, an insurer, a recruiter.
        if (random.Chance(0.025))
        {
            writer.Call(NewMobile(), null, person.Number, person, Daytime(midnight), 8_000, (long)(random.LogNormal(420, 0.7) * 1000));
        }

        // Customer service on the other end, called by the person.
        if (random.Chance(0.02))
        {
            var to = random.Pick(["95588", "10086", "4008888888", "4006012345", "95533", "12345"]);
            writer.Call(person.Number, person, to, null, Daytime(midnight), 5_000, (long)(random.LogNormal(300, 0.8) * 1000));
        }
    }

    private void Messages(CityPerson person, long midnight)
    {
        for (var i = random.Count(1.6); i > 0; i--)
        {
            var (template, from, domain) = random.Fraction() switch
            {
                < 0.30 => ("OTP", $"1069{random.Below(40):0000}0001", null),
                < 0.50 => ("PARCEL", $"1068{random.Below(9):0000}0002", random.Chance(0.4) ? "parcel.example.cn" : null),
                < 0.70 => ("BANK_ALERT", random.Pick(["95588", "95533", "95599", "95566"]), null),
                < 0.82 => ("LOAN_ADVERTISEMENT", $"1065{random.Below(60):0000}0003", $"loan{random.Below(60)}.example.com"),
                < 0.86 => ("JOB_ADVERTISEMENT", $"1064{random.Below(30):0000}0004", (string?)null),
                _ => ("OTHER", $"1067{random.Below(80):0000}0005", null),
            };
            writer.Sms(from, person, template, domain, Daytime(midnight));
        }

        // Signing up somewhere: a few codes in a row.
        if (random.Chance(0.01))
        {
            var at = Daytime(midnight);
            for (var i = 0; i < 3; i++)
            {
                writer.Sms($"1069{random.Below(40):0000}0001", person, "OTP", null, at + (i * random.Between(30_000, 150_000)));
            }
        }
    }

    private void Money(CityPerson person, long midnight)
    {
        for (var i = random.Count(0.9); i > 0; i--)
        {
            var known = random.Chance(0.75);
            var merchant = known ? person.Merchants[random.Rank(person.Merchants.Length)] : random.Below(2_000);
            Merchant(person, merchant, (long)(random.LogNormal(45, 1.1) * 100), Daytime(midnight));
        }

        if (random.Chance(0.12))
        {
            // Friends: shared dinners, red packets, sometimes help.
            var friend = people[person.Contacts[random.Rank(person.Contacts.Length)]];
            writer.Pay(person, friend.Account, friend.Agent, friend.E164, "BANK",
                Affordable(person, (long)(random.LogNormal(150, 1.2) * 100)), Daytime(midnight));
        }

        if (random.Chance(0.012))
        {
            // Something larger to somebody new: furniture, a course, a repair, a second-hand phone.
            writer.Pay(person, NewAccount(), $"BANK{random.Below(7):00}", null, random.Chance(0.6) ? "MERCHANT" : "BANK",
                Affordable(person, (long)(random.LogNormal(1_800, 0.9) * 100)), Daytime(midnight), rejected: random.Chance(0.06));
        }

        var day = DateTimeOffset.FromUnixTimeMilliseconds(midnight + (8 * HourMs)).Day;
        if (day == person.Payday)
        {
            writer.Receive(person, $"EMPL{person.Index % 200:0000}", "BANK01", person.Salary, midnight + (9 * HourMs) + random.Between(0, HourMs));
        }

        if (day == (person.Index % 28) + 1 && person.Index % 3 == 0)
        {
            writer.Pay(person, $"RENT{person.Index:00000}", "BANK02", null, "BANK", Affordable(person, person.Salary * 3 / 10), Daytime(midnight));
        }
    }

    private void Merchant(CityPerson person, int merchant, long amount, long timeMs) =>
        writer.Pay(person, $"SHOP{merchant:00000}", "PAY01", null, "MERCHANT", Affordable(person, amount), timeMs, rejected: random.Chance(0.01));

    public static long Affordable(CityPerson person, long amount) => Math.Min(amount, person.Balance);

    /// <summary>A mobile number outside the city that nobody has seen.</summary>
    public string NewMobile() => $"19{_fresh++ % 1_000_000_000:000000000}";

    public string NewAccount() => $"6217{_fresh++:000000000000}";
}
