namespace WarningEngine.App.City;

/// <summary>Frauds on people who run a small business.</summary>
internal static class CityTraders
{
    /// <summary>T12, an army unit or a school that orders: a call on a workday morning, the next day special goods on
    /// top, which a "supplier" has, who is called and paid the same day, and once more after a forged slip. Reports:
    /// 38,720 (Xiangtan Daily 2023); 26,400 (Strait Metropolis Daily 2022); 66,500 and 133,000 (Fuzhou News 2024); the
    /// course (xnnu.com). 10 % begin in a chat: our own.</summary>
    public static void Procurement(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        var unit = play.Number(t);
        if (!random.Chance(0.1))
        {
            play.Call(t, random.Minutes(4, 0.7), unit);
        }

        t = random.Chance(0.65)
            ? play.World.Working(CityWorld.Midnight(t) + CityPlay.Day) : t + random.Minutes(120, 0.9);
        if (random.Chance(0.7))
        {
            play.Call(t, random.Minutes(4, 0.7), unit);
        }

        t += random.Minutes(40, 1);
        if (random.Chance(0.85))
        {
            play.CallOut(t, random.Minutes(5, 0.7));
        }

        t += random.Minutes(45, 1);
        var wanted = play.Yuan(32_000, 0.8);
        for (var i = 1 + random.Count(0.7); i > 0; i--)
        {
            play.Pay(t, wanted, 0.95);
            t += random.Minutes(240, 1.1);
            wanted = (long)(wanted * random.LogNormal(1.6, 0.4));
        }
    }

    /// <summary>T23, a supplier's changed account, by mail: nothing of it is to be seen but the payment, which is
    /// urgent and large; EUR 2.99 million in a company's case (Chongming police 2016), here what a small business pays.
    /// That half of the banks see another name is our own.</summary>
    public static void Invoice(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor + random.Minutes(600, 1);
        for (var i = 1 + random.Count(0.3); i > 0; i--)
        {
            play.Pay(t, play.Yuan(45_000, 0.8), 0.95, nameCheck: random.Chance(0.5) ? "NO_MATCH" : null);
            t += random.Minutes(2_000, 0.9);
        }
    }
}
