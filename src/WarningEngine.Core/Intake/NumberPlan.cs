using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Numbering plans of the world outside China's special ranges.</summary>
public interface INumberPlan
{
    /// <summary>E.164 with "+", of a number written in any way; null where no plan knows it.</summary>
    string? ToE164(string raw);

    /// <summary>Class of a valid E.164 number of another country or a Chinese fixed line.</summary>
    NumberClass Classify(string e164);
}

/// <summary>A number in the form under which the engine knows it, and its class.</summary>
/// <param name="Text">E.164 with "+"; short codes and 106 ports as digits alone; a sender that is no number as it is.</param>
/// <param name="Class">Told from its form.</param>
public readonly record struct CanonicalNumber(string Text, NumberClass Class);

/// <summary>Brings numbers into one form: China's special ranges here, the rest by <see cref="INumberPlan"/>.</summary>
public sealed class Numbers(INumberPlan plan)
{
    private const int Kept = 100_000;
    private readonly Dictionary<string, CanonicalNumber?> _seen = [];

    /// <summary>Null where it is no number. Remembers what it has seen, since the same numbers come again and again.</summary>
    public CanonicalNumber? Normalise(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (_seen.TryGetValue(raw, out var known))
        {
            return known;
        }

        if (_seen.Count >= Kept)
        {
            _seen.Clear();
        }

        return _seen[raw] = Find(raw);
    }

    private CanonicalNumber? Find(string raw)
    {
        Span<char> digits = stackalloc char[32];
        var length = 0;
        var plus = false;
        foreach (var c in raw)
        {
            if (c == '+' && length == 0)
            {
                plus = true;
            }
            else if (char.IsAsciiDigit(c))
            {
                if (length == digits.Length)
                {
                    return null;
                }

                digits[length++] = c;
            }
            else if (c is not (' ' or '-' or '(' or ')'))
            {
                return null;
            }
        }

        var number = digits[..length].ToString();
        if (!plus && number.StartsWith("00", StringComparison.Ordinal))
        {
            // The gateway adds 00 to what comes from abroad.
            plus = true;
            number = number[2..];
        }

        if (number.StartsWith("86", StringComparison.Ordinal) && number.Length is >= 12 and <= 15)
        {
            number = number[2..];
            plus = false;
        }

        if (!plus && Chinese(number) is { } chinese)
        {
            return chinese;
        }

        var e164 = plan.ToE164(plus ? "+" + number : raw);
        return e164 is null ? null : new CanonicalNumber(e164, plan.Classify(e164));
    }

    /// <summary>Ranges that general plans do not know or do not tell apart.</summary>
    private static CanonicalNumber? Chinese(string n) => n switch
    {
        ['1', '0', '6', ..] when n.Length == 13 && n.StartsWith("10648", StringComparison.Ordinal) => new("+86" + n, NumberClass.Iot),
        ['1', '0', '6', ..] when n.Length is >= 8 and <= 21 => new(n, NumberClass.Port106),
        "110" or "119" or "120" or "122" or "12110" or "96110" => new(n, NumberClass.Emergency),
        ['1', '0', ..] or ['1', '1', ..] or ['1', '2', ..] when n.Length is >= 3 and <= 6 => new(n, NumberClass.ServiceCode),
        ['9', '5', ..] or ['9', '6', ..] when n.Length is >= 5 and <= 9 => new(n, NumberClass.ServiceCode),
        ['4', '0', '0', ..] or ['8', '0', '0', ..] when n.Length == 10 => new("+86" + n, NumberClass.TollFree),
        ['1', '4', '1' or '4', ..] when n.Length == 13 => new("+86" + n, NumberClass.Iot),
        ['1', '6', '2' or '5' or '7', ..] or ['1', '7', '0' or '1', ..] when n.Length == 11 =>
            new("+86" + n, NumberClass.VirtualOperator),
        ['1', >= '3' and <= '9', ..] when n.Length == 11 => new("+86" + n, NumberClass.Mobile),
        ['0', >= '1' and <= '9', ..] when n.Length is >= 10 and <= 12 => new("+86" + n[1..], NumberClass.Landline),
        _ => null,
    };
}
