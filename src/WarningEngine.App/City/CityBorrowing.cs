namespace WarningEngine.App.City;

/// <summary>People who borrow, in earnest: lenders ring, codes come in rows, money comes in and goes out the same day, as with those who are
/// made to. All lags, sums and shares are our own.</summary>
internal static class CityBorrowing
{
    /// <summary>A loan from one lender or two, after comparing some, and what it is for: a shop, somebody's car, a debt, cash.</summary>
    public static void Loan(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "borrower");
        var random = life.Random;
        var clerk = life.Clerk();
        if (random.Chance(0.3))
        {
            life.Message(at - random.Minutes(200, 1.2), "106500070003", "LOAN_ADVERTISEMENT", random.Chance(0.7) ? "loan7.example.com" : null);
        }

        if (random.Chance(0.45))
        {
            at += life.Talk(at, clerk, 5, ringsUs: 0.8) / 2;
        }

        life.Codes(at, random.Below(5));
        at += random.Minutes(20, 1.1);
        var total = 0L;
        for (var lenders = random.Chance(0.2) ? 2 + random.Below(2) : 1; lenders > 0; lenders--)
        {
            var fen = life.Agreed(15_000, 0.8);
            life.Borrow(at, fen);
            total += fen;
            at += random.Minutes(25, 1.1);
        }

        if (random.Chance(0.2))
        {
            // The lender asks whether it was really you.
            life.Talk(at, clerk, 3);
        }

        Spend(life, life.Later(at, 240, 1.5), total);
    }

    /// <summary>Cheaper loans pay off the old ones, with or without somebody who arranges it and is paid for it.</summary>
    public static void Refinancing(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "refinancing");
        var random = life.Random;
        var broker = random.Chance(0.5) ? life.Somebody() : life.Clerk();
        at = life.Talks(at, broker, random.Count(1), 5);
        if (random.Chance(0.75))
        {
            at += life.Talk(at, broker, 8, ringsUs: 0.7);
        }

        if (random.Chance(0.3))
        {
            life.Consolidate(at);
        }

        at = life.Later(at, 90, 1.3);
        var total = 0L;
        for (var lenders = random.Chance(0.45) ? 2 + random.Below(2) : 1; lenders > 0; lenders--)
        {
            var fen = life.Agreed(30_000, 0.8);
            life.Borrow(at, fen);
            total += fen;
            at = life.Later(at, 70, 1.3);
        }

        at = life.Later(at, 120, 1.3);
        for (var left = 1 + random.Below(3); left > 0; left--)
        {
            var part = left == 1 ? total * 9 / 10 : total / 4;
            total -= part;
            life.Pay(at, random.Chance(0.7) ? Lender(random) : life.NewPayee(), part);
            at = life.Later(at, 40, 1.3);
        }

        if (random.Chance(0.2))
        {
            life.Pay(at + random.Minutes(60, 1), life.NewPayee(random.Chance(0.6) ? "BANK" : "WALLET"), life.Agreed(1_500, 0.7));
        }
    }

    /// <summary>A car, new or from somebody: the seller rings, a loan, an earnest sum, then most of the price at once.</summary>
    public static void Car(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "car_buyer");
        var random = life.Random;
        var seller = life.Somebody();
        at = life.Talks(at, seller, random.Count(1.5), 3);
        var to = random.Chance(0.5) ? life.Firm("AUTO", 60) : life.NewPayee();
        var price = life.Agreed(60_000, 0.6);
        if (random.Chance(0.5))
        {
            life.Pay(at, to, life.Agreed(3_000, 0.6));
            at = life.Later(at, 1_200, 1.4);
        }

        if (random.Chance(0.4))
        {
            life.Borrow(at, price * 6 / 10);
            at = life.Later(at, 300, 1.5);
        }

        life.Gather(at - random.Minutes(60, 1.1), price);
        var talk = random.Chance(0.6) ? life.Talk(at, seller, 4) : 0;
        life.Pay(random.Chance(0.4) ? at + (talk / 2) : at + talk + random.Minutes(30, 1.1), to, price);
    }

    /// <summary>Who owes is rung for days, from many numbers, and then pays: the lender, or the account that a collector names.</summary>
    public static void Debtor(CityWorld world, CityPerson person, long at)
    {
        var life = new CityOccasion(world, person, "debtor");
        var random = life.Random;
        CityCaller[] collectors = [life.Somebody(), life.Clerk(), life.Somebody(), life.Somebody()];
        for (var calls = 4 + random.Below(14); calls > 0; calls--)
        {
            life.Talk(at, random.Pick(collectors), 1.5);
            at = life.Later(at, 150, 1.2);
        }

        if (random.Chance(0.25))
        {
            life.Borrow(at - random.Minutes(60, 1), life.Agreed(4_000, 0.7));
        }

        life.Pay(at, random.Chance(0.65) ? Lender(random) : life.NewPayee(), life.Agreed(2_500, 0.9));
    }

    /// <summary>What was borrowed goes where such money goes.</summary>
    private static void Spend(CityOccasion life, long at, long fen)
    {
        var random = life.Random;
        var part = fen * (30 + random.Below(71)) / 100;
        switch (random.Fraction())
        {
            case < 0.30:
                return;
            case < 0.55:
                life.Pay(at, random.Chance(0.5) ? life.Firm("STORE", 200) : life.NewPayee("MERCHANT"), part);
                break;
            case < 0.78:
                if (random.Chance(0.4))
                {
                    at += life.Talk(at, life.Somebody(), 4, ringsUs: 0.5) / 2;
                }

                life.Pay(at, life.NewPayee(random.Chance(0.8) ? "BANK" : "WALLET"), part);
                break;
            case < 0.86:
                life.Withdraw(at, part);
                break;
            case < 0.94:
                life.Pay(at, Lender(random), part);
                break;
            default:
                life.Pay(at, life.Relative(), part);
                break;
        }
    }

    private static Payee Lender(CityRandom random) => CitySpending.Lender(random.Below(CitySpending.Lenders)) with { IsNew = true };
}
