namespace WarningEngine.App.City;

/// <summary>The superior, the grandchild, the helper: somebody whom the victim means to know, or who knows of the
/// victim.</summary>
internal static class CityAcquaintances
{
    /// <summary>T09, superior or acquaintance: "come to my office tomorrow", "guess who", the next day a second call
    /// and an urgent payment (two-step form, as in Zhang Qing's study of impersonation cases, 2019). 35 % by telephone,
    /// 15 % begin with a message, the rest in chats: our own, as is the spread.</summary>
    public static void Boss(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        var channel = random.Fraction();
        if (channel < 0.35)
        {
            var number = play.Number(t);
            play.Call(t, random.Minutes(1.3, 0.6), number);
            t = random.Chance(0.8)
                ? play.World.Working(CityWorld.Midnight(t) + CityPlay.Day) : t + random.Minutes(240, 0.7);
            var again = random.Chance(0.8) ? number : play.Number(t);
            play.Call(t, random.Minutes(2.5, 0.7), again);
            if (random.Chance(0.4))
            {
                play.Call(t + random.Minutes(25, 0.8), random.Minutes(2, 0.6), again);
            }
        }
        else if (channel < 0.5)
        {
            play.Message(t, "PERSONAL", link: false, "P2P");
        }

        t += random.Minutes(45, 1.1);
        var wanted = Math.Max(500_000, play.Yuan(28_000, 0.9) / 100_000 * 100_000);
        for (var i = 1 + random.Count(0.7); i > 0; i--)
        {
            play.Pay(t, wanted, 0.95);
            t += random.Minutes(35, 1.1);
        }
    }

    /// <summary>T20, an accident, an arrest, a kidnapping in the family: an elderly victim, less than two hours, calls
    /// to the child that nobody answers, cash or a payment of 20,000 and more (100,000 in a report of China Daily; the
    /// hostage form, on the line until the cash is there, in Asia Business Daily 2021). Spread and shares are our
    /// own.</summary>
    public static void Emergency(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        var stays = random.Chance(0.35);
        var talk = stays ? random.Minutes(55, 0.6) : random.Minutes(6, 0.7);
        play.Call(t, talk, play.Number(t));
        var after = stays ? t : t + talk;
        if (random.Chance(0.35))
        {
            play.Call(after + random.Minutes(5, 0.8), random.Minutes(6, 0.7), play.Number(t));
        }

        if (!stays && play.Victim.Contacts.Count > 0)
        {
            for (var i = random.Below(4); i > 0; i--)
            {
                var child = play.Victim.Contacts[random.Below(Math.Min(2, play.Victim.Contacts.Count))];
                var at = after + random.Minutes(4, 0.8);
                play.At(at, now => play.World.Calls.Between(play.Victim, child, now, 28_000, 0));
            }
        }

        t = after + random.Minutes(38, 0.8);
        var wanted = Math.Max(500_000, play.Yuan(40_000, 0.8));
        if (random.Chance(0.3))
        {
            play.Gather(t - random.Minutes(10, 0.6), consolidates: 0.3, breaks: 0.6, raises: 0);
        }

        for (var i = 1 + random.Count(0.5); i > 0; i--)
        {
            if (random.Chance(0.5))
            {
                play.Cash(t, wanted, 0.95);
            }
            else
            {
                play.Pay(t, wanted, 0.95);
            }

            t += random.Minutes(60, 0.9);
        }
    }

    /// <summary>T24, money back that was lost before: somebody who was defrauded, as the centre knows from its own
    /// calls, is called again (arXiv 2503.20821 on re-engagement), and pays fees. 60 % by telephone, 10 % by message,
    /// the rest on the net: our own.</summary>
    public static void Recovery(CityPlay play)
    {
        var random = play.Random;
        var (t, world, victim) = (play.Anchor, play.World, play.Victim);
        var before = t - (CityPlay.Day * (2 + random.Below(11)));
        play.At(before, now => world.Writer.Disposition(victim, "ALREADY_LOST", confirmed: true, now));
        switch (random.Fraction())
        {
            case < 0.6:
                play.Hold(t, random.Minutes(14, 0.7), play.Number(t));
                break;
            case < 0.7:
                play.Message(t, "OTHER", link: true, "P2P");
                break;
        }

        t += random.Minutes(150, 1.3);
        var wanted = world.Yuan(2_500, 0.9);
        for (var i = 1 + random.Count(1.5); i > 0; i--)
        {
            play.Pay(t, wanted, 0.9);
            t += random.Minutes(400, 1.4);
            wanted = (long)(wanted * Math.Max(0.8, random.LogNormal(1.8, 0.5)));
        }
    }
}
