using System.Collections.Frozen;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Core.Patterns;

/// <summary>The patterns of a partition, compiled once, run for every event that could advance one.</summary>
public sealed class PatternSet
{
    /// <summary>Events of different sources may be read a little out of order; steps that follow each other within this
    /// time are in order either way. Milliseconds.</summary>
    private const long OrderSlackMs = 120_000;

    private readonly CompiledPattern[] _patterns;

    /// <summary>By the kind of event: those that it could advance.</summary>
    private readonly CompiledPattern[][] _byEvent;
    private readonly FrozenDictionary<ulong, CompiledPattern> _byLogic;

    private PatternSet(IEnumerable<CompiledPattern> all)
    {
        var isRetired = all.ToLookup(x => x.Definition.State == PatternState.Retired);
        _patterns = [.. isRetired[false]];
        _byEvent = [.. Enum.GetValues<PatternEvent>().Select(on => _patterns.Where(x => (x.Events & (1 << (int)on)) != 0).ToArray())];
        Retired = [.. isRetired[true]];

        // Two patterns that do the same have one progress: the first of them.
        _byLogic = _patterns.GroupBy(x => x.Logic).ToFrozenDictionary(x => x.Key, x => x.First());
    }

    /// <summary>Those that take steps, active or in shadow, by id.</summary>
    public IReadOnlyList<CompiledPattern> Patterns => _patterns;

    /// <summary>Those that are only kept, by id. What an episode had come to in them is forgotten when the set takes over.</summary>
    public IReadOnlyList<CompiledPattern> Retired { get; }

    /// <summary>The pattern with this <see cref="CompiledPattern.Logic"/>; null where none has it.</summary>
    public CompiledPattern? Find(ulong logic) => _byLogic.GetValueOrDefault(logic);

    public bool IsRetired(string id) => Retired.Any(x => x.Definition.Id == id);

    /// <summary>Compiles a set, retired patterns too; null, and all errors of all patterns, where one is wrong.</summary>
    public static PatternSet? Compile(
        IReadOnlyList<PatternDefinition> definitions, out IReadOnlyList<PatternError> errors)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var found = new List<PatternError>();
        var compiled = new List<CompiledPattern>();
        var ids = new HashSet<string>();
        foreach (var definition in definitions.OrderBy(x => x.Id, StringComparer.Ordinal))
        {
            if (!ids.Add(definition.Id))
            {
                found.Add(new PatternError(definition.Place, $"Pattern {definition.Id} exists twice."));
            }

            compiled.Add(PatternCompiler.Compile(definition, found));
        }

        errors = found;
        return found.Count == 0 ? new PatternSet(compiled) : null;
    }

    /// <summary>Lets every pattern take its steps at one event.</summary>
    /// <param name="on">Kind of the event.</param>
    /// <param name="features">The person's features at the event.</param>
    /// <param name="facts">What steps keep of it.</param>
    /// <param name="state">How far the patterns have come; changed.</param>
    /// <param name="hits">Receives what is more urgent or further than before.</param>
    /// <returns>The longest window of the patterns that took a step, ms; 0 where none did.</returns>
    public long Advance(
        PatternEvent on, FeatureVector features, in PatternFacts facts, EpisodePatterns state, List<PatternHit> hits)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(hits);
        long windowMs = 0;
        foreach (var pattern in _byEvent[(int)on])
        {
            var progress = state.Find(pattern.Logic);
            if (progress is not null)
            {
                var forgot = state.Forgot;
                if (!progress.Expire(facts.TimeMs - pattern.Definition.WindowMs, ref forgot))
                {
                    state.Remove(progress);
                    progress = null;
                    forgot = true;
                }

                state.Forgot = forgot;
            }

            if (TakeSteps(pattern, on, features, facts, state, ref progress))
            {
                windowMs = Math.Max(windowMs, pattern.Definition.WindowMs);
                Raise(pattern, features, facts, progress!, hits);
            }
        }

        return windowMs;
    }

    private static bool TakeSteps(
        CompiledPattern pattern, PatternEvent on, FeatureVector features, in PatternFacts facts, EpisodePatterns state,
        ref PatternProgress? progress)
    {
        var taken = false;
        for (var i = 0; i < pattern.Steps.Length; i++)
        {
            var step = pattern.Steps[i];
            if (step.Definition.On != on || !Ready(step, i, facts, progress))
            {
                continue;
            }

            var steps = progress is null ? NoSteps.AsSpan(0, pattern.Steps.Length) : progress.Steps;
            if (step.When.Evaluate(new Scope(features, steps, in facts)) != 1)
            {
                continue;
            }

            if (progress is null)
            {
                progress = new PatternProgress(pattern.Key, pattern.Logic, pattern.Steps.Length);
                state.Add(progress);
            }

            progress.Steps[i].Add(facts);
            taken = true;
        }

        return taken;
    }

    /// <summary>What a pattern that has not begun looks at.</summary>
    private static readonly StepProgress[] NoSteps = new StepProgress[PatternCompiler.StepsMax];

    private static bool Ready(CompiledStep step, int index, in PatternFacts facts, PatternProgress? progress)
    {
        if (progress is null)
        {
            return step.After.Length == 0;
        }

        ref readonly var own = ref progress.Steps[index];
        var sameCall = facts.Call != 0 && own.LastCall == facts.Call;
        if (own.Done && !sameCall && !step.Definition.Repeat && step.After.Length > 0)
        {
            return false;
        }

        foreach (var after in step.After)
        {
            ref readonly var earlier = ref progress.Steps[after];
            if (!earlier.Done || facts.TimeMs < earlier.FirstMs - OrderSlackMs
                || facts.TimeMs - earlier.LastMs > step.Definition.WithinMs)
            {
                return false;
            }
        }

        foreach (var unless in step.Unless)
        {
            if (progress.Steps[unless].Done)
            {
                return false;
            }
        }

        return true;
    }

    private static void Raise(
        CompiledPattern pattern, FeatureVector features, in PatternFacts facts, PatternProgress progress,
        List<PatternHit> hits)
    {
        var scope = new Scope(features, progress.Steps, in facts);
        var tier = progress.RaisedTier;
        var stage = progress.RaisedStage;
        var holds = Tier.None;
        foreach (var raise in pattern.Raises)
        {
            if (raise.When.Evaluate(scope) == 1)
            {
                var reached = pattern.LooksAtCalls && raise.Tier < facts.Ceiling ? facts.Ceiling : raise.Tier;
                holds = reached < holds ? reached : holds;
                tier = reached < tier ? reached : tier;
                stage = raise.Stage > stage ? raise.Stage : stage;
            }
        }

        for (var i = 0; i < pattern.Evidence.Length; i++)
        {
            if ((progress.Found & (1 << i)) == 0 && pattern.Evidence[i].Evaluate(scope) == 1)
            {
                progress.Found |= (ushort)(1 << i);
            }
        }

        // What is urgent and goes on when the last warning can no longer help is said again.
        var goesOn = holds <= Tier.P1 && holds == progress.RaisedTier
            && facts.TimeMs - progress.RaisedMs > pattern.Definition.UsefulForMs;
        if (tier < progress.RaisedTier || stage > progress.RaisedStage || goesOn)
        {
            progress.RaisedTier = tier;
            progress.RaisedStage = stage;
            progress.RaisedMs = Math.Max(progress.RaisedMs, facts.TimeMs);
            hits.Add(new PatternHit(pattern, progress, tier, stage));
        }
    }
}
