using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>What an expression is evaluated over: the event's features and the steps so far.</summary>
internal readonly ref struct Scope(FeatureVector features, ref readonly PatternProgress steps, ref readonly PatternFacts facts)
{
    public readonly FeatureVector Features = features;

    public readonly ref readonly PatternProgress Steps = ref steps;

    public readonly ref readonly PatternFacts Facts = ref facts;
}

/// <summary>A checked expression. NaN is unknown; truth is 1, falsehood 0, and unknown is not true. Equal expressions say the same.</summary>
internal abstract record Expression
{
    /// <summary>Nodes below and including this one: what one evaluation costs at most.</summary>
    public abstract int Cost { get; }

    /// <summary>It or a node below asks for a call or for talk: see <see cref="FeatureTable.IsOfTalk"/>.</summary>
    public virtual bool IsOfTalk => false;

    /// <summary>It or a node below asks what earlier steps took: it may be true of one pattern's progress and false of another's.</summary>
    public virtual bool IsOfSteps => false;

    public abstract double Evaluate(in Scope scope);
}

internal sealed record Constant(double Value) : Expression
{
    public override int Cost => 1;

    public override double Evaluate(in Scope scope) => Value;
}

internal sealed record FeatureValue(Feature Feature) : Expression
{
    public override int Cost => 1;

    public override bool IsOfTalk => FeatureTable.IsOfTalk(Feature);

    public override double Evaluate(in Scope scope) => scope.Features[Feature];
}

internal sealed record Known(Feature Feature) : Expression
{
    public override int Cost => 1;

    public override bool IsOfTalk => FeatureTable.IsOfTalk(Feature);

    public override double Evaluate(in Scope scope) => double.IsNaN(scope.Features[Feature]) ? 0 : 1;
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

/// <summary>A fact of an earlier step. Until it is complete what was paid last or most, talk and age are unknown; it is not done, was with nobody,
/// of grade none, and its counts and its sum are 0.</summary>
internal sealed record StepValue(int Step, StepField Field) : Expression
{
    public override int Cost => 1;

    public override bool IsOfSteps => true;

    public override double Evaluate(in Scope scope)
    {
        ref readonly var progress = ref scope.Steps[Step];
        if (!progress.Done)
        {
            return Field is StepField.Max or StepField.Amount or StepField.Duration or StepField.Age ? double.NaN : 0;
        }

        return Field switch
        {
            StepField.Done => 1,
            StepField.Count => progress.Count,
            StepField.Sum => progress.Sum,
            StepField.Max => progress.Max,
            StepField.Amount => progress.Last,
            StepField.Duration => progress.DurationMs,
            StepField.Distinct => System.Numerics.BitOperations.PopCount(progress.Parties),
            // Negative at what is told late: whether that was before or after the step is what some patterns have to know.
            StepField.Age => scope.Facts.TimeMs - progress.LastMs,
            StepField.SameParty => progress.Knows(scope.Facts.PartyHash) ? 1 : 0,
            StepField.Grade => (double)(scope.Facts.Grades.WorstOf(progress)),
            _ => double.NaN,
        };
    }
}

internal sealed record Arithmetic(char Operation, Expression Left, Expression Right) : Expression
{
    public override int Cost => 1 + Left.Cost + Right.Cost;

    public override bool IsOfTalk => Left.IsOfTalk || Right.IsOfTalk;

    public override bool IsOfSteps => Left.IsOfSteps || Right.IsOfSteps;

    public override double Evaluate(in Scope scope)
    {
        var (a, b) = (Left.Evaluate(scope), Right.Evaluate(scope));
        return Operation switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            _ => b == 0 ? double.NaN : a / b,
        };
    }
}

internal sealed record Comparison(string Operation, Expression Left, Expression Right) : Expression
{
    /// <summary>Which outcomes satisfy it: it is asked for every event of every person.</summary>
    private readonly (bool Less, bool Equal, bool Greater) _holds = Operation switch
    {
        "==" => (false, true, false),
        "!=" => (true, false, true),
        "<" => (true, false, false),
        "<=" => (true, true, false),
        ">" => (false, false, true),
        _ => (false, true, true),
    };

    public override int Cost => 1 + Left.Cost + Right.Cost;

    public override bool IsOfTalk => Left.IsOfTalk || Right.IsOfTalk;

    public override bool IsOfSteps => Left.IsOfSteps || Right.IsOfSteps;

    public override double Evaluate(in Scope scope)
    {
        var (a, b) = (Left.Evaluate(scope), Right.Evaluate(scope));
        if (double.IsNaN(a) || double.IsNaN(b))
        {
            return double.NaN;
        }

        return (a < b ? _holds.Less : a > b ? _holds.Greater : _holds.Equal) ? 1 : 0;
    }
}

internal sealed record OneOf(Expression Value, double[] Members) : Expression
{
    public override int Cost => 1 + Value.Cost + Members.Length;

    public override bool IsOfTalk => Value.IsOfTalk;

    public override bool IsOfSteps => Value.IsOfSteps;

    public bool Equals(OneOf? other) => other is not null && Value.Equals(other.Value) && Members.AsSpan().SequenceEqual(other.Members);

    public override int GetHashCode() => HashCode.Combine(Value, Members.Length);

    public override double Evaluate(in Scope scope)
    {
        var v = Value.Evaluate(scope);
        return double.IsNaN(v) ? double.NaN : Members.AsSpan().Contains(v) ? 1 : 0;
    }
}

/// <summary>False where either side is false, whatever the other is.</summary>
internal sealed record Conjunction(Expression Left, Expression Right) : Expression
{
    public override int Cost => 1 + Left.Cost + Right.Cost;

    public override bool IsOfTalk => Left.IsOfTalk || Right.IsOfTalk;

    public override bool IsOfSteps => Left.IsOfSteps || Right.IsOfSteps;

    public override double Evaluate(in Scope scope)
    {
        var a = Left.Evaluate(scope);
        if (a == 0)
        {
            return 0;
        }

        var b = Right.Evaluate(scope);
        return b == 0 ? 0 : a + b == 2 ? 1 : double.NaN;
    }
}

/// <summary>True where either side is true, whatever the other is.</summary>
internal sealed record Disjunction(Expression Left, Expression Right) : Expression
{
    public override int Cost => 1 + Left.Cost + Right.Cost;

    public override bool IsOfTalk => Left.IsOfTalk || Right.IsOfTalk;

    public override bool IsOfSteps => Left.IsOfSteps || Right.IsOfSteps;

    public override double Evaluate(in Scope scope)
    {
        var a = Left.Evaluate(scope);
        if (a == 1)
        {
            return 1;
        }

        var b = Right.Evaluate(scope);
        return b == 1 ? 1 : a + b == 0 ? 0 : double.NaN;
    }
}

internal sealed record Negation(Expression Operand) : Expression
{
    public override int Cost => 1 + Operand.Cost;

    public override bool IsOfTalk => Operand.IsOfTalk;

    public override bool IsOfSteps => Operand.IsOfSteps;

    public override double Evaluate(in Scope scope) => 1 - Operand.Evaluate(scope);
}
