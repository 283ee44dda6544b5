namespace WarningEngine.App.City;

/// <summary>Small things that grow: rebates, shopping, games, jobs. They begin on the net, mostly: no call is to be
/// seen.</summary>
internal static class CityTasks
{
    private static readonly long[] Baits = [5_000, 9_900, 10_000, 10_000, 12_000, 18_800, 20_000, 29_900, 49_900];

    /// <summary>T01, rebates for tasks. Police reports: 2 x 100 came back with 10 %, then 30,000, then 50,000 was asked
    /// (hwaiwenda.com); 499, then three linked tasks (wxredian.com); at the limit of the card the rest in cash by a
    /// hired car, 178,700 in all (People's Daily 2024). Victims are students and people of low income (China News
    /// 2024). 15 % begin with a message, 5 % with a call, the rest with parcel cards, videos and groups: our own, as
    /// are the spread and the one in four who is asked for more at once, without a bait that comes back.</summary>
    public static void Rebate(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        switch (random.Fraction())
        {
            case < 0.15:
                play.Message(t, "JOB_ADVERTISEMENT", link: random.Chance(0.5), random.Chance(0.4) ? "P2P" : null);
                break;
            case < 0.20:
                play.Call(t, random.Minutes(2, 0.7), play.Number(t));
                break;
        }

        t += random.Minutes(90, 1.4);
        var bait = random.Pick(Baits);
        for (var i = random.Fraction() switch { < 0.08 => 0, < 0.42 => 1, < 0.78 => 2, _ => 3 }; i > 0; i--)
        {
            bait = random.Pick(Baits);
            play.Pay(t, bait, 0.9, random.Chance(0.4) ? "WALLET" : random.Chance(0.2) ? "MERCHANT" : "BANK");
            t += random.Minutes(22, 1.1);
            if (random.Chance(0.85))
            {
                play.Reward(t, (long)(bait * (1.02 + (0.25 * random.Fraction()))));
            }

            t += random.Minutes(55, 1.3);
        }

        // "One order of the chain is left", "the card is stuck": within hours, sometimes days.
        var wanted = bait * Math.Clamp(random.LogNormal(60, 1), 8, 700);
        for (var i = 1 + random.Count(1.6); i > 0; i--)
        {
            play.Pay(t, (long)wanted, 0.9);
            t += random.Minutes(60, 1.5);
            wanted *= random.LogNormal(1.5, 0.4);
            if (random.Chance(0.15))
            {
                t = play.Borrow(t, 1 + random.Below(2), 12_000) + random.Minutes(20, 0.9);
            }
        }

        if (random.Chance(0.06))
        {
            play.Cash(t, (long)wanted, 0.9);
        }
    }

    /// <summary>T10, shopping that is none: one payment, sometimes one more for "customs" or a deposit. A link in a
    /// message in 15 % of cases, our own; the rest is found on the net. Losses are small: our own median is
    /// 600.</summary>
    public static void Shopping(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        if (random.Chance(0.15))
        {
            play.Message(t, "LINK", link: true, random.Chance(0.5) ? "P2P" : null);
        }

        t += random.Minutes(120, 1.5);
        for (var i = 1 + random.Count(0.6); i > 0; i--)
        {
            play.Pay(
                t, play.Yuan(600, 1.2), 0.9,
                random.Fraction() switch { < 0.4 => "MERCHANT", < 0.6 => "WALLET", _ => "BANK" });
            t += random.Minutes(200, 1.4);
        }
    }

    /// <summary>T11, games: "activation", "deposit", "unfreezing", each more than the one before, from an evening's
    /// chat with a child or on a parent's account; "you broke the law in the game" (police reports on NetEase and
    /// sxkjwx.com). A call is in 5 % of cases, our own.</summary>
    public static void Game(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor + random.Minutes(40, 1.2);
        if (random.Chance(0.05))
        {
            play.Call(t, random.Minutes(12, 0.8), play.Number(t));
        }

        var wanted = play.Yuan(60, 0.9);
        var kind = random.Chance(0.5) ? "MERCHANT" : random.Chance(0.5) ? "WALLET" : "BANK";
        for (var i = 2 + random.Count(2); i > 0; i--)
        {
            play.Pay(t, wanted, 0.9, random.Chance(0.85) ? kind : "BANK");
            t += random.Minutes(14, 1);
            wanted = (long)(wanted * Math.Max(1, random.LogNormal(2, 0.5)));
        }
    }

    /// <summary>T15, tickets, jobs and courses: a small fee, then a larger one, and no salary. A message in 30 % and a
    /// call in 15 % of cases: our own, as are the amounts.</summary>
    public static void Job(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        switch (random.Fraction())
        {
            case < 0.30:
                play.Message(t, "JOB_ADVERTISEMENT", link: random.Chance(0.6), random.Chance(0.5) ? "P2P" : null);
                break;
            case < 0.45:
                play.Call(t, random.Minutes(5, 0.7), play.Number(t));
                break;
        }

        t += random.Minutes(240, 1.3);
        var wanted = play.Yuan(280, 0.8);
        for (var i = 1 + random.Count(1.8); i > 0; i--)
        {
            play.Pay(t, wanted, 0.9, random.Chance(0.3) ? "WALLET" : "BANK");
            t += random.Minutes(300, 1.4);
            wanted = (long)(wanted * random.LogNormal(3, 0.5));
        }
    }
}
