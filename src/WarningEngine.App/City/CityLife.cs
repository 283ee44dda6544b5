namespace WarningEngine.App.City;

/// <summary>A day of ordinary life: calls among contacts, strangers who mean well or sell, codes, parcels, shopping,
/// salaries and rents. Rates are plausible for a Chinese line, about ten records a line and day over all
/// streams.</summary>
internal sealed class CityLife(
    CityRandom random, CityAgenda agenda, CityWriter writer, CityCalls calls, CityMoney money, CityPerson[] people)
{
    public const int Merchants = 2_000;
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private static readonly string[] BankLines = ["95588", "95533", "95599", "95566"];
    private static readonly string[] ServiceLines = ["95588", "10086", "4008888888", "4006012345", "95533", "12345"];
    private static readonly string[] AreaCodes = ["28", "10", "21", "20", "755"];

    /// <summary>Firms that sell by phone, and call many people.</summary>
    private readonly string[] _sellers =
        [.. Enumerable.Range(0, 20 + (people.Length / 100)).Select(_ => Seller(random))];

    private int _fresh = 1;

    /// <summary>Plans one day of everybody.</summary>
    public void Day(long midnight)
    {
        foreach (var person in people)
        {
            Calls(person, midnight);
            Strangers(person, midnight);
            Messages(person, midnight);
            Spending(person, midnight);
            Fixed(person, midnight);
        }
    }

    /// <summary>A moment of the day when people are awake, around the middle more often than at its ends.</summary>
    public long Daytime(long midnight) =>
        midnight + (long)(Hour * (7.5 + (7.5 * (random.Fraction() + random.Fraction()))));

    /// <summary>A mobile number outside the city that nobody has seen.</summary>
    public string NewMobile() => $"19{_fresh++ % 1_000_000_000:000000000}";

    /// <summary>An account outside the city that nobody has seen.</summary>
    public Payee NewPayee(string kind) =>
        new($"6217{_fresh++:000000000000}", CityMoney.Agent(random.Below(CityMoney.Banks)), kind);

    private static string Seller(CityRandom random) => random.Chance(0.25)
        ? $"400{random.Between(6_000_000, 9_999_999)}"
        : $"0{random.Pick(AreaCodes)}{random.Between(80_000_000, 88_999_999)}";

    private void Calls(CityPerson person, long midnight)
    {
        for (var i = person.Contacts.Count == 0 ? 0 : random.Count(person.CallsPerDay); i > 0; i--)
        {
            var other = person.Contacts[random.Rank(person.Contacts.Count)];
            var ring = random.Between(3_000, 20_000);

            // Most talks are short, some go on for an hour and more.
            var talk = random.Chance(0.8) ? Math.Min(random.Minutes(1.2, 1.2), 3 * Hour) : 0;
            agenda.At(Daytime(midnight), at => calls.Between(person, other, at, ring, talk));
        }
    }

    private void Strangers(CityPerson person, long midnight)
    {
        // Sales and nuisance calls, couriers at the door: few are answered, for seconds.
        for (var i = random.Count(0.35); i > 0; i--)
        {
            var caller = random.Chance(0.6) ? random.Pick(_sellers) : NewMobile();
            var talk = random.Chance(0.45) ? random.Minutes(0.4, 0.8) : 0;
            From(person, caller, Daytime(midnight), random.Between(2_000, 25_000), talk);
        }

        // Strangers with long calls and no money: a doctor, a school, an insurer, a recruiter.
        if (random.Chance(0.025))
        {
            From(person, NewMobile(), Daytime(midnight), 8_000, random.Minutes(7, 0.7));
        }

        // A customer service, called by the person.
        if (random.Chance(0.02))
        {
            var to = random.Pick(ServiceLines);
            var talk = random.Minutes(5, 0.8);
            agenda.At(Daytime(midnight), at => calls.To(person, to, at, 5_000, talk));
        }
    }

    private void From(CityPerson person, string caller, long timeMs, long ringMs, long talkMs) =>
        agenda.At(timeMs, at => calls.From(caller, person, at, ringMs, talkMs));

    private void Messages(CityPerson person, long midnight)
    {
        for (var i = random.Count(1.6); i > 0; i--)
        {
            var at = Daytime(midnight);
            switch (random.Fraction())
            {
                case < 0.30:
                    writer.Code(person, at);
                    break;
                case < 0.50:
                    var link = random.Chance(0.4) ? "parcel.example.cn" : null;
                    writer.Sms($"1068{random.Below(9):0000}0002", person, "PARCEL", link, at);
                    break;
                case < 0.70:
                    writer.Sms(random.Pick(BankLines), person, "BANK_ALERT", null, at);
                    break;
                case < 0.82:
                    var lender = random.Below(60);
                    writer.Sms($"1065{lender:0000}0003", person, "LOAN_ADVERTISEMENT", $"loan{lender}.example.com", at);
                    break;
                case < 0.86:
                    writer.Sms($"1064{random.Below(30):0000}0004", person, "JOB_ADVERTISEMENT", null, at);
                    break;
                default:
                    writer.Sms($"1067{random.Below(80):0000}0005", person, "OTHER", null, at);
                    break;
            }
        }

        // Signing up somewhere, a code that does not come: a few in a row.
        if (random.Chance(0.01))
        {
            var at = Daytime(midnight);
            for (var i = 2 + random.Below(4); i > 0; i--)
            {
                writer.Code(person, at);
                at += random.Between(30_000, 150_000);
            }
        }

        if (random.Chance(0.0007))
        {
            writer.Fact(person, random.Chance(0.8) ? "DEVICE_CHANGED" : "SIM_CHANGED", Daytime(midnight));
        }
    }

    private void Spending(CityPerson person, long midnight)
    {
        for (var i = random.Count(0.9); i > 0; i--)
        {
            var merchant = random.Chance(0.75)
                ? person.Merchants[random.Rank(person.Merchants.Length)] : random.Below(Merchants);
            var amount = (long)(random.LogNormal(45, 1.1) * 100);
            var rejected = random.Chance(0.01);
            agenda.At(Daytime(midnight), at => money.Pay(person, Payee.Shop(merchant), amount, at, rejected));
        }

        // Friends: shared dinners, red packets, sometimes help. Some of it comes back.
        if (person.Contacts.Count > 0 && random.Chance(0.12))
        {
            var friend = person.Contacts[random.Rank(person.Contacts.Count)];
            var amount = (long)(random.LogNormal(150, 1.2) * 100);
            agenda.At(Daytime(midnight), at => money.Pay(person, Payee.Of(friend), amount, at));
            if (random.Chance(0.3))
            {
                agenda.At(Daytime(midnight), at => money.Pay(friend, Payee.Of(person), amount, at));
            }
        }

        // A stall, a driver, a repairman with a code of his own.
        if (random.Chance(0.06))
        {
            var to = NewPayee(random.Chance(0.5) ? "WALLET" : "BANK");
            NewPayment(person, to, (long)(random.LogNormal(35, 0.8) * 100), midnight);
        }

        // Something larger to somebody new: furniture, a course, a repair, a second-hand phone.
        if (random.Chance(0.012))
        {
            var to = NewPayee(random.Chance(0.6) ? "MERCHANT" : "BANK");
            NewPayment(person, to, (long)(random.LogNormal(1_800, 0.9) * 100), midnight);
        }

        // Something sold, a day's work, money shared out by a stranger.
        if (random.Chance(0.015))
        {
            var from = NewPayee("BANK");
            var amount = (long)(random.LogNormal(120, 0.9) * 100);
            agenda.At(Daytime(midnight), at => money.Receive(person, from.Account, from.Agent, amount, at));
        }
    }

    /// <summary>Half of the banks send a code first; one payment in thirty comes back in full.</summary>
    private void NewPayment(CityPerson person, Payee to, long amount, long midnight)
    {
        var at = Daytime(midnight);
        var rejected = random.Chance(0.05);
        if (random.Chance(0.5))
        {
            writer.Code(person, at - random.Between(10_000, 40_000));
        }

        var back = random.Chance(0.03) ? random.Minutes(600, 1) : 0;
        agenda.At(at, now =>
        {
            if (money.Pay(person, to, amount, now, rejected) > 0 && back > 0)
            {
                agenda.At(now + back, later => money.Receive(person, to.Account, to.Agent, amount, later));
            }
        });
    }

    /// <summary>Salary and rent, on their days.</summary>
    private void Fixed(CityPerson person, long midnight)
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(midnight + (8 * Hour)).Day;
        if (day == person.Payday)
        {
            var employer = person.Merchants[0] % 200;
            agenda.At(midnight + (9 * Hour) + random.Between(0, Hour),
                at => money.Receive(person, $"EMPL{employer:0000}", "BANK01", person.Salary, at));
        }

        if (day == person.RentDay)
        {
            var landlord = new Payee("RENT" + person.Main.Id, "BANK02", "BANK");
            agenda.At(Daytime(midnight), at => money.Pay(person, landlord, person.Salary * 3 / 10, at));
        }
    }
}
