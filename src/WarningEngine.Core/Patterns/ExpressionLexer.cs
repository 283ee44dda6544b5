using System.Globalization;

namespace WarningEngine.Core.Patterns;

internal enum LexemeKind
{
    End,
    Name,
    Number,
    Duration,
    Money,
    Symbol,
}

/// <summary>One word of an expression. Durations are in ms, money in minor units. Column counts from 0 in the
/// text.</summary>
internal readonly record struct Lexeme(LexemeKind Kind, string Text, double Value, int Column);

/// <summary>Cuts an expression into words.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "<", ">", "(", ")", ",", "+", "-", "*", "/"];

    /// <exception cref="ExpressionException">A character or a unit that does not belong here.</exception>
    public static List<Lexeme> Cut(string text)
    {
        var result = new List<Lexeme>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                result.Add(new Lexeme(LexemeKind.End, "the end", 0, at));
                return result;
            }

            result.Add(char.IsAsciiDigit(text[at]) ? Number(text, ref at)
                : char.IsAsciiLetter(text[at]) ? Name(text, ref at) : Symbol(text, ref at));
        }
    }

    private static Lexeme Name(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && IsOfName(text[at]))
        {
            at++;
        }

        return new Lexeme(LexemeKind.Name, text[start..at], 0, start);
    }

    private static Lexeme Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
        {
            at++;
        }

        if (!double.TryParse(
            text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            throw new ExpressionException(start, "expected a number");
        }

        var unitStart = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            at++;
        }

        var unit = text[unitStart..at];
        if (unit.Length == 0 && Currency(text, ref at))
        {
            unit = "CNY";
        }

        var result = unit switch
        {
            "CNY" => new Lexeme(LexemeKind.Money, text[start..at], value * 100, start),
            "" => new Lexeme(LexemeKind.Number, text[start..at], value, start),
            "s" => new Lexeme(LexemeKind.Duration, text[start..at], value * 1000, start),
            "m" => new Lexeme(LexemeKind.Duration, text[start..at], value * 60_000, start),
            "h" => new Lexeme(LexemeKind.Duration, text[start..at], value * 3_600_000, start),
            "d" => new Lexeme(LexemeKind.Duration, text[start..at], value * 86_400_000, start),
            _ => throw new ExpressionException(unitStart, $"unknown unit '{unit}': expected s, m, h, d or CNY"),
        };
        return double.IsFinite(result.Value) ? result : throw new ExpressionException(start, "too large a number");
    }

    /// <summary>"CNY" after blanks, as a word of its own.</summary>
    private static bool Currency(string text, ref int at)
    {
        var word = at;
        while (word < text.Length && char.IsWhiteSpace(text[word]))
        {
            word++;
        }

        var end = word + 3;
        if (string.CompareOrdinal(text, word, "CNY", 0, 3) != 0 || (end < text.Length && IsOfName(text[end])))
        {
            return false;
        }

        at = end;
        return true;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    private static Lexeme Symbol(string text, ref int at)
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return new Lexeme(LexemeKind.Symbol, symbol, 0, at - symbol.Length);
            }
        }

        throw new ExpressionException(at, $"unexpected character '{text[at]}'");
    }
}

/// <summary>What is wrong in an expression. Column counts from 0 in the expression's text.</summary>
internal sealed class ExpressionException(int column, string message) : Exception(message)
{
    public int Column { get; } = column;
}
