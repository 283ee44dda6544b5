namespace WarningEngine.App.City;

/// <summary>Trades whose every day looks like a fraudster's or a victim's: many short calls to strangers, nights on the
/// phone.</summary>
internal sealed class CityTrades(
    CityRandom random, CityAgenda agenda, CityCalls calls, CityMoney money, CityPerson[] people)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>Plans one day.</summary>
    public void Day(CityPerson person, string kind, long midnight)
    {
        switch (kind)
        {
            case "courier":
                Courier(person, midnight);
                break;
            case "call_centre":
                // Sells and asks: 40 to 80 calls a day, few of them long.
                Outgoing(person, midnight, 40 + random.Below(40), answered: 0.4, medianMinutes: 1);
                break;
            case "hotline":
                Hotline(person, midnight);
                break;
            case "debt_collection":
                // Fewer people, who do not like to answer and are not called back.
                Outgoing(person, midnight, 25 + random.Below(25), answered: 0.25, medianMinutes: 3);
                break;
            default:
                NightShift(person, midnight);
                break;
        }
    }

    /// <summary>Some 45 parcels: "I am at your door", called back by who missed it.</summary>
    private void Courier(CityPerson person, long midnight)
    {
        for (var i = 25 + random.Below(40); i > 0; i--)
        {
            var to = random.Pick(people);
            var at = midnight + random.Between(8 * Hour, 20 * Hour);
            var talk = random.Chance(0.7) ? random.Between(8_000, 45_000) : 0;
            agenda.At(at, now => calls.Between(person, to, now, 8_000, talk));
            if (random.Chance(talk == 0 ? 0.4 : 0.05))
            {
                var back = random.Between(10_000, 60_000);
                agenda.At(at + random.Between(Minute, Hour), now => calls.Between(to, person, now, 5_000, back));
            }
        }
    }

    private void Outgoing(CityPerson person, long midnight, int count, double answered, double medianMinutes)
    {
        for (; count > 0; count--)
        {
            var to = random.Pick(people);
            var talk = random.Chance(answered) ? random.Minutes(medianMinutes, 1) : 0;
            agenda.At(midnight + random.Between(9 * Hour, 18 * Hour), at => calls.Between(person, to, at, 9_000, talk));
        }
    }

    /// <summary>Answers strangers all day.</summary>
    private void Hotline(CityPerson person, long midnight)
    {
        for (var i = 40 + random.Below(40); i > 0; i--)
        {
            var from = random.Pick(people);
            var talk = random.Minutes(4, 0.8);
            var start = midnight + random.Between(9 * Hour, 18 * Hour);
            agenda.At(start, at => calls.Between(from, person, at, 12_000, talk));
        }
    }

    private void NightShift(CityPerson person, long midnight)
    {
        for (var i = person.Contacts.Count == 0 ? 0 : 2; i > 0; i--)
        {
            var friend = person.Contacts[random.Rank(person.Contacts.Count)];
            var talk = random.Minutes(15, 0.8);
            agenda.At(midnight + random.Between(0, 5 * Hour), at => calls.Between(person, friend, at, 5_000, talk));
        }

        // The late take-away that got cards frozen [domain.md 2.4, S63].
        var shop = random.Below(CityLife.Merchants);
        agenda.At(midnight + random.Between(0, 5 * Hour), at => money.Pay(person, Payee.Shop(shop), 6_000, at));
    }
}
