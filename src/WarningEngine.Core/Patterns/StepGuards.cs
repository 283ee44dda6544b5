using System.Numerics;
using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>A step of a pattern, and what is left of its condition once its guards hold; null where nothing is. <paramref name="Number"/> is that of the
/// pattern in its set, of the first that does the same.</summary>
internal readonly record struct GuardedStep(CompiledPattern Pattern, int Number, int Index, Expression? Rest);

/// <summary>Which steps one kind of event can take, told for all patterns at once. What steps ask of the event alone is asked once, however many
/// steps ask it, and closes all of them where it does not hold; a step that stays open needs to be looked at. Most events close every
/// step with a few questions. Steps are bits, in the order of patterns and of the steps in them.</summary>
internal sealed class StepGuards
{
    /// <summary>Of a set of steps, at most.</summary>
    public const int WordsMax = Limits.StepsPerEventMax / 64;

    private readonly GuardedStep[] _steps;
    private readonly ulong[] _beginnings;

    /// <summary>By the pattern's number; empty where it has none.</summary>
    private readonly ulong[][] _stepsOf;
    private readonly Guard[] _guards;

    /// <param name="patterns">All of the set.</param>
    /// <param name="numbers">Of each the number of the first that does the same.</param>
    /// <param name="on">The kind of event.</param>
    public StepGuards(CompiledPattern[] patterns, int[] numbers, PatternEvent on)
    {
        On = on;
        var conditions = new List<Expression[]>();
        var steps = new List<GuardedStep>();
        for (var number = 0; number < patterns.Length; number++)
        {
            var pattern = patterns[number];
            for (var i = 0; i < pattern.Steps.Length; i++)
            {
                if (pattern.Steps[i].Definition.On == on)
                {
                    Expression[] parts = [.. Parts(pattern.Steps[i].When)];
                    conditions.Add([.. parts.Where(x => !x.IsOfSteps)]);
                    steps.Add(new GuardedStep(pattern, numbers[number], i, All(parts.Where(x => x.IsOfSteps))));
                }
            }
        }

        _steps = [.. steps];
        Words = (_steps.Length + 63) / 64;
        _beginnings = Bits(CanBegin);
        _stepsOf = [.. patterns.Select(pattern => _steps.Any(x => x.Pattern == pattern) ? Bits(x => _steps[x].Pattern == pattern) : [])];

        // What closes most comes first.
        _guards = [.. conditions.SelectMany(x => x).Distinct()
            .Select(x => Guard.Of(x, Bits(step => conditions[step].Contains(x))))
            .OrderByDescending(x => x.Asked.Sum(BitOperations.PopCount))];
    }

    public PatternEvent On { get; }

    /// <summary>Of a set of steps.</summary>
    public int Words { get; }

    public GuardedStep this[int step] => _steps[step];

    /// <summary>Opens what patterns that have not begun can take: steps that wait for no other, and those behind them, which the same event may
    /// take too; and only them.</summary>
    public void Beginnings(Span<ulong> open) => _beginnings.CopyTo(open);

    /// <summary>Whether the pattern of this number has a step for the event.</summary>
    public bool Has(int number) => _stepsOf[number].Length > 0;

    /// <summary>Opens the steps of the pattern of this number too.</summary>
    public void Open(Span<ulong> open, int number)
    {
        var steps = _stepsOf[number];
        for (var i = 0; i < steps.Length; i++)
        {
            open[i] |= steps[i];
        }
    }

    /// <summary>Closes the steps that the event does not allow.</summary>
    public void Close(Span<ulong> open, FeatureVector features)
    {
        foreach (ref readonly var guard in _guards.AsSpan())
        {
            var asked = guard.Asked;
            var asks = 0UL;
            for (var i = 0; i < asked.Length; i++)
            {
                asks |= open[i] & asked[i];
            }

            if (asks == 0 || guard.Holds(features))
            {
                continue;
            }

            var left = 0UL;
            for (var i = 0; i < asked.Length; i++)
            {
                open[i] &= ~asked[i];
                left |= open[i];
            }

            if (left == 0)
            {
                return;
            }
        }
    }

    /// <summary>The first open step from this one on; -1 where there is none.</summary>
    public int Next(ReadOnlySpan<ulong> open, int from)
    {
        for (var word = from / 64; word < Words; word++)
        {
            var bits = open[word] & (word == from / 64 ? ulong.MaxValue << (from % 64) : ulong.MaxValue);
            if (bits != 0)
            {
                return (64 * word) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    private bool CanBegin(int step) => _steps.Take(step + 1)
        .Any(x => x.Pattern == _steps[step].Pattern && x.Pattern.Steps[x.Index].After.Length == 0);

    /// <summary>A conjunction is true where each of its parts is.</summary>
    private static IEnumerable<Expression> Parts(Expression condition) =>
        condition is Conjunction both ? Parts(both.Left).Concat(Parts(both.Right)) : [condition];

    private static Expression? All(IEnumerable<Expression> parts) =>
        parts.Aggregate((Expression?)null, (all, part) => all is null ? part : new Conjunction(all, part));

    private ulong[] Bits(Func<int, bool> isIn)
    {
        var bits = new ulong[Words];
        for (var i = 0; i < _steps.Length; i++)
        {
            bits[i / 64] |= isIn(i) ? 1UL << (i % 64) : 0;
        }

        return bits;
    }

    /// <summary>One question to an event: whether a feature lies between two bounds, or any other condition.</summary>
    private readonly record struct Guard(Feature Feature, double Least, double Most, Expression? Other, ulong[] Asked)
    {
        public static Guard Of(Expression condition, ulong[] asked) => condition switch
        {
            FeatureValue flag => new Guard(flag.Feature, 1, 1, null, asked),
            Comparison { Operation: "==", Left: FeatureValue x, Right: Constant c } => new Guard(x.Feature, c.Value, c.Value, null, asked),
            Comparison { Operation: ">=", Left: FeatureValue x, Right: Constant c } => new Guard(x.Feature, c.Value, double.PositiveInfinity, null, asked),
            Comparison { Operation: ">", Left: FeatureValue x, Right: Constant c } =>
                new Guard(x.Feature, Math.BitIncrement(c.Value), double.PositiveInfinity, null, asked),
            Comparison { Operation: "<=", Left: FeatureValue x, Right: Constant c } => new Guard(x.Feature, double.NegativeInfinity, c.Value, null, asked),
            Comparison { Operation: "<", Left: FeatureValue x, Right: Constant c } =>
                new Guard(x.Feature, double.NegativeInfinity, Math.BitDecrement(c.Value), null, asked),
            _ => new Guard(default, 0, 0, condition, asked),
        };

        public bool Holds(FeatureVector features)
        {
            if (Other is not null)
            {
                var facts = default(PatternFacts);
                return Other.Evaluate(new Scope(features, in PatternSet.NotBegun, in facts)) == 1;
            }

            var value = features[Feature];
            return value >= Least && value <= Most;
        }
    }
}
