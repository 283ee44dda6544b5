namespace WarningEngine.App.City;

/// <summary>What families do with much money once in a while: a home, a wedding, a child's school, somebody who needs help. Strangers ring, and
/// large sums go to accounts that were never paid before. All lags, sums and shares are our own.</summary>
internal static class CityFamilies
{
    private const long Minute = CityWorld.Minute;

    /// <summary>The agent calls for days, or but once, and a clerk of the bank; earnest money, then the first payment, then fees and taxes: now
    /// within an afternoon, now over a week, often while on the phone.</summary>
    public static void House(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "house_buyer");
        var random = life.Random;
        var agent = life.Somebody();
        at = life.Talks(at, agent, random.Below(6), 5);
        var to = random.Chance(0.5) ? life.NewPayee() : life.Firm("ESTATE", 80);
        var price = life.Agreed(random.Chance(0.4) ? 180_000 : 15_000, 0.8);
        if (random.Chance(0.5))
        {
            life.Pay(at, random.Chance(0.5) ? to : life.NewPayee(), life.Agreed(10_000, 0.6));
            at = life.Later(at, 700, 1.4);
        }

        life.Gather(at - random.Minutes(150, 1.2), price);
        if (random.Chance(0.3))
        {
            life.Talk(at - random.Minutes(90, 1), life.Clerk(), 5);
        }

        var talk = random.Chance(0.7) ? life.Talk(at, agent, 10, ringsUs: 0.7) : 0;
        var paid = random.Chance(0.5) ? at + (talk / 2) : at + talk + random.Minutes(40, 1);
        life.Pay(paid, to, price);
        for (var fees = random.Count(0.7); fees > 0; fees--)
        {
            paid = life.Later(paid, 200, 1.4);
            life.Pay(paid, random.Chance(0.6) ? life.Firm("TAX", 9) : life.NewPayee(), life.Agreed(4_000, 0.8));
        }
    }

    /// <summary>A flat is done up: the master and his people ring, each is paid on an account of his own, in instalments.</summary>
    public static void Renovation(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "renovation");
        var random = life.Random;
        (CityCaller Caller, Payee Account)[] people =
            [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => (life.Somebody(), life.NewPayee(random.Chance(0.75) ? "BANK" : "MERCHANT")))];
        for (var payments = 2 + random.Below(5); payments > 0; payments--)
        {
            var (caller, account) = random.Pick(people);
            var talk = random.Chance(0.7) ? life.Talk(at, caller, 3, ringsUs: 0.6) : 0;
            var fen = life.Agreed(6_000, 0.9);
            life.Gather(at - random.Minutes(100, 1), fen);
            life.Pay(random.Chance(0.3) ? at + (talk / 2) : life.Later(at + talk, 60, 1.2), account, fen);
            at = life.Later(at, 2_500, 1.1);
        }
    }

    /// <summary>The restaurant, the photographer, the band, gold, and gifts of guests, within days.</summary>
    public static void Wedding(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "wedding");
        var random = life.Random;
        life.Gather(at - random.Minutes(120, 1), life.Agreed(50_000, 0.6));
        for (var payments = 3 + random.Below(6); payments > 0; payments--)
        {
            var talk = random.Chance(0.5) ? life.Talk(at, life.Somebody(), 4, ringsUs: 0.6) : 0;
            var to = random.Fraction() switch
            {
                < 0.40 => life.NewPayee("MERCHANT"), < 0.85 => life.NewPayee(),
                _ => new Payee($"GOLD{random.Below(60):000}", "PAY01", "GOLD", IsNew: true),
            };
            life.Pay(random.Chance(0.3) ? at + (talk / 2) : at + talk + random.Minutes(30, 1), to, life.Agreed(6_000, 0.9));
            at = life.Later(at, 300, 1.6);
        }

        for (var guests = random.Count(6); guests > 0; guests--)
        {
            life.Receive(at, life.NewPayee(), life.Agreed(800, 0.5));
            at = life.Later(at, 40, 1.4);
        }
    }

    /// <summary>A school, or a course that its seller praises on the phone and that a loan pays.</summary>
    public static void Tuition(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "tuition");
        var random = life.Random;
        var isCourse = random.Chance(0.5);
        var fen = life.Agreed(isCourse ? 5_000 : 9_000, 0.7);
        var seller = isCourse ? life.Somebody() : life.Clerk();
        if (random.Chance(isCourse ? 0.8 : 0.3))
        {
            at = life.Talks(at, seller, random.Count(1), 4);
            at += life.Talk(at, seller, isCourse ? 12 : 3, ringsUs: 0.7) * 2 / 3;
        }

        if (isCourse && random.Chance(0.3))
        {
            life.Borrow(at, fen);
            at += random.Minutes(8, 1);
        }

        life.Gather(at - random.Minutes(20, 1), fen);
        life.Pay(at + random.Minutes(15, 1.4), random.Chance(0.6) ? life.Firm("SCHOOL", 30) : life.NewPayee(), fen);
        if (random.Chance(0.3))
        {
            life.Pay(life.Later(at, 2_000, 1.2), life.NewPayee(), life.Agreed(2_000, 0.8));
        }
    }

    /// <summary>A child abroad: calls from there, and large sums to the school's agent or to somebody who changes money.</summary>
    public static void ChildAbroad(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "child_abroad");
        var random = life.Random;
        var child = new CityCaller(NumberAbroad(random), Gateway: true);
        at = life.Talks(at, child, random.Count(2), 9);
        var to = life.NewPayee();
        for (var payments = 1 + random.Below(3); payments > 0; payments--)
        {
            var talk = random.Chance(0.6) ? life.Talk(at, child, 8) : 0;
            var fen = life.Agreed(25_000, 0.7);
            life.Gather(at - random.Minutes(60, 1.2), fen);
            life.Pay(life.Later(at + talk, 40, 1.4), random.Chance(0.7) ? to : life.NewPayee(), fen);
            at = life.Later(at, 1_500, 1.3);
        }
    }

    /// <summary>A relative does ring from another number, and does need money, on a friend's account: most are asked back at their own.</summary>
    public static void Emergency(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "relative_in_need");
        var random = life.Random;
        at += life.Talk(at, life.Somebody(), 3);
        if (person.Contacts.Count > 0 && random.Chance(0.6))
        {
            var (relative, asked) = (random.Pick(person.Contacts), at + Minute);
            var talk = random.Minutes(3, 0.8);
            world.Agenda.At(asked, now => world.Calls.Between(person, relative, now, 12_000, talk));
            at = asked + talk;
        }

        var to = random.Chance(0.35) ? life.Relative() : life.NewPayee();
        life.Pay(life.Later(at, 30, 1.3), to, life.Agreed(3_000, 1));
    }

    /// <summary>A mobile number of Australia, Britain or Japan, as it is dialled: of ranges that their plans have given away.</summary>
    internal static string NumberAbroad(CityRandom random) => random.Below(3) switch
    {
        0 => $"006141{random.Between(1_000_000, 9_999_999)}", 1 => $"004473{random.Between(10_000_000, 99_999_999)}",
        _ => $"008190{random.Between(10_000_000, 99_999_999)}",
    };
}
