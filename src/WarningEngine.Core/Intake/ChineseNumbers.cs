using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>China's numbering plan with the ranges that general plans do not know or do not tell apart: short codes,
/// 106 ports, machines' SIM cards, virtual operators.</summary>
internal static class ChineseNumbers
{
    private const string Country = "+86";

    /// <summary>Dialled before a number to choose a cheaper network; not part of it.</summary>
    private static readonly string[] NetworkPrefixes =
        ["17951", "17911", "17909", "17908", "17901", "17969", "17996", "12593", "11808", "10193"];

    /// <param name="n">Digits, without the country code.</param>
    /// <param name="hasCountryCode">It was written with one: then 10 6234 5678 is a Beijing line and no port.</param>
    /// <returns>Null where the plan has no such number.</returns>
    public static CanonicalNumber? Find(string n, bool hasCountryCode) =>
        n.Length == 0 ? null
        : n[0] == '0' ? WithTrunkPrefix(n)
        : Special(n, hasCountryCode) ?? Landline("0" + n) ?? BehindNetworkPrefix(n);

    private static CanonicalNumber? WithTrunkPrefix(string n)
    {
        if (n.Length == 12 && Mobile(n[1..]) is { } mobile)
        {
            return mobile;
        }

        // No area begins with 0400 or 0800.
        if (TollFree(n[1..]) is { } tollFree)
        {
            return tollFree;
        }

        // A short code dialled in another city: 010 95588.
        var area = AreaLength(n);
        return n.Length - area is >= 3 and <= 6 ? ShortCode(n[area..], hasCountryCode: false) : Landline(n);
    }

    private static CanonicalNumber? Special(string n, bool hasCountryCode) =>
        Machine(n) ?? Port(n, hasCountryCode) ?? TollFree(n) ?? Mobile(n) ?? ShortCode(n, hasCountryCode);

    /// <summary>13 digits: SIM cards of machines.</summary>
    private static CanonicalNumber? Machine(string n) => n switch
    {
        ['1', '0', '6', '4', >= '6' and <= '9', ..] or ['1', '4', '0' or '1' or '4' or '6', ..] when n.Length == 13 =>
            new(Country + n, NumberClass.Iot),
        _ => null,
    };

    private static CanonicalNumber? Port(string n, bool hasCountryCode) =>
        n.StartsWith("106", StringComparison.Ordinal) && n.Length is >= 8 and <= 21 && !(hasCountryCode && n.Length == 10)
            ? new(n, NumberClass.Port106) : null;

    private static CanonicalNumber? TollFree(string n) =>
        n.Length == 10 && (n.StartsWith("400", StringComparison.Ordinal) || n.StartsWith("800", StringComparison.Ordinal))
            ? new(Country + n, NumberClass.TollFree) : null;

    private static CanonicalNumber? Mobile(string n) => n switch
    {
        { Length: not 11 } => null,
        ['1', '6', '2' or '5' or '7', ..] or ['1', '7', '0' or '1', ..] => new(Country + n, NumberClass.VirtualOperator),
        ['1', >= '3' and <= '9', ..] => new(Country + n, NumberClass.Mobile),
        _ => null,
    };

    private static CanonicalNumber? ShortCode(string n, bool hasCountryCode) => n switch
    {
        "110" or "112" or "119" or "120" or "122" or "12110" or "96110" => new(n, NumberClass.Emergency),
        ['1', '0', '0', ..] when n.Length is >= 5 and <= 9 => new(n, NumberClass.ServiceCode),
        ['1', '0' or '1' or '2', ..] when n.Length is >= 3 and <= 6 => new(n, NumberClass.ServiceCode),

        // Companies hang extensions on their 95 code; with a country code so many digits are a line in Ningxia.
        ['9', '5', ..] when n.Length >= 5 && n.Length <= (hasCountryCode ? 9 : 20) => new(n, NumberClass.ServiceCode),
        ['9', '6', ..] when n.Length is >= 5 and <= 9 => new(n, NumberClass.ServiceCode),
        _ => null,
    };

    /// <summary>With its trunk prefix 0: eight digits behind 010 and 02x, seven or eight behind the other area codes.</summary>
    private static CanonicalNumber? Landline(string n)
    {
        var area = AreaLength(n);
        var isArea = area == 3 || (n.Length > 1 && n[1] is >= '3' and <= '9');
        var subscriber = n.Length - area;
        return isArea && (subscriber == 8 || (subscriber == 7 && area == 4)) && n[area] != '0'
            ? new(Country + n[1..], NumberClass.Landline) : null;
    }

    private static int AreaLength(string n) =>
        n.StartsWith("010", StringComparison.Ordinal) || n.StartsWith("02", StringComparison.Ordinal) ? 3 : 4;

    private static CanonicalNumber? BehindNetworkPrefix(string n)
    {
        const int length = 5;
        foreach (var prefix in NetworkPrefixes)
        {
            if (n.Length >= length + 10 && n.StartsWith(prefix, StringComparison.Ordinal))
            {
                return n[length] == '0' ? WithTrunkPrefix(n[length..]) : Mobile(n[length..]);
            }
        }

        return null;
    }
}
