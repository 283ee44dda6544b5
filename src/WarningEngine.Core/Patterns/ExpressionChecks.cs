using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>What can be told of expressions beyond their grammar: words that would mean two things, and conditions that no event can fulfil.</summary>
internal static class ExpressionChecks
{
    /// <summary>The words of an expression, of "step.field" the step.</summary>
    public static IEnumerable<string> Words(string text) => text
        .Split(text.Where(x => !char.IsAsciiLetterOrDigit(x) && x is not ('_' or '.')).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)
        .Select(x => x.Split('.')[0]);

    /// <summary>Words that a step cannot be called. Of "call.duration" nobody could tell whether it is the feature or the step's.</summary>
    public static bool IsReserved(string name) =>
        name is "and" or "or" or "not" or "in" or "between" or "known" or "true" or "false"
        || FeatureTable.All.Any(x => x.Name == name || x.Name.StartsWith($"{name}.", StringComparison.Ordinal));

    /// <summary>Whether the members of a category stand in an order that means something.</summary>
    public static bool HasOrder(Type category) => category == typeof(Grade) || category == typeof(Tier);

    /// <summary>Whether a feature may be known where a step waits for events of this kind. What is told of an event is of its kind alone, but a call
    /// that goes on is looked at with each event that falls into it, and is known there.</summary>
    public static bool IsKnownAt(FeatureInfo feature, PatternEvent on) => feature.Name.Split('.')[0] switch
    {
        "sms" => on is PatternEvent.Sms or PatternEvent.Call,
        "money" => on is PatternEvent.Money or PatternEvent.Call,
        "reputation" => on is PatternEvent.Reputation or PatternEvent.Exposure or PatternEvent.Call,
        _ => true,
    };

    /// <summary>A kind of event as files write it.</summary>
    public static string Name(PatternEvent on) => on.ToString().ToLowerInvariant();

    /// <summary>False where bounds, joined by "and", leave a feature or a fact of a step no value. True says little: what is joined by "or" or
    /// calculated is not looked into.</summary>
    public static bool CanHold(Expression condition)
    {
        var left = new Dictionary<Expression, (double Least, double Most)>();
        foreach (var (of, least, most) in Bounds(condition))
        {
            var known = left.GetValueOrDefault(of, (Least: LeastOf(of), Most: MostOf(of)));
            left[of] = (Math.Max(known.Least, least), Math.Min(known.Most, most));
        }

        return left.Values.All(x => x.Least <= x.Most);
    }

    // An event that is told late may be before the step.
    private static double LeastOf(Expression of) => of is StepValue { Field: StepField.Age } ? double.NegativeInfinity : 0;

    // The numbers of a category's members are names, of which none is the greatest. A profile counts fewer denials than models may be told of: their range is in the
    // hash of the catalogue.
    private static double MostOf(Expression of) => of is FeatureValue { Feature: Feature.Denials } ? Profile.DenialsMax :
        of is FeatureValue x && FeatureTable.All.First(info => info.Id == x.Feature) is { Unit: not FeatureUnit.Category } feature ? feature.Most : double.PositiveInfinity;

    private static IEnumerable<(Expression Of, double Least, double Most)> Bounds(Expression condition) => condition switch
    {
        Conjunction both => Bounds(both.Left).Concat(Bounds(both.Right)),
        FeatureValue or StepValue => [(condition, 1, 1)],
        Negation { Operand: FeatureValue or StepValue } none => [(none.Operand, 0, 0)],
        Comparison { Left: FeatureValue or StepValue, Right: Constant } x => Bounds(x, ((Constant)x.Right).Value),
        _ => [],
    };

    private static IEnumerable<(Expression Of, double Least, double Most)> Bounds(Comparison x, double bound) => x.Operation switch
    {
        "==" => [(x.Left, bound, bound)],
        "<" => [(x.Left, double.NegativeInfinity, Math.BitDecrement(bound))],
        "<=" => [(x.Left, double.NegativeInfinity, bound)],
        ">" => [(x.Left, Math.BitIncrement(bound), double.PositiveInfinity)],
        ">=" => [(x.Left, bound, double.PositiveInfinity)],
        _ => [],
    };
}
