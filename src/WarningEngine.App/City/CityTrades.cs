namespace WarningEngine.App.City;

/// <summary>Trades whose every day looks like a fraudster's or a victim's: many short calls to strangers, nights on the
/// phone. Couriers, drivers, call centres, hospitals, schools, debt collectors and night-shift workers are what
/// operators' models take for frauds (Yang Jiankun, Yunnan Telecom, 2021; Xing and others on call records). The counts
/// are our own.</summary>
internal sealed class CityTrades(CityWorld world)
{
    private const long Minute = CityWorld.Minute;
    private const long Hour = CityWorld.Hour;

    private readonly CityRandom _random = world.Random;

    /// <summary>Plans one day.</summary>
    public void Day(CityPerson person, string kind, long midnight)
    {
        switch (kind)
        {
            case "courier":
                // Some 45 parcels: "I am at your door", called back by who missed it.
                Short(person, midnight, 25 + _random.Below(40), 8, 20);
                break;
            case "ride_driver":
                // Passengers who are not found, day and night.
                Short(person, midnight, 10 + _random.Below(20), 6, 24);
                break;
            case "hospital":
                // Appointments, results; people call back.
                Outgoing(person, midnight, 20 + _random.Below(40), answered: 0.75, medianMinutes: 2);
                Answering(person, midnight, 20);
                break;
            case "school":
                Outgoing(person, midnight, 10 + _random.Below(25), answered: 0.8, medianMinutes: 3);
                Answering(person, midnight, 6);
                break;
            case "call_centre":
                // Sells and asks: 40 to 80 calls a day, few of them long.
                Outgoing(person, midnight, 40 + _random.Below(40), answered: 0.4, medianMinutes: 1);
                break;
            case "hotline":
                Answering(person, midnight, 60);
                break;
            case "debt_collection":
                // Fewer people, who do not like to answer and are not called back.
                Outgoing(person, midnight, 25 + _random.Below(25), answered: 0.25, medianMinutes: 3);
                break;
            default:
                NightShift(person, midnight);
                break;
        }
    }

    private void Short(CityPerson person, long midnight, int count, int fromHour, int toHour)
    {
        for (; count > 0; count--)
        {
            var to = _random.Pick(world.People);
            var at = midnight + _random.Between(fromHour * Hour, toHour * Hour);
            var talk = _random.Chance(0.7) ? _random.Between(8_000, 45_000) : 0;
            world.Agenda.At(at, now => world.Calls.Between(person, to, now, 8_000, talk));
            if (_random.Chance(talk == 0 ? 0.4 : 0.05))
            {
                var back = _random.Between(10_000, 60_000);
                at += _random.Between(Minute, Hour);
                world.Agenda.At(at, now => world.Calls.Between(to, person, now, 5_000, back));
            }
        }
    }

    private void Outgoing(CityPerson person, long midnight, int count, double answered, double medianMinutes)
    {
        for (; count > 0; count--)
        {
            var to = _random.Pick(world.People);
            var talk = _random.Chance(answered) ? _random.Minutes(medianMinutes, 1) : 0;
            var start = midnight + _random.Between(9 * Hour, 18 * Hour);
            world.Agenda.At(start, at => world.Calls.Between(person, to, at, 9_000, talk));
        }
    }

    /// <summary>Answers strangers all day.</summary>
    private void Answering(CityPerson person, long midnight, int about)
    {
        for (var i = (about / 2) + _random.Below(about); i > 0; i--)
        {
            var from = _random.Pick(world.People);
            var talk = _random.Minutes(4, 0.8);
            var start = midnight + _random.Between(9 * Hour, 18 * Hour);
            world.Agenda.At(start, at => world.Calls.Between(from, person, at, 12_000, talk));
        }
    }

    private void NightShift(CityPerson person, long midnight)
    {
        for (var i = person.Contacts.Count == 0 ? 0 : 2; i > 0; i--)
        {
            var friend = person.Contacts[_random.Rank(person.Contacts.Count)];
            var talk = _random.Minutes(15, 0.8);
            var start = midnight + _random.Between(0, 5 * Hour);
            world.Agenda.At(start, at => world.Calls.Between(person, friend, at, 5_000, talk));
        }

        // The late take-away that got cards frozen (Daily Economic News 2026).
        var shop = _random.Below(CitySpending.Merchants);
        var late = midnight + _random.Between(0, 5 * Hour);
        world.Agenda.At(late, at => world.Money.Pay(person, Payee.Shop(shop), 6_000, at));
    }
}
