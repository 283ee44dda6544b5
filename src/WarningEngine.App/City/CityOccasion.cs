namespace WarningEngine.App.City;

/// <summary>Something larger in an ordinary life, as one person lives it here. How often its steps occur, its lags and its sums are the city's own,
/// as those of frauds are: an engine that knows a wedding by its sums knows none elsewhere.</summary>
internal sealed class CityOccasion
{
    private const long Minute = CityWorld.Minute;

    private static readonly string[] ServiceLines = ["95588", "95533", "95599", "4008888888", "4006012345"];

    private readonly CityWorld _world;
    private readonly double _amounts;

    /// <param name="world">Where.</param>
    /// <param name="person">Who lives it.</param>
    /// <param name="kind">See <see cref="CityConfusers.Kinds"/>.</param>
    public CityOccasion(CityWorld world, CityPerson person, string kind)
    {
        (_world, Person) = (world, person);
        var habit = world.Habits.Occasion(kind);
        _amounts = habit.Amounts;
        Random = world.Random.Paced(habit.Pace, documented => world.Habits.Chance(kind, documented));
    }

    public CityPerson Person { get; }

    /// <summary>The city's chance, at the pace and with the odds of this kind.</summary>
    public CityRandom Random { get; }

    /// <summary>Somebody who is met through it: a mobile number that nobody has seen.</summary>
    public CityCaller Somebody() => _world.Strangers.NewMobile();

    /// <summary>Who rings for a firm or an office: from its service number, a landline, or the mobile of its clerk.</summary>
    public CityCaller Clerk() => Random.Fraction() switch
    {
        < 0.35 => new CityCaller(Random.Pick(ServiceLines)), < 0.6 => _world.Strangers.NewLandline(), _ => _world.Strangers.NewMobile(),
    };

    /// <summary>An account that the person has not paid before, and most likely nobody.</summary>
    /// <param name="kind">BANK, WALLET or MERCHANT.</param>
    public Payee NewPayee(string kind = "BANK") => _world.Strangers.NewPayee(kind);

    /// <summary>A firm or an office whose account many people pay.</summary>
    public Payee Firm(string name, int count) =>
        new($"{name}{Random.Below(count):000}", "BANK01", Random.Chance(0.5) ? "BANK" : "MERCHANT", IsNew: true);

    /// <summary>Somebody of the own circle; somebody else where there is none.</summary>
    public Payee Relative() => Person.Contacts.Count == 0 ? NewPayee() : Payee.Of(Random.Pick(Person.Contacts));

    /// <summary>Most of it round, as what people agree on is. Fen, of a median in yuan.</summary>
    public long Agreed(double medianYuan, double sigma) => _world.Agreed(medianYuan * _amounts, sigma);

    /// <summary>One of the two calls the other: the other rings with the given chance.</summary>
    /// <returns>How long they talk, ms.</returns>
    public long Talk(long at, CityCaller other, double medianMinutes, double ringsUs = 1)
    {
        var talk = Random.Minutes(medianMinutes, 0.8);
        if (Random.Chance(ringsUs))
        {
            _world.Agenda.At(at, now => _world.Calls.From(other, Person, now, 8_000, talk));
        }
        else
        {
            _world.Agenda.At(at, now => _world.Calls.To(Person, other.Text, now, 7_000, talk));
        }

        return talk;
    }

    /// <summary>Calls with the same person over hours or days.</summary>
    /// <returns>When what they are about goes on, ms since epoch.</returns>
    public long Talks(long at, CityCaller other, int count, double medianMinutes)
    {
        for (; count > 0; count--)
        {
            Talk(at, other, medianMinutes, ringsUs: 0.6);
            at = Later(at, 900, 1.3);
        }

        return at;
    }

    /// <summary>After a while, and not at night: what would fall there is done in the morning.</summary>
    public long Later(long at, double medianMinutes, double sigma)
    {
        at += Random.Minutes(medianMinutes, sigma);
        var midnight = CityWorld.Midnight(at);
        return at - midnight < 7 * CityWorld.Hour ? midnight + (long)(CityWorld.Hour * (8 + (4 * Random.Fraction()))) : at;
    }

    public void Message(long at, string sender, string template, string? link = null) =>
        _world.Agenda.At(at, now => _world.Writer.Sms(sender, Person, template, link, now));

    public void Codes(long at, int count)
    {
        for (; count > 0; count--)
        {
            _world.Agenda.At(at, now => _world.Writer.Code(Person, now));
            at += Random.Between(15_000, 150_000);
        }
    }

    /// <summary>LIMIT_RAISED or WALLET_OPENED.</summary>
    public void Mark(long at, string kind) => _world.Agenda.At(at, now => _world.Money.Mark(Person, kind, now));

    public void Consolidate(long at) => _world.Agenda.At(at, now => _world.Money.Consolidate(Person, now));

    public void BreakDeposit(long at) => _world.Agenda.At(at, now => _world.Money.BreakDeposit(Person, now));

    /// <summary>A loan is paid out, after the codes that its lender asks for.</summary>
    public void Borrow(long at, long fen)
    {
        Codes(at - Random.Minutes(5, 1), Random.Chance(0.8) ? 1 + Random.Below(3) : 0);
        var lender = Random.Below(CitySpending.Lenders);
        _world.Agenda.At(at, now => _world.Money.Loan(Person, lender, fen, now));
    }

    /// <summary>Money comes in from outside the city.</summary>
    public void Receive(long at, Payee from, long fen) =>
        _world.Agenda.At(at, now => _world.Money.Receive(Person, from.Account, from.Agent, fen, now));

    public void Withdraw(long at, long fen) => _world.Agenda.At(at, now => _world.Money.Withdraw(Person, fen / 10_000 * 10_000, now));

    /// <summary>What a large payment needs is put together: deposits, the other account, then an account elsewhere or two relatives.</summary>
    public void Gather(long at, long fen)
    {
        if (Random.Chance(0.3))
        {
            BreakDeposit(at - Random.Minutes(30, 1));
        }

        if (Random.Chance(0.3))
        {
            Consolidate(at - Random.Minutes(20, 1));
        }

        var parts = Random.Chance(0.3) ? 2 : 1;
        _world.Agenda.At(at, now =>
        {
            var missing = fen + (fen / 20) - Person.Main.Balance;
            for (var i = 0; missing > 0 && i < parts; i++)
            {
                var from = NewPayee();
                var part = _world.Round((missing / parts) + 100_000);
                _world.Agenda.At(now + (i * 9 * Minute), later => _world.Money.Receive(Person, from.Account, from.Agent, part, later));
            }
        });
    }

    /// <summary>As any purchase is paid (<see cref="CityPurchases.Pay"/>); for one in eight the limit is raised first.</summary>
    public void Pay(long at, Payee to, long fen)
    {
        if (Random.Chance(0.12))
        {
            Mark(at - Random.Minutes(8, 0.9), "LIMIT_RAISED");
        }

        CityPurchases.Pay(_world, Person, to, fen, at);
    }
}
