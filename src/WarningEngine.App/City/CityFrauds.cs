namespace WarningEngine.App.City;

/// <summary>Frauds of the types that patterns exist for. Lags and amounts follow the case reports quoted at each; the
/// spread around them is heavy-tailed, steps go missing, and the first contact is not always a call that we see.
/// Nothing here is fitted to a pattern file.</summary>
internal sealed class CityFrauds(CityRandom random, CityWriter writer, CityPerson[] people, List<CityLabel> labels)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private readonly List<(string Number, bool Foreign, long UntilMs)> _scammers = [];
    private readonly List<string> _mules = [];
    private int _next = 1;

    public void Day(long midnight, double rate)
    {
        // A nuisance number lives about a week, makes some 50 calls a day of about 29 s to different people.
        foreach (var (number, foreign, untilMs) in _scammers)
        {
            for (var i = random.Below(midnight < untilMs ? 60 : 0); i > 0; i--)
            {
                var victim = random.Pick(people);
                writer.Call(number, null, victim.Number, victim, Contact(midnight), random.Between(2_000, 20_000),
                    random.Chance(0.35) ? (long)(random.LogNormal(20, 0.7) * 1000) : 0, foreign);
            }
        }

        for (var i = random.Count(rate * people.Length); i > 0; i--)
        {
            Begin(midnight);
        }
    }

    private void Begin(long midnight)
    {
        var victim = random.Pick(people);
        if (victim.Job is not null || victim.Balance < 300_000)
        {
            return;
        }

        var at = Contact(midnight);
        var label = random.Below(5) switch
        {
            0 => Rebate(victim, at),
            1 => Arrest(victim, at),
            2 => CancelFee(victim, at),
            3 => FalseCredit(victim, at),
            _ => SafeAccount(victim, at),
        };
        labels.Add(label);
    }

    /// <summary>First contact 8 to 11 h and 14 to 17 h in about half of all cases (domain statistics of fraud calls).</summary>
    private long Contact(long midnight) => midnight + random.Fraction() switch
    {
        < 0.35 => random.Between(8 * Hour, 11 * Hour),
        < 0.70 => random.Between(14 * Hour, 17 * Hour),
        _ => random.Between(9 * Hour, 21 * Hour),
    };

    /// <summary>T01: 2 x 100 came back with 10 %, then 30,000, then 50,000 asked; amounts in hours, large x30 to x300.</summary>
    private CityLabel Rebate(CityPerson victim, long at)
    {
        var tasks = 1 + random.Below(3);
        var t = at;
        long first = 0;
        if (random.Chance(0.5))
        {
            writer.Sms($"1064{random.Below(30):0000}0004", victim, "JOB_ADVERTISEMENT", null, at);
        }

        long small = 0;
        for (var i = 0; i < tasks; i++)
        {
            t += (long)(random.LogNormal(50, 0.8) * Minute);
            small = random.Pick([9_900L, 10_000L, 12_000L, 18_800L, 20_000L, 49_900L]);
            first = first == 0 ? t : first;
            writer.Pay(victim, Mule(), "BANK05", null, random.Chance(0.8) ? "BANK" : "WALLET", small, t, nameCheck: "CLOSE_MATCH");
            t += (long)(random.LogNormal(25, 0.8) * Minute);
            writer.Receive(victim, NewAccount(), "BANK06", (long)(small * (1.05 + (0.2 * random.Fraction()))), t);
        }

        long large = 0;
        long lost = 0;
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            t += (long)(random.LogNormal(70, 1) * Minute);
            var amount = Share(victim, (long)(small * random.LogNormal(60, 0.8)), 0.9);
            large = large == 0 ? t : large;
            lost += Steal(victim, amount, t);
        }

        return new CityLabel(victim.E164, "T01", at, first, large, lost, null);
    }

    /// <summary>T04: pretext, hand-off within 1 to 15 minutes, hours on the phone, money gathered, sent in several transfers.</summary>
    private CityLabel Arrest(CityPerson victim, long at)
    {
        var (caller, foreign) = Scammer(at, 0.6);
        var t = at + 10_000;
        var pretext = (long)(random.LogNormal(9, 0.5) * Minute);
        var seen = random.Chance(0.9);
        if (seen)
        {
            writer.Call(caller, null, victim.Number, victim, at, 9_000, pretext, foreign);
        }

        t += pretext + (long)(random.LogNormal(4, 0.6) * Minute);
        var (police, policeForeign) = Scammer(at, 0.6);
        var hold = (long)(random.LogNormal(95, 0.6) * Minute);
        writer.Call(police, null, victim.Number, victim, t, 6_000, hold, policeForeign);
        if (random.Chance(0.6))
        {
            writer.Own(victim, random.Pick(["OWN_ACCOUNTS_CONSOLIDATED", "DEPOSIT_BROKEN", "LIMIT_RAISED"]), random.Chance(0.6) ? victim.Balance / 2 : 0,
                t + (hold * 4 / 10));
        }

        Codes(victim, t + (hold / 2), random.Chance(0.6) ? 2 + random.Below(4) : 0);
        var pay = t + (long)(hold * (0.55 + (0.5 * random.Fraction())));
        var first = pay;
        long lost = 0;
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            lost += Steal(victim, Share(victim, (long)(random.LogNormal(60_000, 0.9) * 100), 0.8), pay);
            pay += (long)(random.LogNormal(12, 0.8) * Minute);
        }

        return new CityLabel(victim.E164, "T04", seen ? at : t, first, first, lost, null);
    }

    /// <summary>T06: call often from abroad, "several transfers first really failed", then 84,000 and 12,300; under 50 minutes.</summary>
    private CityLabel CancelFee(CityPerson victim, long at)
    {
        var (caller, foreign) = Scammer(at, 0.5);
        var talk = (long)(random.LogNormal(38, 0.5) * Minute);
        writer.Call(caller, null, victim.Number, victim, at, 8_000, talk, foreign);
        var t = at + (talk * 3 / 10);
        for (var i = random.Below(4); i > 0; i--)
        {
            writer.Pay(victim, Mule(), "BANK05", null, "BANK", random.Pick([80_000L, 99_900L, 100_000L, 500_000L]), t, rejected: true);
            t += (long)(random.LogNormal(2, 0.6) * Minute);
        }

        Codes(victim, t, random.Chance(0.7) ? 3 + random.Below(3) : 0);
        if (random.Chance(0.4))
        {
            writer.Own(victim, random.Pick(["LIMIT_RAISED", "WALLET_OPENED"]), 0, t);
        }

        t += (long)(random.LogNormal(6, 0.7) * Minute);
        var first = t;
        long lost = 0;
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            lost += Steal(victim, Share(victim, (long)(random.LogNormal(25_000, 0.9) * 100), 0.85), t);
            t += (long)(random.LogNormal(5, 0.8) * Minute);
        }

        return new CityLabel(victim.E164, "T06", at, first, first, lost, null);
    }

    /// <summary>T08: screen shared, loans on several platforms (190,000 in a report), all of it sent on within hours.</summary>
    private CityLabel FalseCredit(CityPerson victim, long at)
    {
        var (caller, foreign) = Scammer(at, 0.3);
        var talk = (long)(random.LogNormal(55, 0.6) * Minute);
        writer.Call(caller, null, victim.Number, victim, at, 8_000, talk, foreign);
        var t = at + (long)(random.LogNormal(30, 0.6) * Minute);
        long borrowed = 0;
        for (var i = 2 + random.Below(3); i > 0; i--)
        {
            var amount = (long)(random.LogNormal(18_000, 0.6) * 100);
            Codes(victim, t - Minute, 1);
            writer.Loan(victim, random.Below(40), amount, t);
            borrowed += amount;
            t += (long)(random.LogNormal(14, 0.7) * Minute);
        }

        t += (long)(random.LogNormal(15, 0.8) * Minute);
        var first = t;
        var parts = 1 + random.Below(3);
        long lost = 0;
        for (var i = 0; i < parts; i++)
        {
            lost += Steal(victim, Share(victim, borrowed / parts, 1), t);
            t += (long)(random.LogNormal(6, 0.7) * Minute);
        }

        return new CityLabel(victim.E164, "T08", at, first, first, lost, null);
    }

    /// <summary>T18: a caller who claims to be the bank; one to three large payments while on the call.</summary>
    private CityLabel SafeAccount(CityPerson victim, long at)
    {
        var (caller, foreign) = Scammer(at, 0.3);
        var talk = (long)(random.LogNormal(28, 0.5) * Minute);
        writer.Call(caller, null, victim.Number, victim, at, 7_000, talk, foreign);
        var t = at + (long)(talk * (0.4 + (0.4 * random.Fraction())));
        var first = t;
        long lost = 0;
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            lost += Steal(victim, Share(victim, (long)(random.LogNormal(22_000, 0.8) * 100), 0.9), t);
            t += (long)(random.LogNormal(4, 0.7) * Minute);
        }

        return new CityLabel(victim.E164, "T18", at, first, first, lost, null);
    }

    /// <summary>Pays a mule, who passes it on within minutes. What was lost, fen.</summary>
    private long Steal(CityPerson victim, long amount, long timeMs)
    {
        var mule = Mule();
        writer.Pay(victim, mule, "BANK05", null, "BANK", amount, timeMs, nameCheck: random.Pick(["MATCH", "NO_MATCH", "UNAVAILABLE"]));
        if (amount > 0)
        {
            writer.PassOn(mule, "BANK05", $"XCHG{random.Below(20):000}", amount * 98 / 100, timeMs + (long)(random.LogNormal(7, 0.8) * Minute));
        }

        return amount;
    }

    /// <summary>What the fraudster asks for, as far as the victim has it.</summary>
    private static long Share(CityPerson victim, long wanted, double share) =>
        Math.Min(victim.Balance, Math.Max(100_000, Math.Min(wanted, (long)(victim.Balance * share))));

    private void Codes(CityPerson victim, long timeMs, int count)
    {
        for (var i = 0; i < count; i++)
        {
            writer.Sms($"1069{random.Below(40):0000}0001", victim, "OTP", null, timeMs + (i * random.Between(15_000, 100_000)));
        }
    }

    /// <summary>A number of the trade: one in use, or a new one that will be in use for about a week.</summary>
    private (string Number, bool Foreign) Scammer(long at, double foreignShare)
    {
        var live = _scammers.Where(x => x.UntilMs > at).ToArray();
        if (live.Length > 3 && random.Chance(0.5))
        {
            var one = random.Pick(live);
            return (one.Number, one.Foreign);
        }

        var foreign = random.Chance(foreignShare);
        var number = foreign
            ? random.Pick(["00853", "00968", "00852", "0063", "00855"]) + (60_000_000 + (_next++ * 131 % 9_999_999)).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : $"{random.Pick(["170", "171", "165", "136", "152"])}{55_000_000 + _next++:00000000}";
        _scammers.Add((number, foreign, at + (long)(random.LogNormal(6.6, 0.4) * CityStream.DayMs)));
        return (number, foreign);
    }

    private string Mule()
    {
        if (_mules.Count > 2 && random.Chance(0.4))
        {
            return _mules[^(1 + random.Below(Math.Min(10, _mules.Count)))];
        }

        _mules.Add(NewAccount());
        return _mules[^1];
    }

    private string NewAccount() => $"6230{_next++:000000000000}";
}
