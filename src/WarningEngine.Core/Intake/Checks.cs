using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>The checks that records share. Each answers with the reason and the field.</summary>
internal static class Checks
{
    public static CheckResult Text(string text, string field, bool required = false)
    {
        if (text.Length == 0)
        {
            return required ? new CheckResult(Rejection.MissingField, field) : CheckResult.Good;
        }

        if (text.Length > Limits.TextFieldMax)
        {
            return new CheckResult(Rejection.TextTooLong, field);
        }

        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return new CheckResult(Rejection.ControlCharacter, field);
            }
        }

        return CheckResult.Good;
    }

    /// <summary>An event's time against the engine's limits and its arrival; within five minutes ahead it is clamped.</summary>
    public static CheckResult Time(ref long timeMs, long arrivalMs, string field, out bool clamped)
    {
        clamped = false;
        if (timeMs < Limits.EventTimeMsMin)
        {
            return new CheckResult(Rejection.EventTimeTooOld, field);
        }

        if (timeMs > arrivalMs + Limits.FutureMsMax)
        {
            return new CheckResult(Rejection.EventTimeInFuture, field);
        }

        clamped = timeMs > arrivalMs;
        timeMs = Math.Min(timeMs, arrivalMs);
        return CheckResult.Good;
    }

    /// <summary>15 digits with a Luhn check digit, or 14 without it, or 16 with a software version.</summary>
    public static CheckResult Imei(string imei, string field)
    {
        if (imei.Length == 0)
        {
            return CheckResult.Good;
        }

        if (imei.Length is < 14 or > 16 || imei.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return new CheckResult(Rejection.InvalidImei, field);
        }

        var sum = 0;
        for (var i = 0; i < imei.Length; i++)
        {
            var digit = imei[i] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return imei.Length == 15 && sum % 10 != 0 ? new CheckResult(Rejection.InvalidImei, field) : CheckResult.Good;
    }

    /// <summary>A six-digit administrative code; 0 where the text is empty.</summary>
    public static CheckResult Region(string text, string field, out int region)
    {
        region = 0;
        if (text.Length == 0)
        {
            return CheckResult.Good;
        }

        return text.Length == 6 && int.TryParse(text, System.Globalization.NumberStyles.None, null, out region)
            ? CheckResult.Good : new CheckResult(Rejection.InvalidValue, field);
    }
}
