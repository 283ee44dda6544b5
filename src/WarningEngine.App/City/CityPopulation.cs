using System.Globalization;
using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>Who lives in the city, and who knows whom. Ages, pay and circles are plausible, not measured.</summary>
internal static class CityPopulation
{
    private static readonly string[] Prefixes =
        ["138", "139", "150", "151", "158", "159", "182", "187", "130", "186", "189", "177"];

    /// <summary>Chengdu, Mianyang, Luzhou, Chongqing, Kunming, Xi'an; the first most often.</summary>
    private static readonly string[] Regions =
        ["510100", "510100", "510100", "510700", "510500", "500100", "530100", "610100"];

    public static CityPerson[] Of(int people, CityRandom random, CityCoverage coverage)
    {
        CityPerson[] all = [.. Enumerable.Range(0, people).Select(i => Person(i, random, coverage))];
        Families(all, random);
        Circles(all, random, size: 12, knownOfEach: 4);
        for (var i = people * 3; i > 0; i--)
        {
            Acquaint(random.Pick(all), random.Pick(all));
        }

        return all;
    }

    private static CityPerson Person(int index, CityRandom random, CityCoverage coverage)
    {
        // Mean age 37, as that of victims (Ministry of Public Security of China, by China News 2024).
        var age = random.Fraction() switch
        {
            < 0.10 => AgeBand.Minor, < 0.42 => AgeBand.Young, < 0.88 => AgeBand.Adult, _ => AgeBand.Elderly,
        };
        var salary = age == AgeBand.Minor ? 30_000 : (long)(random.LogNormal(6_500, 0.5) * 100);
        var feed = coverage.Feeds[index % coverage.Feeds.Length];
        var shop = age is AgeBand.Young or AgeBand.Adult && random.Chance(0.035);
        return new CityPerson(
            Prefixes[index % Prefixes.Length] + $"{((index * 7919L) + 10_000_019L) % 100_000_000L:00000000}")
        {
            Age = age,
            Region = random.Pick(Regions),
            Operator = (int)feed,
            Feed = feed,
            Imei = feed is CallFeed.Final or CallFeed.Files ? Imei(35_402_011, index) : null,
            IsShop = shop,
            Main = Account("6222", index, random, (long)(salary * random.LogNormal(shop ? 9 : 3, 1))),
            Second = random.Chance(0.4)
                ? Account("6228", index, random, (long)(salary * random.LogNormal(1.5, 1))) : null,
            BankNamesNumber = random.Chance(coverage.Numbers),
            Merchants = [.. Enumerable.Range(0, 8).Select(_ => random.Below(CitySpending.Merchants))],
            Salary = salary,
            Payday = random.Pick([5, 10, 10, 15, 25]),
            RentDay = random.Chance(0.35) ? 1 + random.Below(28) : 0,
            CallsPerDay = Math.Min(8, random.LogNormal(1.1, 0.6)),
            Deposit = random.Chance(0.3) ? (long)(salary * random.LogNormal(6, 0.8)) : 0,
        };
    }

    /// <summary>A device's number with the spare digit 0 that phones send in place of the check digit (3GPP TS
    /// 23.003).</summary>
    public static string Imei(int type, int serial) =>
        string.Create(CultureInfo.InvariantCulture, $"{type:00000000}{serial % 1_000_000:000000}0");

    private static CityAccount Account(string range, int index, CityRandom random, long balance) =>
        new($"{range}{index:00000000}{random.Below(10_000):0000}", random.Below(CityMoney.Banks)) { Balance = balance };

    /// <summary>Neighbours in the list live together, one to four of them; parents' parents live elsewhere.</summary>
    private static void Families(CityPerson[] all, CityRandom random)
    {
        for (var from = 0; from < all.Length;)
        {
            var to = Math.Min(all.Length, from + 1 + random.Below(4));
            for (var i = from; i < to; i++)
            {
                for (var j = i + 1; j < to; j++)
                {
                    Acquaint(all[i], all[j]);
                }
            }

            Acquaint(all[from], random.Pick(all));
            from = to;
        }
    }

    /// <summary>Colleagues and classmates: circles of people who know some of each other.</summary>
    private static void Circles(CityPerson[] all, CityRandom random, int size, int knownOfEach)
    {
        var shuffled = all.ToArray();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        for (var i = 0; i < shuffled.Length; i++)
        {
            var first = i / size * size;
            for (var n = 0; n < knownOfEach / 2; n++)
            {
                Acquaint(shuffled[i], shuffled[first + random.Below(Math.Min(size, shuffled.Length - first))]);
            }
        }
    }

    private static void Acquaint(CityPerson one, CityPerson other)
    {
        if (one != other && !one.Contacts.Contains(other))
        {
            one.Contacts.Add(other);
            other.Contacts.Add(one);
        }
    }
}
