using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>Checks one pattern and compiles its expressions. Every error names file, line and column.</summary>
internal static class PatternCompiler
{
    /// <summary>A pattern that needs more steps is two patterns.</summary>
    public const int StepsMax = 12;

    /// <summary>Findings for or against types: they are remembered as bits.</summary>
    public const int EvidenceMax = 16;

    /// <summary>Characters of one expression.</summary>
    public const int TextMax = 2_000;

    /// <summary>Nodes of all expressions of a pattern: bounds what one event can cost.</summary>
    public const int CostMax = 400;

    /// <param name="definition">The pattern.</param>
    /// <param name="errors">Receives its errors, behind those of others.</param>
    public static CompiledPattern Compile(PatternDefinition definition, List<PatternError> errors)
    {
        var ofOthers = errors.Count;
        var names = definition.Steps.Select(x => x.Id.Text).ToArray();
        if (names.Length is 0 or > StepsMax)
        {
            errors.Add(new PatternError(definition.Place, $"A pattern has 1 to {StepsMax} steps, not {names.Length}."));
            names = names[..Math.Min(names.Length, StepsMax)];
        }

        var steps = new List<CompiledStep>();
        foreach (var step in definition.Steps.Take(StepsMax))
        {
            if (names.Count(x => x == step.Id.Text) > 1)
            {
                errors.Add(new PatternError(step.Id.Place, $"Step {step.Id.Text} exists twice."));
            }

            if (!IsName(step.Id.Text) || ExpressionChecks.IsReserved(step.Id.Text))
            {
                errors.Add(new PatternError(
                    step.Id.Place,
                    $"A step is called by small letters, digits and '_', and not like a feature, what features begin with, or a word of the "
                    + $"language: '{step.Id.Text}'."));
            }

            steps.Add(new CompiledStep(
                step, Condition(step.When, names, errors, step.On), Indices(step.After, names, errors),
                Indices(step.Unless, names, errors)));
            if (step.Reason is { } reason)
            {
                Check(reason, definition.Steps, errors);
            }
        }

        CheckOrder([.. steps], names, errors);
        if (steps.Count > 0 && steps.All(x => x.After.Length > 0))
        {
            errors.Add(new PatternError(definition.Place, "No step can begin: each waits for another."));
        }

        CheckLikely(definition, errors);
        var raises = definition.Raises
            .Select(x => new CompiledRaise(Condition(x.When, names, errors), x.Tier, x.Stage, x.Likely));
        var evidence = definition.Evidence.Select(x => Evidence(x, names, errors));
        var result = new CompiledPattern(definition, [.. steps], [.. raises], [.. evidence]);
        if (result.Raises.Length == 0)
        {
            errors.Add(new PatternError(definition.Place, "A pattern raises something: 'raise' is empty."));
        }

        if (result.Evidence.Length > EvidenceMax)
        {
            errors.Add(new PatternError(definition.Place, $"A pattern has at most {EvidenceMax} findings, not {result.Evidence.Length}."));
        }

        if (errors.Count == ofOthers)
        {
            // What cannot be read says nothing of its own.
            CheckReasons(definition, names, result.Steps, errors);
        }

        if (result.Cost > CostMax)
        {
            errors.Add(new PatternError(definition.Place, $"Too costly: {result.Cost} words, {CostMax} at most."));
        }

        return result;
    }

    /// <summary>A model doubts nothing else by a bound of the pattern.</summary>
    private static void CheckLikely(PatternDefinition definition, List<PatternError> errors)
    {
        foreach (var raise in definition.Raises.Where(x => x.Likely > 0 && (x.Tier > Tier.P1 || definition.IsOfWarnedPerson)))
        {
            errors.Add(new PatternError(raise.When.Place, "'likely' is of P0 and P1, and not of M7, of which a model has no say."));
        }
    }

    /// <summary>A warning says why: what is raised names a step that has words, or follows one. Where it names none, any may have been taken.</summary>
    private static void CheckReasons(PatternDefinition definition, string[] names, CompiledStep[] steps, List<PatternError> errors)
    {
        foreach (var raise in definition.Raises)
        {
            int[] mentioned = [.. ExpressionChecks.Words(raise.When.Text).Select(x => Array.IndexOf(names, x)).Where(x => x >= 0)];
            var named = new Queue<int>(mentioned.Length > 0 ? mentioned : Enumerable.Range(0, steps.Length));
            var seen = new HashSet<int>();
            var says = false;
            while (!says && named.TryDequeue(out var step))
            {
                says = steps[step].Definition.Reason is not null;
                foreach (var earlier in steps[step].After.Where(seen.Add))
                {
                    named.Enqueue(earlier);
                }
            }

            if (!says)
            {
                errors.Add(new PatternError(raise.When.Place, "Nothing would be said: no step that this names, and none before it, has a reason."));
            }
        }
    }

    private static Expression Evidence(EvidenceDefinition evidence, string[] names, List<PatternError> errors)
    {
        if (evidence.Points is 0 or < -9 or > 9)
        {
            errors.Add(new PatternError(evidence.ScamType.Place, $"Points are 1 to 9, not {Math.Abs(evidence.Points)}."));
        }

        if (!TypeRanking.IsType(evidence.ScamType.Text))
        {
            errors.Add(new PatternError(evidence.ScamType.Place, $"A scam type is T01 to T25, not '{evidence.ScamType.Text}'."));
        }

        return Condition(evidence.When, names, errors);
    }

    private static bool IsName(string text) =>
        text.Length > 0 && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static Expression Condition(PlacedText text, string[] names, List<PatternError> errors, PatternEvent? on = null)
    {
        if (text.Text.Length > TextMax)
        {
            errors.Add(new PatternError(text.Place, $"A condition has at most {TextMax} characters."));
            return new Constant(0);
        }

        try
        {
            return ExpressionCompiler.Condition(text.Text, names, on);
        }
        catch (ExpressionException error)
        {
            errors.Add(new PatternError(text.At(error.Column), error.Message));
            return new Constant(0);
        }
    }

    private static int[] Indices(IReadOnlyList<PlacedText> steps, string[] names, List<PatternError> errors)
    {
        var result = new List<int>();
        foreach (var step in steps)
        {
            var index = Array.IndexOf(names, step.Text);
            if (index < 0)
            {
                errors.Add(new PatternError(step.Place, $"No step is called {step.Text}."));
                continue;
            }

            result.Add(index);
        }

        return [.. result];
    }

    /// <summary>Steps that can never be taken, whatever happens.</summary>
    private static void CheckOrder(CompiledStep[] steps, string[] names, List<PatternError> errors)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var waits = new Queue<int>(steps[i].After);
            var seen = new HashSet<int>();
            while (waits.TryDequeue(out var earlier))
            {
                foreach (var next in seen.Add(earlier) ? steps[earlier].After : [])
                {
                    waits.Enqueue(next);
                }
            }

            if (seen.Contains(i))
            {
                errors.Add(new PatternError(steps[i].Definition.Id.Place, $"Step {names[i]} waits for itself: expected 'after' to lead back to a step that can begin."));
            }

            foreach (var unless in steps[i].Definition.Unless.Where(x => steps[i].Definition.After.Any(after => after.Text == x.Text)))
            {
                errors.Add(new PatternError(unless.Place, $"Step {names[i]} waits for {unless.Text} and forbids it: expected 'after' and 'unless' to differ."));
            }
        }
    }

    private static void Check(LocalTemplate template, IReadOnlyList<StepDefinition> steps, List<PatternError> errors)
    {
        foreach (var text in new[] { template.Zh, template.En })
        {
            foreach (var error in ReasonText.Errors(text.Text, steps))
            {
                errors.Add(new PatternError(text.Place, error));
            }
        }
    }
}
