using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>What an ordinary day costs and brings: shops, stalls, friends, now and then something larger to somebody
/// new, salaries and rents. Rates and amounts are plausible, not measured.</summary>
internal sealed class CitySpending(CityWorld world)
{
    public const int Merchants = 2_000;

    /// <summary>Firms that lend.</summary>
    public const int Lenders = 40;

    private const long Hour = CityWorld.Hour;

    private readonly CityRandom _random = world.Random;
    private readonly double _strangers = world.Habits.StrangerMoney;
    private readonly double _amounts = world.Habits.StrangerAmounts;

    /// <summary>Where instalments go, and what is paid off.</summary>
    public static Payee Lender(int lender) => new($"LEND{lender:0000}", "BANK02", "BANK");

    public void Day(CityPerson person, long midnight)
    {
        Shops(person, midnight);
        Friends(person, midnight);
        Strangers(person, midnight);
        Own(person, midnight);
        Fixed(person, midnight);
    }

    private void Shops(CityPerson person, long midnight)
    {
        for (var i = _random.Count(0.9); i > 0; i--)
        {
            var merchant = _random.Chance(0.75)
                ? person.Merchants[_random.Rank(person.Merchants.Length)] : _random.Below(Merchants);
            var amount = world.Yuan(45, 1.1);
            var rejected = _random.Chance(0.01);
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Pay(person, Payee.Shop(merchant), amount, at, rejected));
        }

        // Games: a few payments in an evening, of the young more often.
        if (person.Age is AgeBand.Minor or AgeBand.Young && _random.Chance(0.012))
        {
            var game = new Payee($"GAME{_random.Rank(60):000}", "PAY01", "MERCHANT");
            var at = world.Evening(midnight);
            for (var i = 1 + _random.Below(4); i > 0; i--)
            {
                var amount = world.Yuan(30, 0.9);
                world.Agenda.At(at, now => world.Money.Pay(person, game, amount, now));
                at += _random.Minutes(14, 1);
            }
        }
    }

    /// <summary>Shared dinners, red packets, sometimes help. Some of it comes back.</summary>
    private void Friends(CityPerson person, long midnight)
    {
        if (person.Contacts.Count > 0 && _random.Chance(0.12))
        {
            var friend = person.Contacts[_random.Rank(person.Contacts.Count)];
            var amount = world.Agreed(150, 1.2);
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Pay(person, Payee.Of(friend), amount, at));
            if (_random.Chance(0.3))
            {
                world.Agenda.At(
                    world.Daytime(midnight), at => world.Money.Pay(friend, Payee.Of(person), amount, at));
            }
        }
    }

    private void Strangers(CityPerson person, long midnight)
    {
        // A stall, a driver, a repairman with a code of his own; some never again.
        if (_random.Chance(0.08 * _strangers))
        {
            var to = _random.Chance(0.75) ? world.Strangers.Stall : world.Strangers.NewPayee("WALLET");
            NewPayment(person, to, world.Agreed(35 * _amounts, 0.8), midnight, 0);
        }

        // Something larger to somebody new: furniture, a course, a repair, a second-hand phone; with some of them the
        // payer is on the phone.
        if (_random.Chance(0.012 * _strangers))
        {
            var to = world.Strangers.NewPayee(_random.Chance(0.6) ? "MERCHANT" : "BANK");
            NewPayment(person, to, world.Agreed(1_500 * _amounts, 1.1), midnight, onThePhone: 0.12);
        }

        // Something sold, a day's work, money shared out by a stranger.
        if (_random.Chance(0.015 * _strangers))
        {
            var from = world.Strangers.NewPayee("BANK");
            var amount = world.Agreed(120 * _amounts, 0.9);
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Receive(person, from.Account, from.Agent, amount, at));
        }
    }

    /// <summary>Half of the banks send a code first; one payment in thirty comes back in full.</summary>
    private void NewPayment(CityPerson person, Payee to, long amount, long midnight, double onThePhone)
    {
        var at = world.Daytime(midnight);
        var rejected = _random.Chance(0.05);
        if (_random.Chance(0.5))
        {
            world.Writer.Code(person, at - _random.Between(10_000, 40_000));
        }

        if (_random.Chance(onThePhone))
        {
            // The seller explains where to pay.
            var (caller, talk) = (world.Strangers.NewMobile(), _random.Minutes(5, 0.7));
            world.Agenda.At(at - (talk / 2), now => world.Calls.From(caller, person, now, 7_000, talk));
        }

        var back = _random.Chance(0.03) ? _random.Minutes(600, 1) : 0;
        world.Agenda.At(at, now =>
        {
            if (world.Money.Pay(person, to, amount, now, rejected) > 0 && back > 0)
            {
                world.Agenda.At(
                    now + back, later => world.Money.Receive(person, to.Account, to.Agent, amount, later));
            }
        });
    }

    /// <summary>Money of one's own that changes its place: once a year or two each.</summary>
    private void Own(CityPerson person, long midnight)
    {
        if (_random.Chance(0.008))
        {
            var cash = Math.Max(10_000, world.Yuan(900, 1) / 10_000 * 10_000);
            world.Agenda.At(world.Daytime(midnight), at => world.Money.Withdraw(person, cash, at));
        }

        if (!_random.Chance(0.006))
        {
            return;
        }

        Action<long> happen = _random.Fraction() switch
        {
            < 0.45 => at => world.Money.Consolidate(person, at),
            < 0.60 => at => world.Money.BreakDeposit(person, at),
            < 0.72 => at => world.Money.Mark(person, "LIMIT_RAISED", at),
            < 0.80 => at => world.Money.Mark(person, "WALLET_OPENED", at),
            < 0.90 => at => world.Money.Loan(person, _random.Below(Lenders), world.Yuan(4_000, 0.9), at),

            _ => at => PutAside(person, at),
        };
        world.Agenda.At(world.Daytime(midnight), happen);
    }

    /// <summary>From the account that is paid to the other one.</summary>
    private void PutAside(CityPerson person, long timeMs)
    {
        if (person.Second is { } second)
        {
            var to = new Payee(second.Id, CityMoney.Agent(second.Bank), "BANK");
            second.Balance += world.Money.Transfer(
                person, person.Main, to, person.Main.Balance / 3, timeMs, rejected: false);
        }
    }

    /// <summary>Salary, rent and instalments, on their days. One in four owes something.</summary>
    private void Fixed(CityPerson person, long midnight)
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(midnight + (8 * Hour)).Day;
        if (day == person.Payday)
        {
            var employer = $"EMPL{person.Merchants[0] % 200:0000}";
            world.Agenda.At(midnight + (9 * Hour) + _random.Between(0, Hour),
                at => world.Money.Receive(person, employer, "BANK01", person.Salary, at));
        }

        if (day == person.RentDay)
        {
            var landlord = new Payee("RENT" + person.Main.Id, "BANK02", "BANK");
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Pay(person, landlord, person.Salary * 3 / 10, at));
        }

        if (day == (person.Payday % 28) + 1 && person.Merchants[0] % 4 == 0)
        {
            var lender = Lender(person.Merchants[0] / 4 % Lenders);
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Pay(person, lender, person.Salary / 10, at));
        }
    }
}
