using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>What an expression is evaluated over: the event's features and the steps so far.</summary>
internal readonly ref struct Scope(FeatureVector features, ReadOnlySpan<StepProgress> steps, ref readonly PatternFacts facts)
{
    public readonly FeatureVector Features = features;
    public readonly ReadOnlySpan<StepProgress> Steps = steps;
    public readonly ref readonly PatternFacts Facts = ref facts;
}

/// <summary>A checked expression. NaN is unknown; truth is 1, falsehood 0, and unknown is not true.</summary>
internal abstract class Expression
{
    /// <summary>Nodes below and including this one: what one evaluation costs at most.</summary>
    public abstract int Cost { get; }

    /// <summary>It or a node below asks for a call or for talk: see <see cref="FeatureTable.IsOfTalk"/>.</summary>
    public virtual bool IsOfTalk => false;

    public abstract double Evaluate(in Scope scope);
}

internal sealed class Constant(double value) : Expression
{
    public override int Cost => 1;

    public override double Evaluate(in Scope scope) => value;
}

internal sealed class FeatureValue(Feature feature) : Expression
{
    public override int Cost => 1;

    public override bool IsOfTalk => FeatureTable.IsOfTalk(feature);

    public override double Evaluate(in Scope scope) => scope.Features[feature];
}

internal sealed class Known(Feature feature) : Expression
{
    public override int Cost => 1;

    public override bool IsOfTalk => FeatureTable.IsOfTalk(feature);

    public override double Evaluate(in Scope scope) => double.IsNaN(scope.Features[feature]) ? 0 : 1;
}

internal enum StepField
{
    Done,
    Count,
    Sum,
    Max,
    Amount,
    Duration,
    Distinct,
    Age,
    SameParty,
    Grade,
}

/// <summary>A fact of an earlier step; all but <see cref="StepField.Done"/> and counts are unknown until it is
/// complete.</summary>
internal sealed class StepValue(int step, StepField field) : Expression
{
    public override int Cost => 1;

    public override double Evaluate(in Scope scope)
    {
        ref readonly var progress = ref scope.Steps[step];
        if (!progress.Done)
        {
            return field is StepField.Max or StepField.Amount or StepField.Duration or StepField.Age ? double.NaN : 0;
        }

        return field switch
        {
            StepField.Done => 1,
            StepField.Count => progress.Count,
            StepField.Sum => progress.Sum,
            StepField.Max => progress.Max,
            StepField.Amount => progress.Last,
            StepField.Duration => progress.DurationMs,
            StepField.Distinct => System.Numerics.BitOperations.PopCount(progress.Parties),
            StepField.Age => Math.Max(0, scope.Facts.TimeMs - progress.LastMs),
            StepField.SameParty => progress.Knows(scope.Facts.PartyHash) ? 1 : 0,
            StepField.Grade => (double)scope.Facts.Grades.WorstOf(progress),
            _ => double.NaN,
        };
    }
}

internal sealed class Arithmetic(char operation, Expression left, Expression right) : Expression
{
    public override int Cost => 1 + left.Cost + right.Cost;

    public override bool IsOfTalk => left.IsOfTalk || right.IsOfTalk;

    public override double Evaluate(in Scope scope)
    {
        var (a, b) = (left.Evaluate(scope), right.Evaluate(scope));
        return operation switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            _ => b == 0 ? double.NaN : a / b,
        };
    }
}

internal sealed class Comparison(string operation, Expression left, Expression right) : Expression
{
    /// <summary>Which outcomes satisfy it: it is asked for every event of every person.</summary>
    private readonly (bool Less, bool Equal, bool Greater) _holds = operation switch
    {
        "==" => (false, true, false),
        "!=" => (true, false, true),
        "<" => (true, false, false),
        "<=" => (true, true, false),
        ">" => (false, false, true),
        _ => (false, true, true),
    };

    public override int Cost => 1 + left.Cost + right.Cost;

    public override bool IsOfTalk => left.IsOfTalk || right.IsOfTalk;

    public override double Evaluate(in Scope scope)
    {
        var (a, b) = (left.Evaluate(scope), right.Evaluate(scope));
        if (double.IsNaN(a) || double.IsNaN(b))
        {
            return double.NaN;
        }

        return (a < b ? _holds.Less : a > b ? _holds.Greater : _holds.Equal) ? 1 : 0;
    }
}

internal sealed class OneOf(Expression value, double[] members) : Expression
{
    public override int Cost => 1 + value.Cost + members.Length;

    public override bool IsOfTalk => value.IsOfTalk;

    public override double Evaluate(in Scope scope)
    {
        var v = value.Evaluate(scope);
        return double.IsNaN(v) ? double.NaN : members.AsSpan().Contains(v) ? 1 : 0;
    }
}

/// <summary>False where either side is false, whatever the other is.</summary>
internal sealed class Conjunction(Expression left, Expression right) : Expression
{
    public override int Cost => 1 + left.Cost + right.Cost;

    public override bool IsOfTalk => left.IsOfTalk || right.IsOfTalk;

    public override double Evaluate(in Scope scope)
    {
        var a = left.Evaluate(scope);
        if (a == 0)
        {
            return 0;
        }

        var b = right.Evaluate(scope);
        return b == 0 ? 0 : a + b == 2 ? 1 : double.NaN;
    }
}

/// <summary>True where either side is true, whatever the other is.</summary>
internal sealed class Disjunction(Expression left, Expression right) : Expression
{
    public override int Cost => 1 + left.Cost + right.Cost;

    public override bool IsOfTalk => left.IsOfTalk || right.IsOfTalk;

    public override double Evaluate(in Scope scope)
    {
        var a = left.Evaluate(scope);
        if (a == 1)
        {
            return 1;
        }

        var b = right.Evaluate(scope);
        return b == 1 ? 1 : a + b == 0 ? 0 : double.NaN;
    }
}

internal sealed class Negation(Expression operand) : Expression
{
    public override int Cost => 1 + operand.Cost;

    public override bool IsOfTalk => operand.IsOfTalk;

    public override double Evaluate(in Scope scope) => 1 - operand.Evaluate(scope);
}
