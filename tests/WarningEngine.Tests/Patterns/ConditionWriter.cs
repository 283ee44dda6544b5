using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Patterns;

/// <summary>Writes a well-typed condition that random bytes decide.</summary>
/// <param name="bytes">What decides.</param>
/// <param name="steps">Names of earlier steps.</param>
/// <param name="on">The event at which it is asked; null where it may be any.</param>
internal sealed class ConditionWriter(byte[] bytes, string[] steps, PatternEvent? on)
{
    private static readonly string[] Signs = ["==", "!=", "<", "<=", ">", ">="];
    private int _next;

    public string Or(int depth) => Pick(3) == 0 && depth > 0 ? $"{And(depth - 1)} or {And(depth - 1)}" : And(depth);

    private string And(int depth) => Pick(2) == 0 && depth > 0 ? $"{Not(depth - 1)} and {Not(depth - 1)}" : Not(depth);

    private string Not(int depth) => (Pick(4) == 0 ? "not " : "") + Simple(depth);

    private string Simple(int depth) => Pick(9) switch
    {
        8 when steps.Length > 0 => $"{Fact("grade", "grade")} {Signs[Pick(6)]} medium",
        0 when depth > 0 => $"({Or(depth - 1)})",
        1 => $"known({Feature(Enum.GetValues<FeatureUnit>()[Pick(6)])})",
        2 => Feature(FeatureUnit.Flag),
        3 when on is null or PatternEvent.Money => $"money.event in (transfer, loan_disbursed)",
        4 when on is null => $"reputation.grade {Signs[Pick(6)]} high",
        5 when steps.Length > 0 => $"{Fact("count", "distinct")} {Signs[Pick(6)]} {Pick(3)}",
        6 when steps.Length > 0 => Fact("same_party", "done"),
        7 => $"{Sum(FeatureUnit.Money, depth)} between {Sum(FeatureUnit.Money, 0)} and {Sum(FeatureUnit.Money, 0)}",
        _ => Compare(depth),
    };

    private string Compare(int depth)
    {
        var unit = Pick(2) == 0 ? FeatureUnit.Duration : FeatureUnit.Money;
        return $"{Sum(unit, depth)} {Signs[Pick(6)]} {Sum(unit, depth)}";
    }

    private string Sum(FeatureUnit unit, int depth) => depth == 0 ? Amount(unit) : Pick(5) switch
    {
        0 => $"{Amount(unit)} + {Amount(unit)}",
        1 => $"{Amount(unit)} - {Amount(unit)}",
        2 => $"{Pick(4)}.5 * {Amount(unit)}",
        3 => $"{Amount(unit)} / {Pick(3)}",
        _ => Amount(unit),
    };

    private string Amount(FeatureUnit unit) => Pick(3) switch
    {
        0 when steps.Length > 0 => unit == FeatureUnit.Money ? Fact("sum", "max") : Fact("age", "duration"),
        1 when unit == FeatureUnit.Money => $"{Pick(9) * 100} CNY",
        1 => $"{Pick(9) * 3}m",
        _ => Feature(unit),
    };

    private string Fact(string one, string other) => $"{steps[Pick(steps.Length)]}.{(Pick(2) == 0 ? one : other)}";

    private string Feature(FeatureUnit unit)
    {
        var all = FeatureTable.All.Where(x => x.Unit == unit && (on is not { } kind || ExpressionChecks.IsKnownAt(x, kind))).ToList();
        return all[Pick(all.Count)].Name;
    }

    private int Pick(int count)
    {
        var b = bytes[_next % bytes.Length];
        _next++;
        return (b + _next) % count;
    }
}
