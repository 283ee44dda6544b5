namespace WarningEngine.App.City;

/// <summary>Large or first payments to somebody new, often with that somebody on the phone. Amounts are our
/// own.</summary>
internal static class CityPurchases
{
    private const long Minute = CityWorld.Minute;

    /// <summary>A plumber, a mover, a repair: paid on a private account, the craftsman on the line or at the
    /// door.</summary>
    public static void Craftsman(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var craftsman = world.Strangers.NewMobile();
        var talk = random.Minutes(3, 0.7);
        world.Agenda.At(at, now => world.Calls.To(person, craftsman.Text, now, 8_000, talk));
        var again = at + random.Minutes(200, 1);
        var second = random.Minutes(5, 0.7);
        world.Agenda.At(again, now => world.Calls.From(craftsman, person, now, 8_000, second));
        var paid = random.Chance(0.4) ? again + (second / 2) : again + random.Minutes(100, 0.8);
        var to = world.Strangers.NewPayee(random.Chance(0.5) ? "BANK" : "WALLET");
        Pay(world, person, to, world.Agreed(900, 0.9), paid);
    }

    /// <summary>Jewellery for a wedding or as savings.</summary>
    public static void Gold(CityWorld world, CityPerson person, long at)
    {
        var amount = world.Agreed(9_000, 0.9);
        Provide(world, person, amount, at - (30 * Minute));
        var to = new Payee($"GOLD{world.Random.Below(60):000}", "PAY01", "GOLD", IsNew: true);
        Pay(world, person, to, amount, at);
    }

    /// <summary>A first purchase from a private seller, while on the phone to a friend or to the seller.</summary>
    public static void Marketplace(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var talk = random.Minutes(9, 0.6);
        if (random.Chance(0.4) && person.Contacts.Count > 0)
        {
            world.Agenda.At(at, now => world.Calls.Between(person, person.Contacts[0], now, 4_000, talk));
        }
        else if (random.Chance(0.5))
        {
            var seller = world.Strangers.NewMobile();
            world.Agenda.At(at, now => world.Calls.From(seller, person, now, 7_000, talk));
        }

        var to = world.Strangers.NewPayee(random.Chance(0.3) ? "MERCHANT" : "BANK");
        Pay(world, person, to, world.Agreed(900, 0.9), at + random.Minutes(8, 0.8));
    }

    /// <summary>Small payments to strangers, of which some come back, from the same or from another account of the
    /// market.</summary>
    public static void SecondHand(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            var to = world.Strangers.NewPayee(random.Chance(0.5) ? "MERCHANT" : "WALLET");
            var amount = world.Agreed(120, 0.8);
            Pay(world, person, to, amount, at);
            if (random.Chance(0.5))
            {
                var from = random.Chance(0.7) ? to.Account : "MARKET01";
                world.Agenda.At(at + random.Minutes(400, 1.2),
                    now => world.Money.Receive(person, from, "PAY01", amount, now));
            }

            at += random.Minutes(500, 1.3);
        }
    }

    /// <summary>A shop finds a new supplier, asks, is called back and pays the same day, sometimes twice.</summary>
    public static void Supplier(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var supplier = world.Strangers.NewMobile();
        var talk = random.Minutes(6, 0.7);
        if (random.Chance(0.6))
        {
            world.Agenda.At(at, now => world.Calls.To(person, supplier.Text, now, 8_000, talk));
        }
        else
        {
            world.Agenda.At(at, now => world.Calls.From(supplier, person, now, 8_000, talk));
        }

        var to = world.Strangers.NewPayee("BANK");
        at += random.Minutes(90, 1);
        var amount = world.Agreed(9_000, 0.8);
        Provide(world, person, 2 * amount, at - (15 * Minute));
        Pay(world, person, to, amount, at);
        if (random.Chance(0.3))
        {
            Pay(world, person, to, amount, at + random.Minutes(900, 1));
        }
    }

    /// <summary>A small firm's owner pays the staff, one after another.</summary>
    public static void Payroll(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var staff = 5 + random.Below(25);
        Provide(world, person, staff * 700_000L, at - random.Minutes(200, 0.7));
        for (; staff > 0; staff--)
        {
            var to = Payee.Of(random.Pick(world.People));
            Pay(world, person, to, world.Agreed(5_500, 0.4), at);
            at += random.Between(20_000, 90_000);
        }
    }

    /// <summary>Somebody of the family is ill, in earnest: the hospital calls, the family is called, a deposit is
    /// paid.</summary>
    public static void Hospital(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var (caller, talk) = (world.Strangers.NewLandline(), random.Minutes(5, 0.6));
        world.Agenda.At(at, now => world.Calls.From(caller, person, now, 9_000, talk));
        at += talk + random.Minutes(6, 0.7);
        for (var i = Math.Min(3, person.Contacts.Count); i > 0; i--)
        {
            var (relative, brief) = (person.Contacts[i - 1], random.Chance(0.6) ? random.Minutes(3, 0.7) : 0);
            world.Agenda.At(at, now => world.Calls.Between(person, relative, now, 15_000, brief));
            at += brief + Minute;
        }

        at += random.Minutes(50, 0.8);
        var amount = world.Agreed(8_000, 0.8);
        Provide(world, person, amount, at - (10 * Minute));
        Pay(world, person, new Payee($"HOSP{random.Below(40):000}", "BANK01", "MERCHANT", IsNew: true), amount, at);
    }

    /// <summary>What is missing comes from an account elsewhere, before.</summary>
    internal static void Provide(CityWorld world, CityPerson person, long fen, long at) => world.Agenda.At(at, now =>
    {
        if (person.Main.Balance < fen + (fen / 10))
        {
            var own = world.Strangers.NewPayee("BANK");
            world.Money.Receive(person, own.Account, own.Agent, fen * 12 / 10, now);
        }
    });

    /// <summary>Half of the banks send a code first.</summary>
    internal static void Pay(CityWorld world, CityPerson person, Payee to, long fen, long at)
    {
        if (world.Random.Chance(0.5))
        {
            var before = world.Random.Between(10_000, 40_000);
            world.Agenda.At(at - before, now => world.Writer.Code(person, now));
        }

        var refused = world.Random.Chance(0.05);
        world.Agenda.At(at, now =>
        {
            if (refused)
            {
                world.Money.Transfer(person, person.Main, to, fen, now, rejected: true);
                now += 2 * Minute;
            }

            world.Agenda.At(
                now, later => world.Money.Transfer(person, person.Main, to, fen, later, rejected: false));
        });
    }
}
