using System.Globalization;

namespace WarningEngine.App.City;

/// <summary>Numbers and accounts outside the city that mean no harm, and those that are only a nuisance.</summary>
internal sealed class CityStrangers
{
    private static readonly string[] AreaCodes = ["28", "10", "21", "20", "755"];

    private readonly CityWorld _world;
    private readonly CityRandom _random;

    /// <summary>Firms that sell by phone for years, and call many people.</summary>
    private readonly CityCaller[] _sellers;

    /// <summary>Stalls, drivers, small shops: people with a code of their own, paid by many.</summary>
    private readonly Payee[] _stalls;

    private readonly List<Nuisance> _nuisances = [];
    private int _fresh = 1;

    public CityStrangers(CityWorld world)
    {
        _world = world;
        _random = world.Random;
        _sellers = [.. Enumerable.Range(0, 20 + (world.People.Length / 100)).Select(_ => new CityCaller(Seller()))];
        _stalls = [.. Enumerable.Range(0, 30 + (world.People.Length / 25)).Select(_ =>
            NewPayee(_random.Chance(0.5) ? "WALLET" : "BANK"))];
    }

    /// <summary>A firm that sells by phone.</summary>
    public CityCaller AnySeller => _random.Pick(_sellers);

    /// <summary>A small trader of the neighbourhood; the first ones are paid most often.</summary>
    public Payee Stall => _stalls[_random.Rank(_stalls.Length)];

    /// <summary>A mobile number outside the city that nobody has seen.</summary>
    public CityCaller NewMobile() =>
        new(string.Create(CultureInfo.InvariantCulture, $"19{_fresh++ % 1_000_000_000:000000000}"));

    /// <summary>A landline outside the city that nobody has seen.</summary>
    public CityCaller NewLandline() => new(string.Create(
        CultureInfo.InvariantCulture, $"0{_random.Pick(AreaCodes)}{62_000_000 + (_fresh++ % 8_000_000)}"));

    /// <summary>An account outside the city that nobody has seen.</summary>
    public Payee NewPayee(string kind) => new(
        string.Create(CultureInfo.InvariantCulture, $"6217{_fresh++:000000000000}"),
        CityMoney.Agent(_random.Below(CityMoney.Banks)), kind, IsNew: true);

    /// <summary>Plans a day of nuisance: numbers live 6.6 days and make 328 calls of 29 s to 255 people (TouchPal's
    /// phone guard, 2016), some 50 a day; so many of them that each line hears 0.2 of their calls a day, which is our
    /// own.</summary>
    public void Day(long midnight)
    {
        _nuisances.RemoveAll(x => x.UntilMs <= midnight);
        for (var missing = (_world.People.Length / 250) + 1 - _nuisances.Count; missing > 0; missing--)
        {
            // At the beginning they are of all ages.
            var caller = _random.Chance(0.3) ? NewLandline() : NewMobile();
            var life = (long)(_random.LogNormal(6.1, 0.4) * CityWorld.Day * (0.2 + (0.8 * _random.Fraction())));
            _nuisances.Add(new Nuisance(caller, midnight + Math.Max(life, CityWorld.Day)));
        }

        foreach (var nuisance in _nuisances)
        {
            CityPerson? last = null;
            for (var i = 35 + _random.Below(30); i > 0; i--)
            {
                last = last is not null && _random.Chance(0.22) ? last : _random.Pick(_world.People);
                var person = last;
                var ring = _random.Between(2_000, 25_000);
                var talk = _random.Chance(0.4) ? _random.Minutes(0.35, 0.75) : 0;
                _world.Agenda.At(
                    _world.Working(midnight), at => _world.Calls.From(nuisance.Caller, person, at, ring, talk));
            }
        }
    }

    private string Seller() => _random.Chance(0.25)
        ? $"400{_random.Between(6_000_000, 9_999_999)}"
        : $"0{_random.Pick(AreaCodes)}{_random.Between(80_000_000, 88_999_999)}";

    private readonly record struct Nuisance(CityCaller Caller, long UntilMs);
}
