using System.Globalization;

namespace WarningEngine.App.City;

/// <summary>A number of the trade.</summary>
/// <param name="Text">As operators write it.</param>
/// <param name="Foreign">It comes over the international gateway.</param>
/// <param name="UntilMs">When it is given up, ms since epoch.</param>
internal sealed record GangNumber(string Text, bool Foreign, long UntilMs);

/// <summary>What frauds have in common: numbers that call many people for about a week, accounts that pass money on for
/// a few victims, and the lists on which some of both end up, late.</summary>
internal sealed class CityGang(
    CityRandom random, CityAgenda agenda, CityWriter writer, CityCalls calls, CityMoney money, CityPerson[] people)
{
    private const long Minute = 60_000;

    /// <summary>Mobiles of Macao, Oman and Hong Kong: +853 and 00968 in the reports [domain.md 3.3 T04 S85, T06
    /// S90].</summary>
    private static readonly string[] ForeignPrefixes = ["008536", "009689", "008526"];

    /// <summary>Ranges of virtual operators, and of GOIP boxes with local cards [domain.md 3.1, S77, S78].</summary>
    private static readonly string[] LocalPrefixes = ["170", "171", "165", "136", "152"];

    private readonly List<GangNumber> _numbers = [];
    private readonly List<string> _mules = [];
    private int _next = 1;

    /// <summary>Plans the trade's calls of one day: 328 calls to 255 people in 6.6 days of 29 s on average
    /// [domain.md 3.1, S75]: some 50 a day.</summary>
    public void Day(long midnight)
    {
        _numbers.RemoveAll(x => x.UntilMs <= midnight);
        foreach (var number in _numbers)
        {
            for (var i = 30 + random.Below(40); i > 0; i--)
            {
                var person = random.Pick(people);
                var ring = random.Between(2_000, 20_000);
                var talk = random.Chance(0.35) ? random.Minutes(0.35, 0.7) : 0;
                agenda.At(Working(midnight), at => calls.From(number.Text, person, at, ring, talk, number.Foreign));
            }
        }
    }

    /// <summary>Half of the trade's calls come at 8 to 11 and 14 to 17 h, and some hours around [domain.md 3.1,
    /// S74].</summary>
    public long Working(long midnight) => midnight + (60 * Minute * random.Fraction() switch
    {
        < 0.27 => random.Between(8, 11), < 0.54 => random.Between(14, 17), _ => random.Between(9, 21),
    }) + random.Between(0, 60 * Minute);

    /// <summary>A number in use, or a new one that will be in use for about 6.6 days [domain.md 3.1, S75].</summary>
    public GangNumber Number(long atMs, double foreignShare)
    {
        if (_numbers.Count > 3 && random.Chance(0.5))
        {
            return random.Pick(_numbers);
        }

        var foreign = random.Chance(foreignShare);
        var serial = _next++;
        var text = foreign
            ? string.Create(CultureInfo.InvariantCulture,
                $"{random.Pick(ForeignPrefixes)}{2_000_000 + (serial * 131 % 3_999_999)}")
            : $"{random.Pick(LocalPrefixes)}{55_000_000 + serial:00000000}";
        var number = new GangNumber(text, foreign, atMs + (long)(random.LogNormal(6.6, 0.4) * CityStream.DayMs));
        _numbers.Add(number);
        if (random.Chance(0.3))
        {
            // Victims report it, the centre lists it: days later, often when it has been given up.
            List("NUMBER", text, atMs + (long)(random.LogNormal(3, 0.8) * CityStream.DayMs));
        }

        return number;
    }

    /// <summary>An account that takes a few victims' money.</summary>
    public Payee Mule(long atMs, double walletShare = 0)
    {
        if (_mules.Count > 2 && random.Chance(0.4))
        {
            return new Payee(_mules[^(1 + random.Below(Math.Min(10, _mules.Count)))], "BANK05", "BANK");
        }

        var account = $"6230{_next++:000000000000}";
        if (random.Chance(walletShare))
        {
            return new Payee(account, "PAY02", "WALLET");
        }

        _mules.Add(account);
        if (random.Chance(0.25))
        {
            List("ACCOUNT", account, atMs + (long)(random.LogNormal(1, 0.8) * CityStream.DayMs));
        }

        return new Payee(account, "BANK05", "BANK");
    }

    /// <summary>An account from which rebates come.</summary>
    public string Payer() => $"6231{_next++:000000000000}";

    /// <summary>Taken on within minutes [domain.md 3.3 T04, S88: 28, then 141 accounts].</summary>
    public void PassOn(Payee mule, long amount, long timeMs)
    {
        var exchange = new Payee($"XCHG{random.Below(20):000}", "CRYPTO01", "CRYPTO");
        money.PassOn(mule.Account, mule.Agent, exchange, amount * 98 / 100, timeMs + random.Minutes(7, 0.8));
    }

    /// <summary>Somebody is called and talks for a while, but does not fall for it: a few of each who does.</summary>
    public void Lure(GangNumber number, long midnight)
    {
        var person = random.Pick(people);
        var talk = random.Minutes(3, 0.7);
        agenda.At(Working(midnight), at => calls.From(number.Text, person, at, 8_000, talk, number.Foreign));
    }

    /// <summary>Lists as they stood before the records begin: nothing that is still in use; and one honest number by
    /// mistake, taken off on appeal the next day.</summary>
    public void OldLists(long atMs)
    {
        for (var i = 0; i < 20; i++)
        {
            Listed("NUMBER", $"170{59_000_000 + i:00000000}", random.Pick(Levels), atMs);
        }

        if (Array.Find(people, x => x.Job == "courier") is { } courier)
        {
            var number = courier.E164;
            var entry = Listed("NUMBER", number, "MEDIUM", atMs);
            agenda.At(
                atMs + CityStream.DayMs, at => writer.Listed(entry, "NUMBER", number, "MEDIUM", at, "UPHELD"));
        }
    }

    private static readonly string[] Levels = ["MEDIUM", "HIGH", "HIGH", "VERY_HIGH"];

    private void List(string kind, string value, long timeMs)
    {
        var level = random.Pick(Levels);
        agenda.At(timeMs, at => Listed(kind, value, level, at));
    }

    private string Listed(string kind, string value, string level, long timeMs)
    {
        var entry = writer.Reference('i');
        writer.Listed(entry, kind, value, level, timeMs);
        return entry;
    }
}
