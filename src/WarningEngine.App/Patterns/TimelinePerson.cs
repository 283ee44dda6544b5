using System.Globalization;
using WarningEngine.Core.Events;

namespace WarningEngine.App.Patterns;

/// <summary>The person of a test: a line with an account, and the names that the test gives to others.</summary>
internal sealed class TimelinePerson
{
    public const string Number = "+8613900000001";
    public const string Account = "PERSON-ACCOUNT";

    private readonly Dictionary<string, int> _names = [];
    private readonly Dictionary<string, (string Number, NumberClass Class)> _numbers = [];

    public AgeBand AgeBand { get; set; }

    /// <summary>fen; negative where the bank does not tell.</summary>
    public long Balance { get; set; } = 20_000_00;

    /// <summary>fen of the payments before the test.</summary>
    public long UsualAmount { get; set; } = 1_000_00;

    public bool HasHistory { get; set; } = true;

    /// <summary>A friend's number: talked with for weeks.</summary>
    public static string Contact => "+8613700000009";

    /// <summary>An account paid for weeks.</summary>
    public static string KnownPayee => "KNOWN-PAYEE";

    /// <summary>Those of which a number can be made up.</summary>
    public static IReadOnlyList<NumberClass> Classes { get; } =
    [
        NumberClass.Mobile, NumberClass.VirtualOperator, NumberClass.Landline, NumberClass.TollFree, NumberClass.ServiceCode, NumberClass.Port106,
        NumberClass.International, NumberClass.Irregular,
    ];

    /// <summary>Of a name that has a number; else null.</summary>
    public NumberClass? ClassOf(string name) => _numbers.TryGetValue(name, out var known) ? known.Class : null;

    /// <summary>A new number that looks like those of its class; where a name is given, always the one it had
    /// first.</summary>
    public string NumberOf(string? name, NumberClass kind)
    {
        if (name is null)
        {
            return NewNumber(null, kind);
        }

        if (!_numbers.TryGetValue(name, out var known))
        {
            _numbers[name] = known = (NewNumber(name, kind), kind);
        }

        return known.Number;
    }

    private string NewNumber(string? name, NumberClass kind)
    {
        var serial = Serial("number", name);
        var text = serial.ToString("0000", CultureInfo.InvariantCulture);
        return kind switch
        {
            NumberClass.International => "+8536612" + text,
            NumberClass.VirtualOperator => "+861700000" + text,
            NumberClass.Landline => "+86108800" + text,
            NumberClass.TollFree => "+86400800" + text,

            // A bank that everybody knows; there is one of it.
            NumberClass.ServiceCode => "95588",
            NumberClass.Port106 => "10690000" + text,
            _ => "+861380000" + text,
        };
    }

    public string AccountOf(string? name) => $"OTHER-ACCOUNT-{Serial("account", name)}";

    /// <summary>A number that no other event has.</summary>
    public int Fresh() => Serial("fresh", null);

    private int Serial(string kind, string? name)
    {
        var key = name is null ? $"{kind} unnamed {_names.Count}" : $"{kind} {name}";
        if (!_names.TryGetValue(key, out var serial))
        {
            _names[key] = serial = _names.Count + 1;
        }

        return serial;
    }
}
