namespace WarningEngine.App.City;

/// <summary>People who run a small business: customers call, goods are ordered and paid, sometimes from somebody new,
/// and often with the supplier on the phone. Plausible, not measured.</summary>
internal sealed class CityShops(CityWorld world)
{
    private const long Minute = CityWorld.Minute;

    private readonly CityPerson[] _owners = [.. world.People.Where(x => x.IsShop)];
    private readonly CityRandom _random = world.Random;

    /// <summary>A regular creditor of a shop: one of three.</summary>
    public static Payee Supplier(CityPerson owner, int which) =>
        new($"SUPP{owner.Number[^7..]}{which}", "BANK02", "BANK");

    public void Day(long midnight)
    {
        foreach (var owner in _owners)
        {
            for (var i = _random.Count(2); i > 0; i--)
            {
                var (caller, talk) = (world.Strangers.NewMobile(), _random.Minutes(1.5, 0.9));
                world.Agenda.At(
                    world.Daytime(midnight), at => world.Calls.From(caller, owner, at, 9_000, talk));
            }

            // What customers pay in a day comes from their collecting firm in one sum.
            var takings = world.Yuan(1_400, 0.5);
            world.Agenda.At(
                world.Daytime(midnight), at => world.Money.Receive(owner, "ACQUIRER01", "PAY01", takings, at));
            if (_random.Chance(0.25))
            {
                var (to, amount) = (Supplier(owner, _random.Rank(3)), world.Agreed(3_500, 0.8));
                Order(owner, to, amount, world.Working(midnight), onThePhone: 0.15);
            }

            if (_random.Chance(0.02))
            {
                var to = world.Strangers.NewPayee("BANK");
                Order(owner, to, world.Agreed(4_500, 0.9), world.Working(midnight), onThePhone: 0.4);
            }
        }
    }

    private void Order(CityPerson owner, Payee to, long amount, long at, double onThePhone)
    {
        if (_random.Chance(0.6))
        {
            var number = to.IsNew ? world.Strangers.NewMobile().Text : $"138{to.Account[4..]}";
            var talk = _random.Minutes(4, 0.7);
            var paid = _random.Chance(onThePhone) ? at + (talk / 2) : at + talk + _random.Minutes(40, 1);
            world.Agenda.At(at, now => world.Calls.To(owner, number, now, 6_000, talk));
            at = paid;
        }

        world.Agenda.At(at, now => world.Money.Transfer(owner, owner.Main, to, amount, now, rejected: false));
    }
}
