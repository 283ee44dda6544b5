using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Brings numbers into one form: China's ranges by <see cref="ChineseNumbers"/>, the rest by
/// <see cref="INumberPlan"/>. Not safe for two threads at once.</summary>
public sealed class Numbers(INumberPlan plan)
{
    private const int DigitsMax = 32;
    private readonly bool _homeIsChina = plan.HomeRegion == "CN";

    /// <summary>ISO 3166 alpha-2: a call from another country has crossed a border.</summary>
    public string HomeRegion => plan.HomeRegion;

    /// <summary>Null where it is no number; <see cref="NumberClass.Irregular"/> where it has the form of one but no plan
    /// knows it.</summary>
    public CanonicalNumber? Normalise(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        Span<char> buffer = stackalloc char[DigitsMax];
        if (!TryReadDigits(raw, buffer, out var length, out var plus) || length == 0)
        {
            return null;
        }

        ReadOnlySpan<char> digits = buffer[..length];
        if (!plus && _homeIsChina)
        {
            // The gateway adds 00 to what comes from abroad; 086 is +86 as some exchanges write it.
            var prefix = digits.StartsWith("00") ? 2 : digits.StartsWith("086") && length == 14 ? 1 : 0;
            plus = prefix > 0;
            digits = digits[prefix..];
        }

        var isChinese = plus ? digits.StartsWith("86") : _homeIsChina;
        if (isChinese)
        {
            // Eleven digits of a subscriber behind 86: so long a number of another kind does not start with it.
            var hasCountryCode = plus || (digits.StartsWith("86") && digits.Length >= 12);
            var national = (hasCountryCode ? digits[2..] : digits).ToString();
            if (ChineseNumbers.Find(national, hasCountryCode) is { } chinese)
            {
                return chinese;
            }
        }

        if (plan.ToE164(plus ? $"+{digits}" : raw) is { } e164)
        {
            // However it was written, a number of China is told by China's ranges.
            return (e164.StartsWith("+86", StringComparison.Ordinal) ? ChineseNumbers.Find(e164[3..], hasCountryCode: true) : null)
                ?? new CanonicalNumber(e164, plan.Classify(e164));
        }

        // Of the right form, but of no plan: made up, as callers that hide do. It is still the same caller next time.
        return plus && digits.Length is >= 7 and <= 15 && digits[0] != '0' && !isChinese
            ? new CanonicalNumber($"+{digits}", NumberClass.Irregular) : null;
    }

    private static bool TryReadDigits(string raw, Span<char> digits, out int length, out bool plus)
    {
        length = 0;
        plus = false;
        foreach (var c in raw)
        {
            if (c == '+' && length == 0 && !plus)
            {
                plus = true;
            }
            else if (char.IsAsciiDigit(c) && length < digits.Length)
            {
                digits[length++] = c;
            }
            else if (c is not (' ' or '-' or '.' or '(' or ')'))
            {
                return false;
            }
        }

        return true;
    }
}
