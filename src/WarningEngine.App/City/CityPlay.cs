namespace WarningEngine.App.City;

/// <summary>One fraud as it is played: the steps of which the courses of all types are made. What does not depend on a
/// type, such as how many victims stop midway, is here; it is our own where no source is named.</summary>
internal sealed class CityPlay(CityWorld world, CityCrew crew, CityFraud fraud)
{
    public const long Minute = CityWorld.Minute;
    public const long Hour = CityWorld.Hour;
    public const long Day = CityWorld.Day;

    /// <summary>After each large payment so many do not pay again: friends, a bank clerk, second thoughts.</summary>
    private const double StopsAfterPayment = 0.1;

    /// <summary>Banks refuse so many payments at first, for limits or on suspicion; it is tried again.</summary>
    private const double RefusedAtFirst = 0.07;

    private readonly CityHabits.Habit _habit = world.Habits[fraud.ScamType];
    private Payee? _last;
    private CityCaller? _lastCaller;

    public CityRandom Random { get; } = world.Random.Paced(
        world.Habits[fraud.ScamType].Pace, x => world.Habits.Chance(fraud.ScamType, x));

    public CityWorld World => world;

    public CityPerson Victim => fraud.Victim;

    public CityFraud Fraud => fraud;

    /// <summary>When it begins; of types of weeks, when it comes to the first large payment.</summary>
    public long Anchor => fraud.AnchorMs;

    /// <summary>An amount that is asked for, of the given median in yuan, as fen.</summary>
    public long Yuan(double median, double sigma) => (long)(world.Yuan(median, sigma) * _habit.Amounts);

    public CityCaller Number(long at) => crew.Number(at);

    /// <summary>Lets a step happen, unless the victim has understood before, or it was before the records.</summary>
    public void At(long at, Action<long> happen)
    {
        fraud.LastStepMs = Math.Max(fraud.LastStepMs, at);
        if (at >= world.Options.HistoryStartMs)
        {
            world.Agenda.At(at, now =>
            {
                if (now < fraud.OverMs)
                {
                    happen(now);
                }
            });
        }
    }

    /// <summary>The fraudster calls; one in five is not reached at once.</summary>
    public void Call(long at, long talkMs, CityCaller number)
    {
        var ring = Random.Between(4_000, 15_000);
        for (var missed = Random.Chance(0.2) ? 1 + Random.Below(2) : 0; missed > 0; missed--)
        {
            At(at - (missed * Random.Minutes(4, 0.7)), now => world.Calls.From(number, Victim, now, 25_000, 0));
        }

        Reach(at, now =>
        {
            _lastCaller = number;
            world.Calls.From(number, Victim, now, ring, talkMs, insists: true);
        });
    }

    /// <summary>A call of the given length; half of those beyond 40 min fall into several, some with other
    /// numbers.</summary>
    public void Hold(long at, long talkMs, CityCaller number)
    {
        var parts = talkMs > 40 * Minute && Random.Chance(0.5) ? 2 + Random.Below(3) : 1;
        for (var i = 0; i < parts; i++)
        {
            Call(at, talkMs / parts, number);
            at += (talkMs / parts) + Random.Minutes(2, 0.8);
            number = Random.Chance(0.3) ? crew.Number(at) : number;
        }
    }

    /// <summary>The victim calls a number of the trade.</summary>
    public void CallOut(long at, long talkMs)
    {
        var number = crew.HotLine(at);
        At(at, now => world.Calls.To(Victim, number, now, 7_000, talkMs, insists: true));
    }

    /// <summary>A message of the crew.</summary>
    public void Message(long at, string template, bool link, string? sender = null) =>
        Reach(at, now => crew.Message(Victim, template, link, now, sender));

    public void Codes(long at, int count)
    {
        for (; count > 0; count--)
        {
            Reach(at, now => world.Writer.Code(Victim, now));
            at += Random.Between(12_000, 120_000);
        }
    }

    /// <summary>LIMIT_RAISED or WALLET_OPENED.</summary>
    public void Mark(long at, string kind) => IfSeen(at, now => world.Money.Mark(Victim, kind, now));

    /// <summary>Everything onto one card, deposits broken, limits raised, where the victim has them: what victims were
    /// told to do in the survey of the Global Anti-Scam Organization (550 victims) and in police reports.</summary>
    public void Gather(long at, double consolidates, double breaks, double raises)
    {
        if (Random.Chance(consolidates))
        {
            IfSeen(at, now => world.Money.Consolidate(Victim, now));
        }

        if (Random.Chance(breaks))
        {
            IfSeen(at + Random.Minutes(5, 0.8), now => world.Money.BreakDeposit(Victim, now));
        }

        if (Random.Chance(raises))
        {
            Mark(at + Random.Minutes(8, 0.8), "LIMIT_RAISED");
        }
    }

    /// <summary>Loans from one lender after another, as much as three to five months' pay can carry.</summary>
    /// <returns>When the last has paid.</returns>
    public long Borrow(long at, int lenders, double medianYuan)
    {
        for (; lenders > 0; lenders--)
        {
            var lender = Random.Below(CitySpending.Lenders);
            var asked = (long)(Random.LogNormal(medianYuan, 0.8) / 10) * 1_000;
            var amount = Math.Min(asked, Math.Max(200_000, Victim.Salary * (3 + Random.Below(3))));
            Codes(at - Minute, Random.Chance(0.75) ? 1 + Random.Below(2) : 0);
            At(at, now =>
            {
                if (fraud.BankSeen)
                {
                    world.Money.Loan(Victim, lender, amount, now);
                }
                else
                {
                    Victim.Main.Balance += amount;
                }
            });
            at += Random.Minutes(14, 0.9);
        }

        return at;
    }

    /// <summary>Money comes back, to build trust: from another account than took it.</summary>
    public void Reward(long at, long fen) => At(at, now =>
    {
        if (fraud.BankSeen)
        {
            world.Money.Receive(Victim, crew.Payer(), "BANK06", fen, now);
        }
        else
        {
            Victim.Main.Balance += fen;
        }
    });

    /// <summary>An attempt that the bank refuses, or that is meant to fail.</summary>
    public void Fail(long at, long fen) => IfSeen(at, now => world.Money.Transfer(
        Victim, Victim.Main, crew.Mule(now, "BANK"), fen, now, rejected: true));

    /// <summary>What the fraudster asks for, as far as the victim has it.</summary>
    /// <param name="at">When, ms since epoch.</param>
    /// <param name="wantedFen">Asked for; the larger sums become round.</param>
    /// <param name="share">Of the balance that the victim gives at most.</param>
    /// <param name="kind">Of the payee.</param>
    /// <param name="nameCheck">What the bank finds about the payee's name; drawn where null.</param>
    public void Pay(long at, long wantedFen, double share, string kind = "BANK", string? nameCheck = null) =>
        At(at, now => Send(now, wantedFen, share, kind, nameCheck));

    /// <summary>Cash is ordered at the bank for the next day.</summary>
    public void Reserve(long at, long fen) =>
        IfSeen(at, now => world.Money.Mark(Victim, "CASH_RESERVED", now, fen));

    /// <summary>As <see cref="Pay"/>, in cash that is fetched or sent.</summary>
    public void Cash(long at, long wantedFen, double share) => At(at, now =>
    {
        var fen = Round(Math.Min(wantedFen, (long)(Victim.Main.Balance * share)), 10_000);
        if (!Consents(fen, now) || fen < 10_000)
        {
            return;
        }

        if (!fraud.BankSeen)
        {
            Victim.Main.Balance -= fen;
        }
        else if (world.Money.Withdraw(Victim, fen, now) == 0)
        {
            return;
        }

        Lost(now, fen);
    });

    private void Send(long now, long wantedFen, double share, string kind, string? nameCheck)
    {
        var account = Victim.Main;
        var fen = Math.Min(wantedFen, (long)(account.Balance * share));
        fen = fen > 2 * CityLabel.LargeFen && Random.Chance(0.8) ? world.Round(fen) : fen;
        if (!Consents(fen, now))
        {
            return;
        }

        var payee = _last is { } last && last.Kind == kind && Random.Chance(0.4) ? last : crew.Mule(now, kind);
        _last = payee with { IsNew = false };
        payee = payee with { NameCheck = nameCheck };
        if (!fraud.BankSeen)
        {
            account.Balance -= fen;
        }
        else if (fen >= CityLabel.LargeFen && Random.Chance(RefusedAtFirst))
        {
            world.Money.Transfer(Victim, account, payee, fen, now, rejected: true);
            Pay(now + Random.Minutes(6, 0.9), fen, share, kind, nameCheck);
            return;
        }
        else if (world.Money.Transfer(Victim, account, payee, fen, now, rejected: false) == 0)
        {
            return;
        }

        Lost(now, fen);
        crew.PassOn(payee, fen, now);
    }

    private void Lost(long now, long fen)
    {
        fraud.Lost(now, fen);
        if (fraud.ReportsAfterMs is { } after && fen >= CityLabel.LargeFen)
        {
            world.Agenda.At(Math.Max(now, fraud.LastStepMs) + after, at => Report(at, now));
        }

        if (fen >= CityLabel.LargeFen && Random.Chance(StopsAfterPayment))
        {
            fraud.OverMs = now + 1;
        }
    }

    /// <summary>The victim tells the police, who confirm to whom the last money went and who called.</summary>
    /// <param name="at">When.</param>
    /// <param name="lossMs">After which payment: only after the last one.</param>
    private void Report(long at, long lossMs)
    {
        if (fraud.LastLossMs != lossMs || (at < fraud.LastStepMs && at < fraud.OverMs))
        {
            return;
        }

        if (fraud.BankSeen && _last is { } payee)
        {
            world.Writer.Disposition(Victim, "ALREADY_LOST", confirmed: true, at, "ACCOUNT", payee.Account);
        }

        // A number that was only displayed is not the fraudster's: nobody confirms it.
        if (_lastCaller is { } caller && !CityCrew.IsSpoofed(caller))
        {
            world.Writer.Disposition(Victim, "ALREADY_LOST", confirmed: true, at, "NUMBER", caller.Text);
        }

        if (!fraud.BankSeen && (_lastCaller is null || CityCrew.IsSpoofed(_lastCaller)))
        {
            world.Writer.Disposition(Victim, "ALREADY_LOST", confirmed: true, at);
        }
    }

    /// <summary>At the first large sum some victims stop for good.</summary>
    private bool Consents(long fen, long now)
    {
        if (fraud.Refuses && fen >= CityLabel.LargeFen)
        {
            fraud.OverMs = now;
        }

        return fen >= 1_000 && now < fraud.OverMs;
    }

    /// <summary>As <see cref="At"/>, of what reaches the victim: an answered call, a message, a code that the crew lets be sent.</summary>
    private void Reach(long at, Action<long> happen) => At(at, now =>
    {
        fraud.Reached(now);
        happen(now);
    });

    private void IfSeen(long at, Action<long> happen)
    {
        if (fraud.BankSeen)
        {
            At(at, happen);
        }
    }

    private static long Round(long fen, long to) => fen / to * to;
}
