namespace WarningEngine.App.City;

/// <summary>Frauds of weeks and months, which live in chats: shares, hearts, bets. They are anchored at the first large
/// payment; contact and bait come before it.</summary>
internal static class CityInvestments
{
    /// <summary>T02, fake investment. Reports: 2,622 first as "compensation for losses", then more than 500 g of gold
    /// (hk01.com); 173,430 with a payment for "unfreezing" (People's Daily 2023); 370,000 reserved in cash
    /// (hongze.net). One withdrawal succeeds, payments grow over 3 to 60 days and go to changing accounts. The contact
    /// is a chat; a call from a "stock group" comes before it in 15 % of cases, our own.</summary>
    public static void Invest(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor - Lead(random, 12 * 1_440);
        play.Fraud.FirstContactMs = t - random.Minutes(9 * 1_440, 0.9);
        if (random.Chance(0.15))
        {
            play.Call(play.Fraud.FirstContactMs, random.Minutes(4, 0.8), play.Number(play.Fraud.FirstContactMs));
        }

        Bait(play, t, play.Anchor);
        var wanted = play.Yuan(8_000, 0.9);
        t = play.Anchor;
        for (var i = 3 + random.Count(2); i > 0; i--)
        {
            play.Pay(t, wanted, 0.7, random.Chance(0.12) ? "CRYPTO" : "BANK");
            t += random.Minutes(4 * 1_440, 0.9);
            wanted = (long)(wanted * Math.Max(1, random.LogNormal(1.9, 0.35)));
            if (i == 3)
            {
                play.Gather(t - random.Minutes(600, 1), consolidates: 0.4, breaks: 0.6, raises: 0.2);
                t = random.Chance(0.25) ? play.Borrow(t, 1 + random.Below(3), 25_000) : t;
            }
        }

        if (random.Chance(0.15))
        {
            play.Mark(t - random.Minutes(90, 0.8), "LIMIT_RAISED");
        }

        // "Tax", "unfreezing": what is left, after a withdrawal that does not come.
        for (var i = random.Below(3); i > 0; i--)
        {
            play.Pay(t, wanted / 4, 0.8);
            t += random.Minutes(1_500, 0.9);
        }
    }

    /// <summary>T03, love and crypto. Weeks to months before the first money (arXiv 2503.20821; Scam Defense Project);
    /// romance victims pay about 10 times (UK Finance 2024); mean loss USD 155,117, median 52,000, with deposits
    /// broken, advances and loans (survey of 550 victims, Global Anti-Scam Organization). No call of the fraudster is
    /// to be seen.</summary>
    public static void Romance(CityPlay play)
    {
        var random = play.Random;
        play.Fraud.FirstContactMs = play.Anchor - random.Minutes(40 * 1_440, 0.7);
        if (random.Chance(0.5))
        {
            Bait(play, play.Anchor - Lead(random, 10 * 1_440), play.Anchor);
        }

        var kind = random.Chance(0.35) ? "CRYPTO" : "BANK";
        var wanted = play.Yuan(4_000, 0.9);
        var t = play.Anchor;
        // More than ten are planned: some victims stop on the way.
        for (var i = 6 + random.Count(8); i > 0; i--)
        {
            play.Pay(t, wanted, 0.75, kind);
            t += random.Minutes(6 * 1_440, 0.7);
            wanted = (long)(wanted * Math.Max(0.8, random.LogNormal(1.45, 0.35)));
            if (random.Chance(0.12))
            {
                play.Gather(t - random.Minutes(500, 1), consolidates: 0.4, breaks: 0.7, raises: 0.2);
            }
            else if (random.Chance(0.08))
            {
                t = play.Borrow(t, 1 + random.Below(2), 30_000) + random.Minutes(120, 1);
            }
        }
    }

    /// <summary>T16, bets and lotteries: deposits at night, again and again, with some winnings paid out; gold was
    /// bought for a "lottery prediction" in one report (NetEase). A message comes first in 20 % of cases. All else is
    /// our own.</summary>
    public static void Gambling(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor - Lead(random, 11 * 1_440);
        play.Fraud.FirstContactMs = t - random.Minutes(2 * 1_440, 1.1);
        if (random.Chance(0.2))
        {
            play.Message(play.Fraud.FirstContactMs, "LINK", link: true, "INTERNATIONAL");
        }

        var stake = 10_000L * (1 + random.Below(5));
        for (; t < play.Anchor; t += random.Minutes(1_400, 0.6))
        {
            play.Pay(t, stake, 0.9, random.Chance(0.3) ? "WALLET" : "BANK");
            if (random.Chance(0.6))
            {
                play.Reward(t + random.Minutes(70, 1), (long)(stake * (0.5 + (1.4 * random.Fraction()))));
            }
        }

        t = play.Anchor;
        for (var i = 3 + random.Count(7); i > 0; i--)
        {
            stake = random.Chance(0.4) ? (long)(Math.Max(stake, 100_000) * random.LogNormal(1.7, 0.4)) : stake;
            play.Pay(t, Math.Max(stake, 100_000), 0.8, random.Chance(0.2) ? "WALLET" : "BANK");
            if (random.Chance(0.25))
            {
                play.Reward(t + random.Minutes(90, 1), (long)(stake * (0.3 + random.Fraction())));
            }

            // A night has one to several of them.
            t = random.Chance(0.4)
                ? t + random.Minutes(25, 0.8) : play.World.Evening(CityWorld.Midnight(t) + CityPlay.Day);
        }
    }

    /// <summary>A small deposit, and a withdrawal that works.</summary>
    private static void Bait(CityPlay play, long from, long to)
    {
        var random = play.Random;
        var deposit = play.Yuan(350, 0.7);
        deposit = Math.Min(deposit, CityLabel.LargeFen - 1_000);
        play.Pay(from, deposit, 0.9, random.Chance(0.3) ? "WALLET" : "BANK");
        if (random.Chance(0.75))
        {
            var back = from + Math.Min(random.Minutes(900, 1), (to - from) * 8 / 10);
            play.Reward(back, (long)(deposit * (1.02 + (0.35 * random.Fraction()))));
        }
    }

    /// <summary>How long before the first large payment the bait is laid: within what is planned ahead.</summary>
    private static long Lead(CityRandom random, double mostMinutes) =>
        Math.Min(random.Minutes(mostMinutes / 4, 0.8), (long)mostMinutes * CityPlay.Minute);
}
