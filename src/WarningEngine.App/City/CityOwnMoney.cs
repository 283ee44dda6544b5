namespace WarningEngine.App.City;

/// <summary>One's own money and one's own line: they move for ordinary reasons, and the police call in earnest. Amounts are our own.</summary>
internal static class CityOwnMoney
{
    private const long Minute = CityWorld.Minute;

    /// <summary>The police do call: a witness, a lost document, a warning. A landline, long, and no money.</summary>
    public static void RealPolice(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var (caller, talk) = (world.Strangers.NewLandline(), random.Minutes(11, 0.8));
        world.Agenda.At(at, now => world.Calls.From(caller, person, now, 9_000, talk));
        if (random.Chance(0.4))
        {
            var again = random.Minutes(6, 0.7);
            world.Agenda.At(
                at + talk + random.Minutes(30, 1), now => world.Calls.From(caller, person, now, 9_000, again));
        }
    }

    /// <summary>A new phone and card: codes of all apps, limits set again, the first payments from it.</summary>
    public static void NewPhone(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        world.Agenda.At(at, now => world.Writer.Fact(person, "DEVICE_CHANGED", now));
        if (random.Chance(0.4))
        {
            world.Agenda.At(at + Minute, now => world.Writer.Fact(person, "SIM_CHANGED", now));
        }

        var codes = 3 + random.Below(6);
        at += random.Minutes(40, 0.8);
        world.Agenda.At(at, now => CityLife.Codes(world, person, now, codes));
        if (random.Chance(0.4))
        {
            world.Agenda.At(at + (5 * Minute), now => world.Money.Mark(person, "LIMIT_RAISED", now));
        }

        if (random.Chance(0.5))
        {
            var to = world.Strangers.NewPayee("BANK");
            CityPurchases.Pay(world, person, to, world.Agreed(800, 1), at + random.Minutes(200, 1));
        }
    }

    /// <summary>Abroad for some days: roaming, hotels that call, payments to new merchants, the line
    /// forwarded.</summary>
    public static void Traveller(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var country = random.Pick(["TH", "JP", "SG", "HK", "MY"]);
        var days = 3 + random.Below(7);
        world.Agenda.At(at, _ => person.Roaming = country);
        world.Agenda.At(at + (days * CityWorld.Day), _ => person.Roaming = null);
        for (; days > 0; days--)
        {
            if (random.Chance(0.5))
            {
                var caller = new CityCaller($"0066{random.Between(20_000_000, 29_999_999)}", Gateway: true, country);
                var talk = random.Minutes(2.5, 0.8);
                world.Agenda.At(at + Minute, now => world.Calls.From(caller, person, now, 9_000, talk));
            }

            var to = world.Strangers.NewPayee("MERCHANT");
            CityPurchases.Pay(world, person, to, world.Agreed(450, 1), at + random.Minutes(200, 0.9));
            at = world.Daytime(CityWorld.Midnight(at) + CityWorld.Day);
        }
    }

    /// <summary>Puts growing sums with a broker over weeks, and takes some of it out again.</summary>
    public static void Investor(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var broker = new Payee($"BROKER{random.Below(20):00}", "BANK01", "BANK", IsNew: true);
        var amount = world.Yuan(2_500, 0.8);
        for (var i = 2 + random.Below(4); i > 0; i--)
        {
            CityPurchases.Pay(world, person, broker, amount, at);
            if (random.Chance(0.3))
            {
                var back = amount * (80 + random.Below(50)) / 100;
                world.Agenda.At(at + random.Minutes(3_000, 0.8),
                    now => world.Money.Receive(person, broker.Account, broker.Agent, back, now));
            }

            at += random.Minutes(5 * 1_440, 0.7);
            amount = (long)(amount * random.LogNormal(1.5, 0.4));
        }
    }

    /// <summary>Cash for a festival, a renovation, a car.</summary>
    public static void Cash(CityWorld world, CityPerson person, long at)
    {
        var amount = Math.Max(500_000, world.Yuan(15_000, 0.9) / 100_000 * 100_000);
        CityPurchases.Provide(world, person, amount, at - (90 * Minute));
        if (amount >= 5_000_000)
        {
            world.Agenda.At(at - CityWorld.Hour, now => world.Money.Mark(person, "CASH_RESERVED", now, amount));
        }

        world.Agenda.At(at, now => world.Money.Withdraw(person, amount, now));
    }
}
