namespace WarningEngine.App.City;

/// <summary>Codes, talks and small payments in numbers that look like more than they are. Amounts are our
/// own.</summary>
internal static class CityEvenings
{
    private const long Minute = CityWorld.Minute;

    /// <summary>A long talk with the bank or a shop, called by the person, a code in it, then something is paid as
    /// always.</summary>
    public static void CustomerService(CityWorld world, CityPerson person, long at)
    {
        var to = world.Random.Chance(0.5) ? "95533" : "4008888888";
        var hold = world.Random.Minutes(22, 0.6);
        world.Agenda.At(at, now => world.Calls.To(person, to, now, 5_000, hold));
        world.Agenda.At(at + (hold / 2), now => world.Writer.Code(person, now));
        CityPurchases.Pay(world, person, Payee.Shop(person.Merchants[0]), 20_000, at + hold + Minute);
    }

    /// <summary>A new doctor, a school, an insurer: a stranger, a long call, and no money.</summary>
    public static void NewContact(CityWorld world, CityPerson person, long at)
    {
        var (caller, talk) = (world.Strangers.NewMobile(), world.Random.Minutes(19, 0.6));
        world.Agenda.At(at, now => world.Calls.From(caller, person, now, 8_000, talk));
    }

    /// <summary>A night of bargains: codes, many shops, one or two payments that fail.</summary>
    public static void Shopping(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        at = world.Evening(CityWorld.Midnight(at));
        for (var i = 4 + random.Below(9); i > 0; i--)
        {
            var to = random.Chance(0.6)
                ? Payee.Shop(random.Below(CitySpending.Merchants)) : world.Strangers.NewPayee("MERCHANT");
            var (amount, fails) = (world.Yuan(160, 1), random.Chance(0.06));
            if (random.Chance(0.4))
            {
                world.Agenda.At(at - (30 * 1_000), now => world.Writer.Code(person, now));
            }

            world.Agenda.At(at, now => world.Money.Pay(person, to, amount, now, fails));
            at += random.Minutes(7, 1);
        }
    }

    /// <summary>A new app or bank: codes of several senders within minutes, a wallet is opened, one cent is
    /// tried.</summary>
    public static void NewApp(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var codes = 3 + random.Below(5);
        world.Agenda.At(at, now => CityLife.Codes(world, person, now, codes));
        if (random.Chance(0.4))
        {
            world.Agenda.At(at + (6 * Minute), now => world.Money.Mark(person, "WALLET_OPENED", now));
        }

        if (random.Chance(0.4))
        {
            CityPurchases.Pay(world, person, world.Strangers.NewPayee("WALLET"), 1, at + (9 * Minute));
        }
    }

    /// <summary>Buys strength in a game, more and more of an evening.</summary>
    public static void Gamer(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        var game = new Payee($"GAME{random.Rank(60):000}", "PAY01", "MERCHANT", IsNew: true);
        at = world.Evening(CityWorld.Midnight(at));
        var amount = world.Yuan(30, 0.7);
        for (var i = 3 + random.Below(7); i > 0; i--)
        {
            var fen = amount;
            world.Agenda.At(at, now => world.Money.Pay(person, game, fen, now));
            at += random.Minutes(11, 1);
            amount = random.Chance(0.5) ? amount * 2 : amount;
        }
    }

    /// <summary>Red packets to and from friends and friends' friends in a group.</summary>
    public static void RedPackets(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        at = world.Evening(CityWorld.Midnight(at));
        for (var i = 3 + random.Below(8); i > 0; i--)
        {
            var other = person.Contacts.Count > 0 && random.Chance(0.6)
                ? random.Pick(person.Contacts) : random.Pick(world.People);
            var amount = world.Yuan(60, 0.9);
            var (from, to) = random.Chance(0.5) ? (person, other) : (other, person);
            world.Agenda.At(at, now => world.Money.Pay(from, Payee.Of(to), amount, now));
            at += random.Minutes(6, 1.1);
        }
    }

    /// <summary>An airline does change a flight: its message, a call to its service, a code, the difference
    /// paid.</summary>
    public static void Flight(CityWorld world, CityPerson person, long at)
    {
        var random = world.Random;
        world.Agenda.At(at, now => world.Writer.Sms("95539", person, "FLIGHT", null, now));
        at += random.Minutes(40, 1);
        var talk = random.Minutes(12, 0.7);
        world.Agenda.At(at, now => world.Calls.To(person, "95539", now, 6_000, talk));
        world.Agenda.At(at + (talk / 2), now => world.Writer.Code(person, now));
        var airline = new Payee($"AIRLINE{random.Below(9)}", "PAY01", "MERCHANT", IsNew: true);
        CityPurchases.Pay(world, person, airline, world.Yuan(420, 0.7), at + talk + Minute);
    }
}
