namespace WarningEngine.App.City;

/// <summary>Loans that never come, cards and lines that are taken over.</summary>
internal static class CityLoans
{
    /// <summary>T07, fees for a loan: a message in the morning, a deposit of 2,500 on 50,000, "frozen" a few minutes
    /// later (simu001.cn); 30,000, then 50,000 asked (akwabadigital-africa.com 2025); six fees, 12,000 (wzask.com): 5 %
    /// first, then 20 to 60 % of the loan. 40 % begin with a message, 25 % with a call, the rest on the net: our own.
    /// No loan is paid out.</summary>
    public static void AdvanceFee(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        switch (random.Fraction())
        {
            case < 0.40:
                play.Message(t, "LOAN_ADVERTISEMENT", link: random.Chance(0.85), random.Chance(0.3) ? "P2P" : null);
                break;
            case < 0.65:
                play.Hold(t, random.Minutes(6, 0.8), play.Number(t));
                break;
        }

        t += random.Minutes(70, 1.4);
        if (random.Chance(0.4))
        {
            play.Codes(t - random.Minutes(20, 0.8), 1 + random.Below(2));
        }

        if (random.Chance(0.3))
        {
            play.Call(t - random.Minutes(12, 0.7), random.Minutes(5, 0.7), play.Number(t));
        }

        var loan = Math.Max(1_000_000, play.Yuan(45_000, 0.6) / 1_000_000 * 1_000_000);
        play.Pay(t, random.Chance(0.3) ? Math.Min(99_000, loan / 50) : loan / 20, 0.95);
        t += random.Minutes(14, 1.1);
        for (var i = 1 + random.Count(1.8); i > 0; i--)
        {
            play.Pay(t, (long)(loan * (0.08 + (0.4 * random.Fraction()))), 0.95);
            t += random.Minutes(60, 1.4);
        }
    }

    /// <summary>T14, a message of the bank, the insurance, the toll with a link: card data is entered, a code passed
    /// on, and merchants debit the card. Half come from a false base station or a foreign number. Amounts and lags are
    /// our own.</summary>
    public static void CardData(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        play.Message(
            t, random.Fraction() switch { < 0.4 => "BANK_ALERT", < 0.6 => "GOVERNMENT", _ => "LINK" }, link: true,
            random.Fraction() switch
            {
                < 0.3 => "FALSE_BASE_STATION_SUSPECT", < 0.5 => "INTERNATIONAL", < 0.75 => "P2P", _ => null,
            });
        t += random.Minutes(35, 1.4);
        play.Codes(t, random.Chance(0.85) ? 1 + random.Below(4) : 0);
        t += random.Minutes(5, 0.9);
        for (var i = 1 + random.Count(1.2); i > 0; i--)
        {
            play.Pay(t, play.Yuan(1_800, 1.1), 0.95, random.Chance(0.75) ? "MERCHANT" : "WALLET");
            t += random.Minutes(3, 1.1);
        }
    }

    /// <summary>T25, the line is taken over: a changed card or a forwarding set, codes that the victim never sees, and
    /// money within a day (CAMARA on SIM swap and call forwarding). A call that asks for a code comes before it in 30 %
    /// of cases: our own.</summary>
    public static void Takeover(CityPlay play)
    {
        var random = play.Random;
        var (t, world, victim) = (play.Anchor, play.World, play.Victim);
        if (random.Chance(0.3))
        {
            play.Call(t, random.Minutes(6, 0.7), play.Number(t));
            t += random.Minutes(40, 1);
        }

        if (random.Chance(0.55))
        {
            play.At(t, now => world.Writer.Fact(victim, "SIM_CHANGED", now));
        }
        else
        {
            var target = "+86" + world.Strangers.NewMobile().Text;
            play.At(t, now =>
            {
                victim.ForwardedTo = target;
                world.Writer.Fact(victim, "FORWARDING_SET", now);
            });
            world.Agenda.At(t + random.Minutes(1_500, 0.7), now =>
            {
                victim.ForwardedTo = null;
                world.Writer.Fact(victim, "FORWARDING_CLEARED", now);
            });
        }

        t += random.Minutes(50, 1.3);
        play.Codes(t, random.Chance(0.9) ? 1 + random.Below(4) : 0);
        play.Gather(t + random.Minutes(4, 0.8), consolidates: 0.4, breaks: 0.3, raises: 0.35);
        t += random.Minutes(12, 1);
        for (var i = 1 + random.Count(1.5); i > 0; i--)
        {
            play.Pay(t, world.Yuan(25_000, 1), 0.95);
            t += random.Minutes(6, 1.1);
        }
    }
}
