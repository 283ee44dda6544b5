using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>Compiles the expressions of patterns. The grammar, lowest first:
/// <code>
/// or      := and ("or" and)*
/// and     := not ("and" not)*
/// not     := "not"? compare
/// compare := sum (SIGN sum | "in" "(" name ("," name)* ")" | "between" sum "and" sum)?
/// sum     := product (("+" | "-") product)*
/// product := primary (("*" | "/") primary)*
/// primary := NUMBER | DURATION | MONEY | "true" | "false" | "known" "(" feature ")" | feature
///          | step | step "." field | "(" or ")"
/// </code>
/// Types are checked: a duration is compared with a duration, money with money, a category with its members.</summary>
internal sealed class ExpressionCompiler
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>Parentheses in parentheses.</summary>
    private const int DepthMax = 16;

    private readonly List<Lexeme> _lexemes;
    private readonly IReadOnlyList<string> _steps;
    private readonly PatternEvent? _on;
    private int _next;
    private int _depth;

    private ExpressionCompiler(string text, IReadOnlyList<string> steps, PatternEvent? on)
    {
        _lexemes = ExpressionLexer.Cut(text);
        _steps = steps;
        _on = on;
    }

    /// <summary>Compiles a condition.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="steps">Names of the pattern's steps.</param>
    /// <param name="on">The kind of event at which it is asked; null where it may be any.</param>
    /// <exception cref="ExpressionException">What was expected, and where.</exception>
    public static Expression Condition(string text, IReadOnlyList<string> steps, PatternEvent? on = null)
    {
        var compiler = new ExpressionCompiler(text, steps, on);
        var start = compiler.Peek;
        var result = compiler.Or();
        if (compiler.Peek.Kind != LexemeKind.End)
        {
            throw compiler.Expected("the end, 'and' or 'or'");
        }

        Require(result, FeatureUnit.Flag, start);
        return result.Node;
    }

    private readonly record struct Typed(Expression Node, FeatureUnit Unit, Type? Category = null);

    private Lexeme Peek => _lexemes[_next];

    private Lexeme Take() => _lexemes[_next++];

    private bool TakeIf(string text)
    {
        if (Peek.Kind is LexemeKind.Name or LexemeKind.Symbol && Peek.Text == text)
        {
            _next++;
            return true;
        }

        return false;
    }

    private Typed Or()
    {
        // Every way to nest passes here: what an analyst writes is shallow, what a broken file holds may not be.
        if (++_depth > DepthMax)
        {
            throw new ExpressionException(Peek.Column, $"nested more than {DepthMax} deep");
        }

        var at = Peek;
        var left = And();
        while (TakeIf("or"))
        {
            Require(left, FeatureUnit.Flag, at);
            at = Peek;
            var right = And();
            Require(right, FeatureUnit.Flag, at);
            left = new Typed(new Disjunction(left.Node, right.Node), FeatureUnit.Flag);
        }

        _depth--;
        return left;
    }

    private Typed And()
    {
        var at = Peek;
        var left = Not();
        while (TakeIf("and"))
        {
            Require(left, FeatureUnit.Flag, at);
            at = Peek;
            var right = Not();
            Require(right, FeatureUnit.Flag, at);
            left = Holding(new Conjunction(left.Node, right.Node), at);
        }

        return left;
    }

    private Typed Not()
    {
        if (!TakeIf("not"))
        {
            return Compare();
        }

        var at = Peek;
        if (at is { Kind: LexemeKind.Name, Text: "not" })
        {
            throw new ExpressionException(at.Column, "'not' twice");
        }

        var operand = Compare();
        Require(operand, FeatureUnit.Flag, at);
        return new Typed(new Negation(operand.Node), FeatureUnit.Flag);
    }

    private Typed Compare()
    {
        var left = Sum();
        if (Peek.Kind == LexemeKind.Symbol && Comparisons.Contains(Peek.Text))
        {
            var sign = Take();
            var operation = sign.Text;
            if (left.Unit == FeatureUnit.Flag && operation is not ("==" or "!="))
            {
                throw new ExpressionException(sign.Column, $"'{operation}' cannot compare {Name(left)}");
            }

            if (left.Unit == FeatureUnit.Category && operation is not ("==" or "!=") && !ExpressionChecks.HasOrder(left.Category!))
            {
                throw new ExpressionException(sign.Column, $"'{operation}' needs a grade or a tier, the members of other categories have no order");
            }

            var right = left.Unit == FeatureUnit.Category ? Member(left.Category!) : Sum(left);
            return Holding(new Comparison(operation, left.Node, right.Node), sign);
        }

        if (TakeIf("between"))
        {
            var at = Peek;
            Amount(left, at);
            var from = Sum(left);
            if (!TakeIf("and"))
            {
                throw Expected("'and'");
            }

            var to = Sum(left);
            return Holding(
                new Conjunction(new Comparison(">=", left.Node, from.Node), new Comparison("<=", left.Node, to.Node)), at);
        }

        return TakeIf("in") ? In(left) : left;
    }

    private Typed In(Typed left)
    {
        if (left.Unit != FeatureUnit.Category)
        {
            throw new ExpressionException(Peek.Column, "'in' needs a category on its left");
        }

        if (!TakeIf("("))
        {
            throw Expected("'('");
        }

        var members = new List<double>();
        do
        {
            members.Add(Member(left.Category!).Node.Evaluate(default));
        }
        while (TakeIf(","));

        return TakeIf(")")
            ? new Typed(new OneOf(left.Node, [.. members]), FeatureUnit.Flag)
            : throw Expected("',' or ')'");
    }

    private Typed Member(Type category)
    {
        var names = Enum.GetNames(category);
        var word = Take();
        foreach (var name in names)
        {
            if (SnakeCase(name) == word.Text)
            {
                var number = Convert.ToDouble(Enum.Parse(category, name), null);
                return new Typed(new Constant(number), FeatureUnit.Category);
            }
        }

        throw new ExpressionException(
            word.Column, $"expected one of {string.Join(", ", names.Select(SnakeCase))}, not '{word.Text}'");
    }

    private Typed Sum(Typed like)
    {
        var at = Peek;
        var right = Sum();
        Same(like, right, at);
        return right;
    }

    private Typed Sum()
    {
        var left = Product();
        while (Peek.Kind == LexemeKind.Symbol && Peek.Text is "+" or "-")
        {
            var operation = Take();
            var right = Product();
            Amount(left, operation);
            Same(left, right, operation);
            left = left with { Node = new Arithmetic(operation.Text[0], left.Node, right.Node) };
        }

        return left;
    }

    private Typed Product()
    {
        var left = Primary();
        while (Peek.Kind == LexemeKind.Symbol && Peek.Text is "*" or "/")
        {
            var operation = Take();
            var right = Primary();
            Amount(left, operation);
            Amount(right, operation);
            var node = new Arithmetic(operation.Text[0], left.Node, right.Node);
            if (IsNumber(right))
            {
                left = left with { Node = node };
            }
            else if (operation.Text == "*" && IsNumber(left))
            {
                left = right with { Node = node };
            }
            else if (operation.Text == "/" && left.Unit == right.Unit)
            {
                left = new Typed(node, FeatureUnit.Ratio);
            }
            else
            {
                throw new ExpressionException(operation.Column, operation.Text == "*"
                    ? $"cannot multiply {Name(left)} with {Name(right)}"
                    : $"cannot divide {Name(left)} by {Name(right)}");
            }
        }

        return left;
    }

    private Typed Primary()
    {
        var word = Take();
        switch (word.Kind)
        {
            case LexemeKind.Number:
                return new Typed(new Constant(word.Value), FeatureUnit.Count);
            case LexemeKind.Duration:
                return new Typed(new Constant(word.Value), FeatureUnit.Duration);
            case LexemeKind.Money:
                return new Typed(new Constant(word.Value), FeatureUnit.Money);
            case LexemeKind.Symbol when word.Text == "(":
                var inner = Or();
                return TakeIf(")") ? inner : throw Expected("')'");
            case LexemeKind.Name when word.Text is "true" or "false":
                return new Typed(new Constant(word.Text == "true" ? 1 : 0), FeatureUnit.Flag);
            case LexemeKind.Name when word.Text == "known" && TakeIf("("):
                var feature = FeatureTable.Find(Peek.Text) ?? throw Expected("a feature");
                RequireKnown(feature, Take());
                return TakeIf(")") ? new Typed(new Known(feature.Id), FeatureUnit.Flag) : throw Expected("')'");
            case LexemeKind.Name:
                return FeatureOrStep(word);
            default:
                _next--;
                throw Expected("a value");
        }
    }

    private Typed FeatureOrStep(Lexeme word)
    {
        if (FeatureTable.Find(word.Text) is { } feature)
        {
            RequireKnown(feature, word);
            return new Typed(new FeatureValue(feature.Id), feature.Unit, feature.Category);
        }

        var dot = word.Text.IndexOf('.', StringComparison.Ordinal);
        var step = Index(dot < 0 ? word.Text : word.Text[..dot]);
        if (step < 0)
        {
            throw new ExpressionException(word.Column, $"'{word.Text}' is no feature and no step of this pattern");
        }

        var field = dot < 0 ? "done" : word.Text[(dot + 1)..];
        return field switch
        {
            "done" => new Typed(new StepValue(step, StepField.Done), FeatureUnit.Flag),
            "count" => new Typed(new StepValue(step, StepField.Count), FeatureUnit.Count),
            "distinct" => new Typed(new StepValue(step, StepField.Distinct), FeatureUnit.Count),
            "sum" => new Typed(new StepValue(step, StepField.Sum), FeatureUnit.Money),
            "max" => new Typed(new StepValue(step, StepField.Max), FeatureUnit.Money),
            "amount" => new Typed(new StepValue(step, StepField.Amount), FeatureUnit.Money),
            "duration" => new Typed(new StepValue(step, StepField.Duration), FeatureUnit.Duration),
            "age" => new Typed(new StepValue(step, StepField.Age), FeatureUnit.Duration),
            "same_party" => new Typed(new StepValue(step, StepField.SameParty), FeatureUnit.Flag),
            "grade" => new Typed(new StepValue(step, StepField.Grade), FeatureUnit.Category, typeof(Grade)),
            _ => throw new ExpressionException(
                word.Column,
                $"a step has count, distinct, sum, max, amount, duration, age, same_party and grade, not '{field}'"),
        };
    }

    private int Index(string step)
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            if (_steps[i] == step)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsNumber(Typed value) => value.Unit is FeatureUnit.Count or FeatureUnit.Ratio;

    private static string Name(Typed value) => value.Unit switch
    {
        FeatureUnit.Flag => "a condition",
        FeatureUnit.Duration => "a duration",
        FeatureUnit.Money => "money",
        FeatureUnit.Category => "a category",
        _ => "a number",
    };

    /// <summary>Conditions and categories are no amounts: nothing can be added to them.</summary>
    private static void Amount(Typed value, Lexeme at)
    {
        if (value.Unit is FeatureUnit.Flag or FeatureUnit.Category)
        {
            throw new ExpressionException(at.Column, $"cannot calculate with {Name(value)}");
        }
    }

    private static void Same(Typed left, Typed right, Lexeme at)
    {
        if (left.Unit == right.Unit || (IsNumber(left) && IsNumber(right)))
        {
            return;
        }

        throw new ExpressionException(at.Column, $"expected {Name(left)}, not {Name(right)}");
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) =>
            i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static void Require(Typed value, FeatureUnit unit, Lexeme at)
    {
        if (value.Unit != unit)
        {
            throw new ExpressionException(at.Column, $"expected a condition, not {Name(value)}");
        }
    }

    private void RequireKnown(FeatureInfo feature, Lexeme at)
    {
        if (_on is { } on && !ExpressionChecks.IsKnownAt(feature, on))
        {
            throw new ExpressionException(at.Column, $"'{feature.Name}' is never known at an event of kind '{ExpressionChecks.Name(on)}'");
        }
    }

    private static Typed Holding(Expression condition, Lexeme at) => ExpressionChecks.CanHold(condition)
        ? new Typed(condition, FeatureUnit.Flag)
        : throw new ExpressionException(at.Column, "this can never hold: what is asked lies outside of all values that are left");

    private ExpressionException Expected(string what) => new(Peek.Column, $"expected {what}, not '{Peek.Text}'");
}
