using System.CommandLine;
using System.Globalization;
using System.Text;
using WarningEngine.App.Artifacts;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Commands;

/// <summary>Options that several verbs share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>A century of days.</summary>
    public const int DaysMost = 36_500;

    /// <summary>The years 0001 to 9999 in UTC; an offset may lead beyond.</summary>
    private static readonly long SecondsLeast = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long SecondsMost = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Option<bool> Json() => new("--json") { Description = "Print results as one JSON object" };

    /// <summary>The model in a directory that <c>model train</c> wrote.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="then">What follows from it where it may not decide here; a sentence, or empty.</param>
    /// <exception cref="CommandFailedException">It may not decide here: says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFiles ReadModel(string directory, string then = "")
    {
        try
        {
            return ModelFiles.Read(directory);
        }
        catch (InvalidDataException wrong)
        {
            throw new CommandFailedException($"{directory}: {wrong.Message}. {then}".TrimEnd(), wrong);
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Whole(string name, int @default, string description, int least, int most = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => @default, HelpName = "N" };
        Within(option, least, most);
        return option;
    }

    /// <summary>A date, which begins in UTC, or a time with its zone: by the zone of the machine the same line would say another time on another one.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description)
    {
        var option = new Option<DateTimeOffset?>(name)
        {
            Description = $"{description}. A date (UTC), or a time with its zone: 2026-03-01, 2026-03-01T08:00:00+08:00", HelpName = "TIME",
        };
        option.CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return date;
            }

            if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var seconds, out var nanos) && seconds >= SecondsLeast && seconds <= SecondsMost)
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / TimeSpan.NanosecondsPerTick);
            }

            result.AddError($"{name} is a date (2026-03-01), or a time with its zone (2026-03-01T08:00:00+08:00), not '{text}'.");
            return null;
        };
        return option;
    }

    /// <summary>Refuses texts that say nothing.</summary>
    /// <param name="option">Of a text.</param>
    /// <param name="isGood">What it may say.</param>
    /// <param name="what">The rest of a sentence that begins with the option's name: "is" and what it has to be.</param>
    public static void Only(Option<string> option, Func<string, bool> isGood, string what) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && !isGood(text))
        {
            result.AddError($"{option.Name} {what}, not '{text}'.");
        }
    });

    /// <summary>Refuses values out of bounds. Reads the token itself: asking for a value that is no number at all throws,
    /// and that error is told by the parser already.</summary>
    public static void Within(Option option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ } token]
            && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && (value < least || value > most))
        {
            result.AddError(most == int.MaxValue
                ? $"{option.Name} is {least} at least, not {value}." : $"{option.Name} is {least} to {most}, not {value}.");
        }
    });

    /// <summary>A number from 0 to 1, written in any usual way (<c>1e-4</c>).</summary>
    /// <param name="name">Of the option.</param>
    /// <param name="default">Where it is not given.</param>
    /// <param name="description">For the help.</param>
    /// <param name="mayBeNone">0 is one too.</param>
    public static Option<double> Share(string name, double @default, string description, bool mayBeNone = true)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => @default, HelpName = "SHARE" };
        option.CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
                && (mayBeNone || (float)value > 0))
            {
                return value;
            }

            result.AddError(mayBeNone ? $"{name} is a number from 0 to 1, not '{text}'." : $"{name} is above 0 and at most 1, not '{text}'.");
            return 0;
        };
        return option;
    }
}
