namespace WarningEngine.App.City;

/// <summary>People who claim to be a customer service: a shop, an insurance that must be cancelled, an airline, the
/// bank, a computer firm. Minutes on the phone, then a shared screen.</summary>
internal static class CityServices
{
    private static readonly long[] Verifications = [100, 80_000, 99_900, 100_000, 500_000];

    /// <summary>T05, a refund for an order or a lost parcel: 3 to 15 min on the phone, a meeting app, codes, loans from
    /// several lenders, sometimes "too much" is paid out and asked back. 15 % begin in a chat. Spread and shares are
    /// our own.</summary>
    public static void Refund(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        if (!random.Chance(0.15))
        {
            var talk = random.Minutes(9, 0.7);
            play.Hold(t, talk, play.Number(t));
            t += talk / 2;
        }

        if (random.Chance(0.15))
        {
            play.Message(t, "LINK", link: true, random.Chance(0.6) ? "P2P" : null);
        }

        t += random.Minutes(14, 0.9);
        play.Codes(t, random.Chance(0.65) ? 1 + random.Below(6) : 0);
        if (random.Chance(0.2))
        {
            play.Reward(t, play.Yuan(400, 0.8));
        }

        if (random.Chance(0.35))
        {
            t = play.Borrow(t, 1 + random.Below(3), 12_000);
        }

        t += random.Minutes(9, 1);
        Payments(play, t, 1 + random.Count(0.9), medianYuan: 9_000, share: 0.9);
    }

    /// <summary>T06, an insurance or membership that costs 800 a month unless it is cancelled. Reports: from 00968,
    /// 11,000 gone at 16:22 (Hunan Legal Daily 2025); "several transfers first really failed", then 84,000 and 12,300
    /// (wudilian.com); loans on several platforms, 190,000 (wxredian.com); stopped in less than 50 min (People's Daily
    /// Online 2026); 120,000 out, frozen in 34 min (Democracy and Legal System); an e-CNY wallet and a code, 9,000
    /// (guilinlife.com). 7 % begin in a chat: our own.</summary>
    public static void CancelFee(CityPlay play)
    {
        var random = play.Random;
        var talk = random.Minutes(36, 0.7);
        var t = play.Anchor;
        if (!random.Chance(0.07))
        {
            // One in four goes on in a meeting app.
            play.Hold(t, random.Chance(0.25) ? Math.Min(talk, random.Minutes(9, 0.6)) : talk, play.Number(t));
        }

        t += (long)(talk * (0.2 + (0.3 * random.Fraction())));
        for (var i = random.Chance(0.6) ? 1 + random.Below(3) : 0; i > 0; i--)
        {
            play.Fail(t, random.Pick(Verifications));
            t += random.Minutes(3, 0.9);
        }

        play.Codes(t, random.Chance(0.6) ? 1 + random.Below(5) : 0);
        var wallet = random.Chance(0.15);
        if (wallet || random.Chance(0.25))
        {
            play.Mark(t, wallet ? "WALLET_OPENED" : "LIMIT_RAISED");
        }

        play.Gather(t, consolidates: 0.25, breaks: 0.1, raises: 0);
        if (random.Chance(0.2))
        {
            t = play.Borrow(t, 1 + random.Below(4), 18_000);
        }

        t += random.Minutes(6, 1);
        for (var i = 1 + random.Count(1); i > 0; i--)
        {
            play.Pay(t, play.Yuan(18_000, 1.1), 0.9, wallet ? "DIGITAL_YUAN" : "BANK");
            t += random.Minutes(6, 1.1);
        }
    }

    /// <summary>T13, a flight that is cancelled: a message with a number that the victim calls, or an "airline" that
    /// calls the day before the flight; bait of 300 or 500; codes, 19,000 (ouknow.cn); 17,000, 90,000 by debit, 145,000
    /// (Our Jiangsu 2024, China Economic Net 2025). A call of theirs comes first in 40 % of cases: our own.</summary>
    public static void Flight(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        var talk = random.Minutes(16, 0.8);
        if (random.Chance(0.6))
        {
            play.Message(t, "FLIGHT", link: random.Chance(0.3));
            t += random.Minutes(25, 1.1);
            play.CallOut(t, talk);
        }
        else
        {
            play.Hold(t, talk, play.Number(t));
        }

        t += random.Minutes(12, 0.8);
        play.Codes(t, random.Chance(0.75) ? 1 + random.Below(4) : 0);
        Payments(play, t + random.Minutes(12, 1), 1 + random.Count(0.8), medianYuan: 12_000, share: 0.9);
    }

    /// <summary>T18, the bank's "safe account": a spoofed call, one to three large payments while it lasts or shortly
    /// after; GBP 11,402 on average (UK Finance, first half of 2018). Every fifth victim calls "the bank" back on the
    /// same line: our own.</summary>
    public static void SafeAccount(CityPlay play)
    {
        var random = play.Random;
        var talk = random.Minutes(27, 0.7);
        play.Hold(play.Anchor, talk, play.Number(play.Anchor));
        var t = play.Anchor + (long)(talk * (0.3 + (0.8 * random.Fraction())));
        if (random.Chance(0.2))
        {
            play.CallOut(play.Anchor + talk + CityPlay.Minute, random.Minutes(9, 0.7));
            t += random.Minutes(9, 0.7);
        }

        play.Gather(t - random.Minutes(6, 0.7), consolidates: 0.35, breaks: 0.2, raises: 0.2);
        Payments(play, t, 1 + random.Below(3), medianYuan: 40_000, share: 0.92);
    }

    /// <summary>T19, help with the computer: the victim calls out, talks some 17 min before the price comes, USD 290 on
    /// average ("Dial One for Scam", NDSS 2017); then remote access, a refund of "too much", gift cards. Warnings on
    /// the screen are not to be seen; a message comes first in 10 %, a call of theirs in 15 % of cases: our
    /// own.</summary>
    public static void TechSupport(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        var talk = random.Minutes(17, 0.6) + random.Minutes(25, 0.8);
        switch (random.Fraction())
        {
            case < 0.15:
                play.Hold(t, talk, play.Number(t));
                break;
            case < 0.25:
                play.Message(t, "OTHER", link: true, "P2P");
                t += random.Minutes(30, 1);
                play.CallOut(t, talk);
                break;
            default:
                play.CallOut(t, talk);
                break;
        }

        t += random.Minutes(24, 0.6);
        var gift = random.Chance(0.35);
        for (var i = 1 + random.Count(1); i > 0; i--)
        {
            play.Pay(t, play.Yuan(2_100, 0.8), 0.9, gift ? "MERCHANT" : "BANK");
            t += random.Minutes(25, 1.1);
        }
    }

    private static void Payments(CityPlay play, long t, int count, double medianYuan, double share)
    {
        for (; count > 0; count--)
        {
            play.Pay(t, play.Yuan(medianYuan, 1), share);
            t += play.Random.Minutes(6, 1.1);
        }
    }
}
