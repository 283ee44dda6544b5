using System.Globalization;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>Fills the places of a reason, <c>{step.field}</c>, in words of either language. A number may bring its word:
/// <c>{step.count payment|payments}</c>.</summary>
public static class ReasonText
{
    private static readonly string[] Numbers = ["count", "distinct"];
    private static readonly string[] Amounts = ["sum", "max", "amount"];
    private static readonly string[] Fields = [.. Numbers, .. Amounts, "duration"];

    /// <summary>What is wrong with a template; empty where nothing is.</summary>
    public static IEnumerable<string> Errors(string template, IReadOnlyList<StepDefinition> steps)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(steps);
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            var end = template.IndexOf('}', at);
            var (step, field, words) = end < 0 ? ("", "", null) : Parts(template[(at + 1)..end]);
            var of = steps.FirstOrDefault(x => x.Id.Text == step);
            if (of is null || !Fields.Contains(field))
            {
                yield return $"A place in a reason is {{step.field}} with field {string.Join(", ", Fields)}: "
                    + template[at..];
            }
            else if ((Amounts.Contains(field) && of.On != PatternEvent.Money) || (field == "duration" && of.On is PatternEvent.Money or PatternEvent.Sms or PatternEvent.Registry))
            {
                yield return $"Amounts are of a step on money and durations of one on call, reputation or exposure; {step} is on {ExpressionChecks.Name(of.On)}: {template[at..]}";
            }
            else if (words is not null && (!Numbers.Contains(field) || words.Split('|') is not [{ Length: > 0 }, { Length: > 0 }]))
            {
                yield return $"A word beside a number is {{step.count ONE|MANY}}, of {string.Join(" or ", Numbers)}: {template[at..]}";
            }
        }
    }

    /// <summary>The words of one step's reason.</summary>
    public static string Fill(string template, CompiledPattern pattern, in PatternProgress progress, int currency, bool zh)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(pattern);
        var result = new StringBuilder();
        var from = 0;
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', from))
        {
            result.Append(template, from, at - from);
            var end = template.IndexOf('}', at);
            var (step, field, words) = Parts(template[(at + 1)..end]);
            var value = Value(progress[Array.FindIndex(pattern.Steps, x => x.Definition.Id.Text == step)], field, currency, zh);
            result.Append(value);
            if (words is not null)
            {
                result.Append(' ').Append(words.Split('|')[value == "1" ? 0 : 1]);
            }

            from = end + 1;
        }

        return result.Append(template, from, template.Length - from).ToString();
    }

    /// <summary>A duration in words: "47 分钟", "2 h 5 min".</summary>
    public static string Duration(long ms, bool zh)
    {
        var minutes = ms / 60_000;
        return minutes switch
        {
            0 => zh ? $"{ms / 1000} 秒" : $"{ms / 1000} s",
            < 60 => zh ? $"{minutes} 分钟" : $"{minutes} min",
            _ => zh ? $"{minutes / 60} 小时 {minutes % 60} 分" : $"{minutes / 60} h {minutes % 60} min",
        };
    }

    /// <summary>Money in words: "¥30,000", "USD 12.50".</summary>
    public static string Money(double minor, int currency)
    {
        var major = (decimal)minor / 100;
        var text = major.ToString(major == decimal.Truncate(major) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);
        return currency is 0 or Currency.Cny ? $"¥{text}" : $"{Currency.Name(currency)} {text}";
    }

    /// <param name="place">What stands between braces.</param>
    private static (string Step, string Field, string? Words) Parts(string place)
    {
        var space = place.IndexOf(' ', StringComparison.Ordinal);
        var path = (space < 0 ? place : place[..space]).Split('.');
        return path is [var step, var field] ? (step, field, space < 0 ? null : place[(space + 1)..]) : ("", "", null);
    }

    private static string Value(in StepProgress step, string field, int currency, bool zh) => field switch
    {
        "count" => step.Count.ToString(CultureInfo.InvariantCulture),
        "distinct" => System.Numerics.BitOperations.PopCount(step.Parties).ToString(CultureInfo.InvariantCulture),
        "sum" => Money(step.Sum, currency),
        "max" => Money(step.Max, currency),
        "amount" => Money(step.Last, currency),
        _ => Duration(step.DurationMs, zh),
    };
}
