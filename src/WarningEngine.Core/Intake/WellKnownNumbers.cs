using System.Collections.Frozen;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Numbers that are never strangers and get no legs as counterparts: anti-fraud lines, emergency, carriers,
/// banks, public services, and what the operator's configuration adds.</summary>
/// <param name="more">In canonical form.</param>
public sealed class WellKnownNumbers(IEnumerable<string> more)
{
    private static readonly string[] Shipped =
    [
        "96110", "12381", "110", "112", "114", "119", "120", "122", "12110", "12315", "12321", "12333", "12345", "12348",
        "12366", "12306", "12378", "12386", "10086", "10010", "10000", "10099", "10011", "10001", "95598", "95588",
        "95533", "95599", "95566", "95559", "95555", "95568", "95561", "95595", "95558", "95528", "95577", "95508",
        "95501", "95580", "95511", "95518", "95519", "95500", "95338", "95311", "95543", "95546", "95554", "11183",
        "11185", "4008123123", "95188", "95017", "950618", "95118",
    ];

    private readonly FrozenSet<string> _numbers = Shipped.Concat(more).ToFrozenSet();

    /// <summary>With the operator's own beside the shipped ones.</summary>
    /// <param name="numbers">The plans by which calls are read: a number counts in the form that it has there, however it is written here.</param>
    /// <param name="more">As they are dialled, or with + and a country code.</param>
    /// <exception cref="ArgumentException">One of them is no number.</exception>
    public static WellKnownNumbers Read(Numbers numbers, IEnumerable<string> more)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return new(more.Select(x => numbers.Normalise(x)?.Text ?? throw new ArgumentException($"'{x}' is no number", nameof(more))));
    }

    /// <summary>Whether the number, in canonical form, is well known.</summary>
    public bool Contains(in CanonicalNumber number) =>
        number.Class is NumberClass.Emergency || _numbers.Contains(number.Text)
        || (number.Text.StartsWith("+86", StringComparison.Ordinal) && _numbers.Contains(number.Text[3..]));
}
