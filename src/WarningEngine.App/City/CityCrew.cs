using System.Globalization;

namespace WarningEngine.App.City;

/// <summary>A number of the trade.</summary>
/// <param name="Caller">As it calls.</param>
/// <param name="FromMs">From when it is used, ms since epoch.</param>
/// <param name="UntilMs">When it is given up.</param>
internal sealed record CrewNumber(CityCaller Caller, long FromMs, long UntilMs);

/// <summary>How a crew calls, which is its own choice. Shares of its numbers; the rest are single local
/// mobiles.</summary>
/// <param name="Foreign">Come over the international gateway.</param>
/// <param name="Box">Are cards of one box in a rented room.</param>
/// <param name="Spoofed">Look like a bank's or an office's and are none.</param>
/// <param name="Office">Are of the kind 400 or 95, rented by a firm of straw.</param>
internal readonly record struct CrewHabits(double Foreign, double Box, double Spoofed, double Office);

/// <summary>Who works one type of fraud: numbers that are given up after days, accounts that take a few victims' money,
/// domains, and the lists on which some of them end up, late.</summary>
internal sealed class CityCrew(CityWorld world, string type, CrewHabits habits)
{
    private const long Minute = CityWorld.Minute;
    private const double MuleDays = 3;

    /// <summary>In a town of this size a crew has a number in use at any time; in a smaller one that is as much less likely.
    /// Our own: 25 crews' numbers are then some 1,250 calls a day, one a person in two months.</summary>
    private const double PeopleOfACrew = 50_000;

    /// <summary>Mobiles of Macao, Oman, Hong Kong, Cambodia and the Philippines: +853 and 00968 stand in the reports
    /// (sxhonor.com; Hunan Legal Daily 2025); the rest are our own.</summary>
    private static readonly (string Prefix, string Country)[] Foreign =
        [("008536", "MO"), ("009689", "OM"), ("008526", "HK"), ("0085512", "KH"), ("0063917", "PH")];

    /// <summary>Ranges of virtual operators and of ordinary ones: since fraud calls look local, they come from cards in
    /// boxes, one of which holds more than a hundred (Changsha police on GOIP), and from handsets joined by a cable in
    /// rented rooms (NetEase on "mobile ports").</summary>
    private static readonly string[] Local = ["170", "171", "165", "136", "152", "166", "198"];

    private static readonly string[] Spoofs = ["0095588", "+95533", "00110", "+861010086", "0021110"];
    private static readonly string[] Levels = ["MEDIUM", "HIGH", "HIGH", "VERY_HIGH"];

    private readonly CityRandom _random = world.Random;
    private readonly List<CrewNumber> _numbers = [];
    private readonly List<(Payee Payee, long UntilMs)> _mules = [];
    private readonly List<(string Domain, string Sender, string Hash, long UntilMs)> _campaigns = [];
    private int _next = 1;
    private int _box = 1;

    private int Serial => (int.Parse(type.AsSpan(1), CultureInfo.InvariantCulture) * 100_000) + _next++;

    /// <summary>Plans the calls of one day: a number of the trade calls some 50 times a day, as nuisance numbers do
    /// (TouchPal's phone guard, 2016): most hang up within seconds, a few listen for a while.</summary>
    public void Day(long midnight)
    {
        _numbers.RemoveAll(x => x.UntilMs <= midnight);
        if (_numbers.Count == 0 && _random.Chance(Math.Min(1, world.People.Length / PeopleOfACrew)))
        {
            Take(midnight);
        }

        foreach (var number in _numbers.Where(x => x.FromMs < midnight + CityWorld.Day))
        {
            for (var i = 30 + _random.Below(40); i > 0; i--)
            {
                var person = _random.Pick(world.People);
                var ring = _random.Between(2_000, 20_000);
                var talk = _random.Fraction() switch
                {
                    < 0.33 => _random.Minutes(0.35, 0.7), < 0.37 => _random.Minutes(3, 0.7), _ => 0,
                };
                world.Agenda.At(
                    world.Working(midnight), at => world.Calls.From(number.Caller, person, at, ring, talk));
            }
        }
    }

    /// <summary>A number in use: it has called hundreds (328 calls in its life, same report) before one falls for it. One victim
    /// in seven is among the first that a new one calls.</summary>
    public CityCaller Number(long atMs)
    {
        var used = _numbers.FindAll(x => x.FromMs <= atMs && x.UntilMs > atMs);
        return used.Count > 0 && _random.Chance(0.85) ? _random.Pick(used).Caller : Take(atMs);
    }

    /// <summary>A new number that will be in use for about 6.6 days, the life of nuisance numbers (TouchPal's phone guard, 2016),
    /// which is the nearest that is known.</summary>
    public CityCaller Take(long atMs)
    {
        var caller = Fresh();
        _numbers.Add(new CrewNumber(caller, atMs, atMs + (long)(_random.LogNormal(6.1, 0.4) * CityWorld.Day)));
        if (!Spoofs.Contains(caller.Text) && _random.Chance(0.3))
        {
            // Victims report it, the centre lists it: days later, often when it has been given up.
            List("NUMBER", caller.Text, atMs + (long)(_random.LogNormal(3, 0.8) * CityWorld.Day));
        }

        return caller;
    }

    /// <summary>A number that victims can call: one that is spoofed would ring elsewhere.</summary>
    public string HotLine(long atMs)
    {
        var number = Number(atMs).Text;
        return Spoofs.Contains(number) ? world.Strangers.NewMobile().Text : number;
    }

    /// <summary>An account that takes the money of a few victims within days.</summary>
    /// <param name="atMs">When it is paid.</param>
    /// <param name="kind">BANK, WALLET, DIGITAL_YUAN, MERCHANT, CRYPTO or GOLD.</param>
    public Payee Mule(long atMs, string kind)
    {
        _mules.RemoveAll(x => x.UntilMs <= atMs);
        var same = _mules.FindAll(x => x.Payee.Kind == kind);
        if (same.Count > 0 && _random.Chance(same.Count > 2 ? 0.5 : 0.3))
        {
            return _random.Pick(same).Payee;
        }

        var payee = kind switch
        {
            "GOLD" => new Payee($"GOLD{_random.Below(60):000}", "PAY01", kind, IsNew: true),
            "CRYPTO" => new Payee($"XCHG{_random.Below(20):000}", "CRYPTO01", kind, IsNew: true),
            _ => new Payee($"6230{Serial:000000000000}", kind == "BANK" ? Bank() : "PAY02", kind, IsNew: true),
        };
        if (kind is "GOLD" or "CRYPTO")
        {
            return payee;
        }

        _mules.Add((payee, atMs + (long)(_random.LogNormal(MuleDays, 0.6) * CityWorld.Day)));
        Elsewhere(payee, atMs);
        if (_random.Chance(0.25))
        {
            List("ACCOUNT", payee.Account, atMs + (long)(_random.LogNormal(1, 0.8) * CityWorld.Day));
        }

        return payee;
    }

    /// <summary>An account from which rebates and "withdrawals" come.</summary>
    public string Payer() => $"6231{Serial:000000000000}";

    /// <summary>What a victim sent is sent on within minutes: 28, then 141 accounts (Financial Express and Indian
    /// Express on arrests by video).</summary>
    public void PassOn(Payee mule, long amount, long timeMs)
    {
        if (mule.Kind is "BANK" or "WALLET")
        {
            var exchange = new Payee($"XCHG{_random.Below(20):000}", "CRYPTO01", "CRYPTO");
            var after = timeMs + _random.Minutes(7, 0.8);
            world.Agenda.At(after, at => world.Money.Outside(mule, exchange, amount * 98 / 100, at));
        }
    }

    /// <summary>A message of the crew to a victim, and to some others who do not fall for it. Domains live for
    /// days.</summary>
    public void Message(CityPerson victim, string template, bool link, long atMs, string? sender = null)
    {
        _campaigns.RemoveAll(x => x.UntilMs <= atMs);
        if (_campaigns.Count == 0 || _random.Chance(0.3))
        {
            var serial = Serial;
            var address = sender switch
            {
                "INTERNATIONAL" => $"0085261{serial % 1_000_000:000000}",
                "FALSE_BASE_STATION_SUSPECT" => "95588",
                "P2P" => $"{_random.Pick(Local)}{40_000_000 + serial:00000000}",
                _ => $"1066{serial:00000000}",
            };
            var domain = $"{type.ToLowerInvariant()}-{serial:x}.example.net";
            _campaigns.Add((domain, address, $"{serial * 7919:x8}",
                atMs + (long)(_random.LogNormal(2.5, 0.6) * CityWorld.Day)));
            if (_random.Chance(0.4))
            {
                List("DOMAIN", domain, atMs + (long)(_random.LogNormal(1.5, 0.8) * CityWorld.Day));
            }
        }

        var campaign = _random.Pick(_campaigns);
        var site = link ? campaign.Domain : null;
        world.Agenda.At(
            atMs, at => world.Writer.Sms(campaign.Sender, victim, template, site, at, sender, campaign.Hash));
        for (var i = 10 + _random.Below(50); i > 0; i--)
        {
            var other = _random.Pick(world.People);
            world.Agenda.At(atMs + _random.Minutes(60, 1.2), at =>
                world.Writer.Sms(campaign.Sender, other, template, site, at, sender, campaign.Hash));
        }
    }

    public void List(string kind, string value, long timeMs)
    {
        var level = _random.Pick(Levels);
        world.Agenda.At(timeMs, at => world.Writer.Listed(world.Writer.Reference(), kind, value, level, at));
    }

    private CityCaller Fresh()
    {
        var serial = Serial;
        var kind = _random.Fraction();
        if (kind < habits.Foreign)
        {
            var (prefix, country) = _random.Pick(Foreign);
            return new CityCaller(
                $"{prefix}{2_000_000 + ((long)serial * 131 % 3_999_999)}", Gateway: true,
                _random.Chance(0.5) ? country : null);
        }

        var local = $"{_random.Pick(Local)}{50_000_000 + serial:00000000}";
        kind -= habits.Foreign;
        if (kind < habits.Box)
        {
            // Up to eight of the crew's numbers at a time are cards of one box; a third of boxes are on an operator
            // of the city.
            _box += _random.Chance(0.15) ? 1 : 0;
            return new CityCaller(
                local, Imei: _box % 3 == 0 ? CityPopulation.Imei(86_012_304, (serial / 100_000 * 1_000) + _box) : null);
        }

        kind -= habits.Box;
        if (kind < habits.Spoofed)
        {
            return new CityCaller(
                _random.Pick(Spoofs), _random.Chance(0.5), Attestation: _random.Chance(0.5) ? "C" : null);
        }

        return kind - habits.Spoofed < habits.Office
            ? new CityCaller($"400{6_100_000 + (serial % 3_000_000)}") : new CityCaller(local);
    }

    /// <summary>It shows a number that is somebody else's, or nobody's.</summary>
    public static bool IsSpoofed(CityCaller caller) => Spoofs.Contains(caller.Text);

    private string Bank() => _random.Chance(0.6) ? "BANK05" : CityMoney.Agent(_random.Below(CityMoney.Banks));

    /// <summary>Victims outside the city pay the same account, and their money goes on, too.</summary>
    private void Elsewhere(Payee mule, long atMs)
    {
        for (var i = mule.Kind == "BANK" ? _random.Below(6) : 0; i > 0; i--)
        {
            var from = new Payee(Payer(), "BANK03", "BANK");
            var amount = world.Yuan(12_000, 1.2);
            world.Agenda.At(atMs + _random.Minutes(500, 1.2), at =>
            {
                world.Money.Outside(from, mule, amount, at);
                PassOn(mule, amount, at);
            });
        }
    }
}
