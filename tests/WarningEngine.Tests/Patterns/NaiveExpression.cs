using System.Globalization;
using System.Text.RegularExpressions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Tests.Patterns;

/// <summary>Reads and evaluates an expression in one go, the slow and obvious way: no types, no compilation. Truth is a
/// <c>bool?</c>, an amount a <c>double?</c>; null is unknown.</summary>
internal sealed partial class NaiveExpression(NaiveWorld world)
{
    private List<string> _words = [];

    public static bool? IsTrue(string text, NaiveWorld world)
    {
        var expression = new NaiveExpression(world)
        {
            _words = [.. Word().Matches(text).Select(x => x.Value), ""],
        };
        return (bool?)expression.Or().Value;
    }

    private readonly record struct Result(object? Value, Type? Category = null);

    private string Next()
    {
        var word = _words[0];
        _words.RemoveAt(0);
        return word;
    }

    private bool Accept(string word)
    {
        var accepted = _words[0] == word;
        if (accepted)
        {
            Next();
        }

        return accepted;
    }

    private Result Or()
    {
        var left = And();
        while (Accept("or"))
        {
            var right = And();
            left = new Result((bool?)left.Value | (bool?)right.Value);
        }

        return left;
    }

    private Result And()
    {
        var left = Not();
        while (Accept("and"))
        {
            var right = Not();
            left = new Result((bool?)left.Value & (bool?)right.Value);
        }

        return left;
    }

    private Result Not() => Accept("not") ? new Result(!(bool?)Compare().Value) : Compare();

    private Result Compare()
    {
        var left = Sum();
        switch (_words[0])
        {
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                var sign = Next();
                var right = left.Category is { } category ? Member(category) : Sum().Value;
                return new Result(Holds(sign, left.Value, right));
            case "between":
                Next();
                var from = Sum().Value;
                Next();
                var to = Sum().Value;
                return new Result((bool?)Holds(">=", left.Value, from) & (bool?)Holds("<=", left.Value, to));
            case "in":
                Next();
                var members = new List<object?>();
                do
                {
                    Next();
                    members.Add(Member(left.Category!));
                }
                while (_words[0] == ",");
                Next();
                return new Result(left.Value is null ? null : (bool?)members.Contains(left.Value));
            default:
                return left;
        }
    }

    private static bool? Holds(string sign, object? left, object? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        var order = Comparer<object>.Default.Compare(left, right);
        return sign switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private double Member(Type category)
    {
        var name = Next().Replace("_", "", StringComparison.Ordinal);
        return Convert.ToDouble(Enum.Parse(category, name, ignoreCase: true), CultureInfo.InvariantCulture);
    }

    private Result Sum()
    {
        var left = Product();
        while (_words[0] is "+" or "-")
        {
            var sign = Next();
            var (a, b) = ((double?)left.Value, (double?)Product().Value);
            left = new Result(sign == "+" ? a + b : a - b);
        }

        return left;
    }

    private Result Product()
    {
        var left = Primary();
        while (_words[0] is "*" or "/")
        {
            var sign = Next();
            var (a, b) = ((double?)left.Value, (double?)Primary().Value);
            left = new Result(sign == "*" ? a * b : b == 0 ? null : a / b);
        }

        return left;
    }

    private Result Primary()
    {
        var word = Next();
        if (word == "(")
        {
            var inner = Or();
            Next();
            return inner;
        }

        if (word == "known")
        {
            Next();
            var known = world.Feature(FeatureTable.Find(Next())!) is not null;
            Next();
            return new Result((bool?)known);
        }

        if (word is "true" or "false")
        {
            return new Result((bool?)(word == "true"));
        }

        if (char.IsAsciiDigit(word[0]))
        {
            return new Result(Number(word));
        }

        return FeatureTable.Find(word) is { } feature
            ? new Result(world.Feature(feature), feature.Category)
            : new Result(world.Step(word), word.EndsWith(".grade", StringComparison.Ordinal) ? typeof(Grade) : null);
    }

    private static double? Number(string word)
    {
        var digits = word.TrimEnd('s', 'm', 'h', 'd', 'C', 'N', 'Y', ' ', '\n');
        var number = double.Parse(digits, CultureInfo.InvariantCulture);
        return number * (word[digits.Length..].Trim() switch
        {
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "CNY" => 100,
            _ => 1,
        });
    }

    [GeneratedRegex(@"\d[\d.]*\s+CNY\b|\d[\d.]*[smhd]?|[A-Za-z][\w.]*|[=!<>]=|[-+*/(),<>]")]
    private static partial Regex Word();
}
