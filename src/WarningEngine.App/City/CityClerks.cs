namespace WarningEngine.App.City;

/// <summary>Banks, insurers and brokers that ring, in earnest, and what is done with money while they are on the phone or after. All lags, sums and
/// shares are our own.</summary>
internal static class CityClerks
{
    private const long Minute = CityWorld.Minute;

    /// <summary>The bank does call: a card that is due, a limit, a transaction to confirm, an offer. Codes come during the call, limits are raised,
    /// deposits moved; now and then into a product that is new, or to another bank that pays more.</summary>
    public static void Bank(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "real_bank");
        var random = life.Random;
        var talk = life.Talk(at, life.Clerk(), 6, ringsUs: 0.85);
        life.Codes(at + (talk / 3), random.Chance(0.55) ? 1 + random.Below(3) : 0);
        at += random.Chance(0.4) ? talk * 2 / 3 : talk + random.Minutes(12, 1.2);
        if (random.Chance(0.35))
        {
            life.Mark(at, random.Chance(0.8) ? "LIMIT_RAISED" : "WALLET_OPENED");
        }

        if (random.Chance(0.3))
        {
            life.Consolidate(at + Minute);
        }

        if (random.Chance(0.12))
        {
            life.BreakDeposit(at + (2 * Minute));
        }

        if (random.Chance(0.3))
        {
            var to = random.Chance(0.5) ? life.Firm("FUND", 40) : life.NewPayee();
            life.Pay(life.Later(at, 60, 1.5), to, life.Agreed(12_000, 1));
        }
    }

    /// <summary>A fixed deposit is due: the clerk rings or not, and it goes to a fund, to another bank, or to a relative.</summary>
    public static void Maturity(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "deposit_maturity");
        var random = life.Random;
        if (person.Deposit == 0)
        {
            CityPurchases.Provide(world, person, 5_000_000, at);
        }

        if (random.Chance(0.4))
        {
            at += life.Talk(at, life.Clerk(), 5);
        }

        life.BreakDeposit(at + random.Minutes(10, 1));
        var to = random.Fraction() switch
        {
            < 0.55 => life.Firm("FUND", 40), < 0.8 => life.NewPayee(), _ => life.Relative(),
        };
        life.Pay(life.Later(at, 90, 1.3), to, life.Agreed(30_000, 0.9));
    }

    /// <summary>An insurance or a membership is sold by telephone, a quarter of an hour with codes in it, and paid at once.</summary>
    public static void TelephoneSale(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "telephone_sale");
        var random = life.Random;
        var talk = life.Talk(at, random.Chance(0.5) ? world.Strangers.AnySeller : life.Clerk(), 15);
        life.Codes(at + (talk * 2 / 3), random.Chance(0.7) ? 1 + random.Below(2) : 0);
        var paid = random.Chance(0.6) ? at + (talk * 9 / 10) : at + talk + random.Minutes(15, 1);
        life.Pay(paid, random.Chance(0.8) ? life.Firm("INSURER", 30) : life.NewPayee("MERCHANT"), life.Agreed(1_300, 0.8));
    }

    /// <summary>An account with a broker is opened: he rings, codes, and growing sums go there, some of it comes back.</summary>
    public static void Broker(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "new_broker");
        var random = life.Random;
        var adviser = life.Clerk();
        at += life.Talk(at, adviser, 10, ringsUs: 0.7);
        life.Codes(at, 1 + random.Below(4));
        var broker = life.Firm("BROKER", 20);
        var amount = life.Agreed(8_000, 0.9);
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            life.Gather(at, amount);
            life.Pay(life.Later(at, 60, 1.4), broker, amount);
            broker = broker with { IsNew = false };
            at = life.Later(at, 2_500, 1.1);
            if (random.Chance(0.4))
            {
                life.Talk(at, adviser, 5);
            }

            if (random.Chance(0.3))
            {
                life.Receive(at, broker, amount * (70 + random.Below(60)) / 100);
            }

            amount = (long)(amount * random.LogNormal(1.4, 0.4));
        }
    }

    /// <summary>The name does not match, the bank refuses, the payee names another account: a repair, a rent, a second-hand thing.</summary>
    public static void WrongName(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "wrong_account");
        var random = life.Random;
        var seller = life.Somebody();
        var talk = random.Chance(0.6) ? life.Talk(at, seller, 4, ringsUs: 0.5) : 0;
        var fen = life.Agreed(3_000, 1);
        var wrong = life.NewPayee() with { NameCheck = "NO_MATCH" };
        at += talk / 2;
        for (var i = 1 + random.Below(2); i > 0; i--)
        {
            world.Agenda.At(at, now => world.Money.Transfer(person, person.Main, wrong, fen, now, rejected: true));
            at += random.Minutes(4, 1);
        }

        if (random.Chance(0.4))
        {
            at += life.Talk(at, seller, 2) / 2;
        }

        life.Gather(at, fen);
        life.Pay(at + random.Minutes(6, 1), random.Chance(0.5) ? wrong with { IsNew = false } : life.NewPayee(), fen);
    }
}
