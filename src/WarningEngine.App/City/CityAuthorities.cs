namespace WarningEngine.App.City;

/// <summary>People who claim to be police, regulators, customs: one call, handed on to the next, and hours on the
/// phone.</summary>
internal static class CityAuthorities
{
    /// <summary>T04, arrest by phone. Reports: a call from +853 at 8:33, all money onto one card, codes read out
    /// (sxhonor.com); at 11:04, own cards look frozen (The Paper); on the phone from morning to 21 h (Yinchuan police
    /// 2026); handed on after about 4 min (Asia Business Daily 2021, on Korea); four debits of 240,000 to 250,000
    /// (NetEase, wxredian.com); 17 payments to 7 accounts in 10 days (zu001.cn 2012), 21 to 16 in 47 days, mostly one
    /// or two days (Financial Express on India). 8 % come over an app: our own.</summary>
    public static void Arrest(CityPlay play)
    {
        var pretext = play.Random.Minutes(9, 0.7);
        if (!play.Random.Chance(0.08))
        {
            play.Call(play.Anchor, pretext, play.Number(play.Anchor));
        }

        Interrogation(play, play.Anchor + pretext + play.Random.Minutes(4, 0.9));
    }

    /// <summary>T21, a parcel with drugs or passports, by "customs" or a courier: then as
    /// <see cref="Arrest"/>, the police on video within minutes (The Hans India, The Quint).</summary>
    public static void Parcel(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        if (random.Chance(0.2))
        {
            play.Message(t, "PARCEL", link: random.Chance(0.5), "P2P");
            t += random.Minutes(90, 1);
        }

        var talk = random.Minutes(7, 0.6);
        play.Call(t, talk, play.Number(t));
        Interrogation(play, t + talk + random.Minutes(3, 0.9));
    }

    /// <summary>T17, as one of the others, but what is asked for is cash and gold: 540 g in one purchase, four debits
    /// of 240,000 to 250,000, whatever the style and rounded up by weight (NetEase, wxredian.com); cash reserved,
    /// 370,000 (hongze.net). Half begin with a call, half in a chat: our own.</summary>
    public static void CashAndGold(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        if (random.Chance(0.5))
        {
            play.Hold(t, random.Minutes(45, 0.8), play.Number(t));
        }

        t += random.Minutes(120, 1.1);
        play.Gather(t, consolidates: 0.6, breaks: 0.6, raises: 0.3);
        t += random.Minutes(40, 0.9);
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            var wanted = play.Yuan(90_000, 0.9);
            if (random.Chance(0.5))
            {
                play.Pay(t, wanted, 0.9, "GOLD");
            }
            else
            {
                if (random.Chance(0.6))
                {
                    play.Reserve(t, Math.Max(5_000_000, wanted / 1_000_000 * 1_000_000));
                    t += random.Minutes(1_000, 0.5);
                }

                play.Cash(t, wanted, 0.95);
            }

            t += random.Minutes(180, 1.2);
        }
    }

    /// <summary>T08, a bad credit record that must be "cleared": a talk on a shared screen, loans from two lenders and
    /// more within hours, and all of it sent on (police reports; 190,000 from several platforms, wxredian.com). 5 %
    /// come over an app: our own.</summary>
    public static void FalseCredit(CityPlay play)
    {
        var random = play.Random;
        var talk = random.Minutes(50, 0.8);
        if (!random.Chance(0.05))
        {
            // Two of five go on in a meeting app after some minutes.
            var seen = random.Chance(0.4) ? Math.Min(talk, random.Minutes(12, 0.6)) : talk;
            play.Hold(play.Anchor, seen, play.Number(play.Anchor));
        }

        var t = play.Borrow(play.Anchor + random.Minutes(32, 0.9), 1 + random.Count(1.4), 18_000);
        t += random.Minutes(16, 1.1);
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            play.Pay(t, long.MaxValue, 0.5 + (0.49 * random.Fraction()));
            t += random.Minutes(8, 1);
        }
    }

    /// <summary>T22, as in Korea: a message of a payment abroad, the victim calls the number in it, a "prosecutor"
    /// calls about 4 min later, then cash is handed over at home, 75 million won, face to face in 77 % of such cases
    /// (Asia Business Daily 2021). The message is missing in one case of ten: our own.</summary>
    public static void CardAlert(CityPlay play)
    {
        var random = play.Random;
        var t = play.Anchor;
        if (!random.Chance(0.1))
        {
            play.Message(t, "BANK_ALERT", link: false, random.Chance(0.5) ? "P2P" : null);
        }

        t += random.Minutes(12, 1);
        var talk = random.Minutes(5, 0.6);
        play.CallOut(t, talk);
        t += talk + random.Minutes(4, 0.7);
        talk = random.Minutes(40, 0.8);
        play.Hold(t, talk, play.Number(t));
        if (random.Chance(0.4))
        {
            play.CallOut(t + talk + random.Minutes(5, 0.7), random.Minutes(8, 0.7));
        }

        play.Gather(t + (talk / 2), consolidates: 0.5, breaks: 0.5, raises: 0.2);
        t += talk + random.Minutes(100, 1);
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            var wanted = play.Yuan(60_000, 0.9);
            if (random.Chance(0.7))
            {
                play.Cash(t, wanted, 0.95);
            }
            else
            {
                play.Pay(t, wanted, 0.9);
            }

            t += random.Minutes(150, 1.1);
        }
    }

    /// <summary>Hours, or days, with the "police": nobody else is spoken to.</summary>
    private static void Interrogation(CityPlay play, long t)
    {
        var random = play.Random;
        var onApp = random.Chance(0.3);
        if (random.Chance(0.08))
        {
            var target = "+86" + play.World.Strangers.NewMobile().Text;
            play.At(t + random.Minutes(25, 0.8), now => Forward(play, target, now));
            play.World.Agenda.At(t + CityPlay.Hour + random.Minutes(2_000, 0.6), now => Forward(play, null, now));
        }

        var gathers = random.Chance(0.7);
        var days = random.Fraction() switch { < 0.7 => 1, < 0.9 => 2 + random.Below(3), _ => 5 + random.Below(12) };
        for (; days > 0; days--)
        {
            var hold = Math.Min(random.Minutes(95, 0.8), 11 * CityPlay.Hour);
            play.Hold(t, onApp ? Math.Min(hold, random.Minutes(9, 0.6)) : hold, play.Number(t));
            var quietUntil = t + hold;
            play.At(t, _ => play.Victim.QuietUntilMs = quietUntil);
            if (gathers)
            {
                play.Gather(t + (hold * 4 / 10), consolidates: 0.7, breaks: 0.6, raises: 0.35);
            }

            play.Codes(t + (hold / 2), random.Chance(0.6) ? 1 + random.Below(5) : 0);
            var pay = t + (long)(hold * (0.4 + (0.7 * random.Fraction())));
            for (var i = 1 + random.Count(1.3); i > 0; i--)
            {
                play.Pay(pay, play.Yuan(55_000, 1), 0.85);
                pay += random.Minutes(13, 1.1);
            }

            t = play.World.Working(CityWorld.Midnight(t) + CityPlay.Day);
        }
    }

    private static void Forward(CityPlay play, string? target, long now)
    {
        if (play.Victim.ForwardedTo != target)
        {
            play.Victim.ForwardedTo = target;
            play.World.Writer.Fact(play.Victim, target is null ? "FORWARDING_CLEARED" : "FORWARDING_SET", now);
        }
    }
}
