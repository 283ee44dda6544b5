namespace WarningEngine.App.City;

/// <summary>The course of each type of fraud. Lags and amounts follow the case reports of domain.md 3.3 and 6.2, quoted
/// where they are used; the spread around them is heavy-tailed and of our own making, since no distributions are
/// published. Steps go missing, talks move to apps that nobody sees, and some money leaves from banks whose records we
/// do not get.</summary>
internal sealed class CityScripts(
    CityRandom random, CityAgenda agenda, CityWriter writer, CityCalls calls, CityMoney money, CityGang gang)
{
    private const long Minute = 60_000;

    /// <summary>"Some transfers leave from another bank than the one monitored" [domain.md 3.5].</summary>
    private const double OtherBank = 0.05;

    private static readonly long[] Baits = [9_900, 10_000, 10_000, 12_000, 18_800, 20_000, 49_900];
    private static readonly long[] Verifications = [80_000, 99_900, 100_000, 500_000];

    public CityFraud Begin(string type, CityPerson victim, long at)
    {
        var fraud = new CityFraud(victim, type, at, bankSeen: !random.Chance(OtherBank));
        switch (type)
        {
            case "T01":
                Rebate(fraud, at);
                break;
            case "T04":
                Arrest(fraud, at);
                break;
            case "T06":
                CancelFee(fraud, at);
                break;
            case "T08":
                FalseCredit(fraud, at);
                break;
            default:
                SafeAccount(fraud, at);
                break;
        }

        return fraud;
    }

    /// <summary>T01: 2 x 100 came back with 10 %, then 30,000, then 50,000 was asked [S80]; 499, then three linked
    /// tasks [S105]; principal and some 10 % within minutes to hours, one to three times, then 30 to 300 times as
    /// much.</summary>
    private void Rebate(CityFraud fraud, long at)
    {
        var victim = fraud.Victim;
        if (random.Chance(0.4))
        {
            writer.Sms($"1064{random.Below(30):0000}0004", victim, "JOB_ADVERTISEMENT", null, at);
        }

        var t = at;
        long bait = 0;
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            t += random.Minutes(50, 0.9);
            var amount = bait = random.Pick(Baits);
            var back = random.Chance(0.9) ? t + random.Minutes(25, 0.9) : 0;
            agenda.At(t, now => Send(fraud, amount, now, walletShare: 0.3));
            if (back > 0)
            {
                // Little more than the bait, from another account than the one that took it.
                var rebate = (long)(amount * (1.03 + (0.2 * random.Fraction())));
                agenda.At(back, now => money.Receive(victim, gang.Payer(), "BANK06", rebate, now));
                t = back;
            }
        }

        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            // "One order left in the chain, the card is stuck": hours, sometimes the next day.
            t += random.Minutes(80, 1.1);
            var wanted = (long)(bait * Math.Clamp(random.LogNormal(95, 0.8), 10, 600));
            agenda.At(t, now => Steal(fraud, wanted, 0.9, now));
        }
    }

    /// <summary>T04: a call from +853 at 8:33, all money onto one card, codes read out [S85]; handed on after about 4
    /// min [S58]; from the morning until 21 h on the phone [S52]; four payments of 240,000 to 250,000 [S54]; 17
    /// payments in 10 days [S87], 21 in 47 [S89].</summary>
    private void Arrest(CityFraud fraud, long at)
    {
        var victim = fraud.Victim;
        var pretext = random.Minutes(9, 0.6);
        if (!random.Chance(0.1))
        {
            // Else it came over an app.
            Talk(fraud, gang.Number(at, 0.6), at, pretext);
        }

        var t = at + pretext + random.Minutes(4, 0.7);
        var onApp = random.Chance(0.25);
        if (random.Chance(0.08))
        {
            writer.Fact(victim, "FORWARDING_SET", t);
        }

        for (var days = random.Chance(0.2) ? 2 + random.Below(6) : 1; days > 0; days--)
        {
            var hold = Math.Min(random.Minutes(95, 0.7), 10 * 60 * Minute);
            Talk(fraud, gang.Number(at, 0.6), t, onApp ? Math.Min(hold, random.Minutes(8, 0.5)) : hold);
            Gather(fraud, t + (hold * 4 / 10));
            Codes(victim, t + (hold / 2), random.Chance(0.6) ? 2 + random.Below(4) : 0);
            var pay = t + (long)(hold * (0.5 + (0.6 * random.Fraction())));
            for (var i = 1 + random.Below(4); i > 0; i--)
            {
                var wanted = (long)(random.LogNormal(60_000, 0.9) * 100);
                agenda.At(pay, now => Steal(fraud, wanted, 0.8, now));
                pay += random.Minutes(12, 0.9);
            }

            t += CityStream.DayMs + random.Between(-60 * Minute, 60 * Minute);
        }
    }

    /// <summary>Everything onto one card, deposits broken, limits raised: where the victim has them [S85,
    /// S83].</summary>
    private void Gather(CityFraud fraud, long at)
    {
        if (random.Chance(0.6))
        {
            agenda.At(at, now => money.Consolidate(fraud.Victim, now));
        }

        if (random.Chance(0.6))
        {
            agenda.At(at + random.Minutes(5, 0.7), now => money.BreakDeposit(fraud.Victim, now));
        }

        if (random.Chance(0.3))
        {
            agenda.At(at + random.Minutes(8, 0.7), now => money.Mark(fraud.Victim, "LIMIT_RAISED", now));
        }
    }

    /// <summary>T06: from 00968 in the afternoon, money gone at 16:22 [S90]; "several transfers first really failed",
    /// then 84,000 and 12,300 [S91]; an e-CNY wallet and a code, 9,000 [S93]; stopped in under 50 min [S31].</summary>
    private void CancelFee(CityFraud fraud, long at)
    {
        var victim = fraud.Victim;
        var talk = random.Minutes(38, 0.6);
        Talk(fraud, gang.Number(at, 0.5), at, random.Chance(0.25) ? Math.Min(talk, random.Minutes(9, 0.5)) : talk);
        var t = at + (talk * 3 / 10);
        for (var i = random.Below(4); i > 0; i--)
        {
            var wanted = random.Pick(Verifications);
            agenda.At(t, now => Fail(fraud, wanted, now));
            t += random.Minutes(2.5, 0.7);
        }

        Codes(victim, t, random.Chance(0.65) ? 2 + random.Below(4) : 0);
        if (random.Chance(0.35))
        {
            var kind = random.Chance(0.6) ? "LIMIT_RAISED" : "WALLET_OPENED";
            agenda.At(t, now => money.Mark(victim, kind, now));
        }

        if (random.Chance(0.15))
        {
            // Loans on several platforms, where the victim has little [S92: 190,000].
            t = Borrow(fraud, t, 1 + random.Below(3));
        }

        t += random.Minutes(6, 0.8);
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            var wanted = (long)(random.LogNormal(25_000, 1) * 100);
            agenda.At(t, now => Steal(fraud, wanted, 0.85, now));
            t += random.Minutes(5, 0.9);
        }
    }

    /// <summary>T08: the "regulator" on a shared screen; loans from two lenders and more within hours, and all of it
    /// sent on [domain.md 3.3 T08].</summary>
    private void FalseCredit(CityFraud fraud, long at)
    {
        var talk = random.Minutes(55, 0.7);
        Talk(fraud, gang.Number(at, 0.3), at, random.Chance(0.3) ? Math.Min(talk, random.Minutes(12, 0.5)) : talk);
        var t = Borrow(fraud, at + random.Minutes(30, 0.7), 1 + random.Count(1.5)) + random.Minutes(15, 0.9);
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            agenda.At(t, now => Steal(fraud, fraud.Victim.Main.Balance, 0.6 + (0.39 * random.Fraction()), now));
            t += random.Minutes(6, 0.8);
        }
    }

    /// <summary>T18: a caller who claims to be the bank; one to three large payments on the call or shortly after; GBP
    /// 11,402 lost on average [S106].</summary>
    private void SafeAccount(CityFraud fraud, long at)
    {
        var talk = random.Minutes(28, 0.6);
        Talk(fraud, gang.Number(at, 0.3), at, talk);
        if (random.Chance(0.3))
        {
            agenda.At(at + (talk / 4), now => money.Consolidate(fraud.Victim, now));
        }

        var t = at + (long)(talk * (0.3 + (0.8 * random.Fraction())));
        for (var i = 1 + random.Below(3); i > 0; i--)
        {
            var wanted = (long)(random.LogNormal(45_000, 0.9) * 100);
            agenda.At(t, now => Steal(fraud, wanted, 0.9, now));
            t += random.Minutes(4, 0.8);
        }
    }

    /// <summary>One lender after another; when the last has paid.</summary>
    private long Borrow(CityFraud fraud, long t, int lenders)
    {
        for (; lenders > 0; lenders--)
        {
            var lender = random.Below(40);
            var amount = (long)(random.LogNormal(18_000, 0.7) * 10) * 10;
            Codes(fraud.Victim, t - Minute, random.Chance(0.8) ? 1 : 0);
            agenda.At(t, now => money.Loan(fraud.Victim, lender, amount, now));
            t += random.Minutes(14, 0.8);
        }

        return t;
    }

    private void Talk(CityFraud fraud, GangNumber number, long at, long talkMs)
    {
        var ring = random.Between(4_000, 15_000);
        agenda.At(at, now => calls.From(number.Text, fraud.Victim, now, ring, talkMs, number.Foreign, insists: true));
    }

    private void Codes(CityPerson victim, long t, int count)
    {
        for (; count > 0; count--)
        {
            writer.Code(victim, t);
            t += random.Between(15_000, 120_000);
        }
    }

    private void Fail(CityFraud fraud, long fen, long timeMs)
    {
        if (fraud.BankSeen)
        {
            money.Transfer(fraud.Victim, fraud.Victim.Main, gang.Mule(timeMs), fen, timeMs, rejected: true);
        }
    }

    /// <summary>What the fraudster asks for, as far as the victim has it; the larger sums are round.</summary>
    private void Steal(CityFraud fraud, long wantedFen, double shareOfBalance, long timeMs)
    {
        var fen = Math.Min(wantedFen, (long)(fraud.Victim.Main.Balance * shareOfBalance));
        Send(fraud, fen > 2 * CityLabel.LargeFen ? fen / 10_000 * 10_000 : fen, timeMs, walletShare: 0.05);
    }

    private void Send(CityFraud fraud, long fen, long timeMs, double walletShare)
    {
        var account = fraud.Victim.Main;
        if (fen < 1_000 || fen > account.Balance)
        {
            return;
        }

        var mule = gang.Mule(timeMs, walletShare);
        if (!fraud.BankSeen)
        {
            account.Balance -= fen;
        }
        else if (money.Transfer(fraud.Victim, account, mule, fen, timeMs, rejected: false) == 0)
        {
            return;
        }

        fraud.Lost(timeMs, fen);
        gang.PassOn(mule, fen, timeMs);
    }
}
