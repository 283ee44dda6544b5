using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Patterns;

/// <summary>The patterns of a partition, compiled once, run for every event that could advance one.</summary>
public sealed class PatternSet
{
    /// <summary>Events of different sources may be read a little out of order; steps that follow each other within this
    /// time are in order either way. Milliseconds.</summary>
    private const long OrderSlackMs = 120_000;

    private static readonly PatternProgress[] Nothing = [new(KnownTexts.NumberOf(""), 0, PatternCompiler.StepsMax)];

    private static int _sets;

    private readonly CompiledPattern[] _patterns;

    private readonly StepGuards[] _guards;

    /// <summary>By <see cref="CompiledPattern.Logic"/>. Two patterns that do the same have one progress: the first of them.</summary>
    private readonly FrozenDictionary<ulong, int> _numbers;

    /// <summary>Of each pattern, by its number; ms.</summary>
    private readonly long[] _windowsMs;

    private PatternSet(IEnumerable<CompiledPattern> all)
    {
        var isRetired = all.ToLookup(x => x.Definition.State == PatternState.Retired);
        _patterns = [.. isRetired[false]];
        Retired = [.. isRetired[true]];
        _numbers = _patterns.Select((pattern, number) => (pattern.Logic, number)).GroupBy(x => x.Logic).ToFrozenDictionary(x => x.Key, x => x.First().number);
        UsefulAtLeastMs = _patterns.Select(x => x.Definition.UsefulForMs).DefaultIfEmpty(long.MaxValue).Min();
        _windowsMs = [.. _patterns.Select(x => x.Definition.WindowMs)];
        int[] first = [.. _patterns.Select(x => _numbers[x.Logic])];
        _guards = [.. Enum.GetValues<PatternEvent>().Select(on => new StepGuards(_patterns, first, on))];
    }

    /// <summary>Those that take steps, active or in shadow, by id.</summary>
    public IReadOnlyList<CompiledPattern> Patterns => _patterns;

    /// <summary>Those that are only kept, by id. What an episode had come to in them is forgotten when the set takes over.</summary>
    public IReadOnlyList<CompiledPattern> Retired { get; }

    /// <summary>What any of its warnings is useful for at least, ms; of a set without patterns for ever.</summary>
    internal long UsefulAtLeastMs { get; }

    /// <summary>What a pattern that has not begun looks at.</summary>
    internal static ref readonly PatternProgress NotBegun => ref Nothing[0];

    /// <summary>Of this set among all of the process, from 1.</summary>
    internal int Number { get; } = Interlocked.Increment(ref _sets);

    /// <summary>By its number in <see cref="Patterns"/>.</summary>
    internal CompiledPattern this[int number] => _patterns[number];

    /// <summary>The pattern with this <see cref="CompiledPattern.Logic"/>; null where none has it.</summary>
    public CompiledPattern? Find(ulong logic) => _numbers.TryGetValue(logic, out var number) ? _patterns[number] : null;

    /// <summary>Its number in <see cref="Patterns"/>; -1 where none has it.</summary>
    internal int NumberOf(ulong logic) => _numbers.TryGetValue(logic, out var number) ? number : -1;

    public bool IsRetired(string id) => Retired.Any(x => x.Definition.Id == id);

    /// <summary>Compiles a set, retired patterns too; null, and all errors of all patterns, where one is wrong.</summary>
    public static PatternSet? Compile(
        IReadOnlyList<PatternDefinition> definitions, out IReadOnlyList<PatternError> errors)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var found = new List<PatternError>();
        var compiled = new List<CompiledPattern>();
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in definitions.OrderBy(x => x.Id, StringComparer.Ordinal))
        {
            if (!ids.TryAdd(definition.Id, definition.Id))
            {
                // Two that differ in large and small letters only are one for whoever reads a list of them.
                var other = ids[definition.Id];
                found.Add(new PatternError(
                    definition.Place, $"Pattern {definition.Id} exists twice{(other == definition.Id ? "" : $", also as {other}")}."));
            }

            compiled.Add(PatternCompiler.Compile(definition, found));
            if (compiled.SelectMany(x => x.Steps).CountBy(x => x.Definition.On).Any(x => x.Value > Limits.StepsPerEventMax))
            {
                found.Add(new PatternError(definition.Place, $"A set has at most {Limits.StepsPerEventMax} steps for one kind of event."));
                break;
            }
        }

        if (definitions.Where(x => x.State != PatternState.Retired).Skip(Limits.PatternsPerSetMax).FirstOrDefault() is { } tooMany)
        {
            found.Add(new PatternError(tooMany.Place, $"A set has at most {Limits.PatternsPerSetMax} patterns that are not retired."));
        }

        errors = found;
        return found.Count == 0 ? new PatternSet(compiled) : null;
    }

    /// <summary>Lets every pattern take its steps at one event.</summary>
    /// <param name="on">Kind of the event.</param>
    /// <param name="features">The person's features at the event.</param>
    /// <param name="facts">What steps keep of it.</param>
    /// <param name="state">How far the patterns have come; changed.</param>
    /// <param name="blocks">Where it stands.</param>
    /// <param name="hits">Receives what is more urgent or further than before.</param>
    /// <returns>The longest window of the patterns that took a step, ms; 0 where none did.</returns>
    [SkipLocalsInit]
    public long Advance(
        PatternEvent on, FeatureVector features, in PatternFacts facts, ref EpisodePatterns state, NativeBlocks blocks, List<PatternHit> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        var guards = _guards[(int)on];
        Span<ulong> open = stackalloc ulong[StepGuards.WordsMax];
        open = open[..guards.Words];
        guards.Beginnings(open); // all words of it
        if (!state.IsEmpty)
        {
            GoOn(guards, facts, ref state, blocks, open);
        }

        guards.Close(open, features);
        long windowMs = 0;
        for (var i = guards.Next(open, 0); i >= 0;)
        {
            var pattern = guards[i].Pattern;
            var place = state.Find(this, guards[i].Number, blocks);
            var taken = false;
            do
            {
                taken |= Take(guards[i], features, facts, ref state, blocks, ref place);
                i = guards.Next(open, i + 1);
            }
            while (i >= 0 && guards[i].Pattern == pattern);

            if (taken)
            {
                windowMs = Math.Max(windowMs, pattern.Definition.WindowMs);
                Raise(pattern, features, facts, ref state.At(place), hits);
                state.Refresh(place);
            }
        }

        return windowMs;
    }

    /// <summary>What has left the windows of patterns that have begun is forgotten; the steps that follow in the others are open.</summary>
    private void GoOn(StepGuards guards, in PatternFacts facts, ref EpisodePatterns state, NativeBlocks blocks, Span<ulong> open)
    {
        var begun = state.In(this, blocks);
        for (var i = begun.Length - 1; i >= 0; i--)
        {
            var (number, oldestMs) = begun[i];
            if (number < 0 || !guards.Has(number))
            {
                continue;
            }

            var beforeMs = facts.TimeMs - _windowsMs[number];
            if (beforeMs > oldestMs && !Expire(ref state, blocks, i, beforeMs))
            {
                begun = state.In(this, blocks);
                continue;
            }

            guards.Open(open, number);
        }
    }

    /// <summary>False where nothing is left of a pattern that had begun.</summary>
    private static bool Expire(ref EpisodePatterns state, NativeBlocks blocks, int place, long beforeMs)
    {
        var forgot = state.Forgot;
        var isLeft = state.At(place).Expire(beforeMs, ref forgot);
        if (isLeft)
        {
            state.Refresh(place);
        }
        else
        {
            state.RemoveAt(place, blocks);
            forgot = true;
        }

        state.Forgot = forgot;
        return isLeft;
    }

    private bool Take(
        in GuardedStep guarded, FeatureVector features, in PatternFacts facts, ref EpisodePatterns state, NativeBlocks blocks, ref int place)
    {
        var pattern = guarded.Pattern;
        ref readonly var progress = ref place < 0 ? ref NotBegun : ref state.At(place);
        if (!Ready(pattern.Steps[guarded.Index], guarded.Index, facts, progress, place >= 0))
        {
            return false;
        }

        if (guarded.Rest is { } rest && rest.Evaluate(new Scope(features, in progress, in facts)) != 1)
        {
            return false;
        }

        if (place < 0)
        {
            place = state.Add(this, guarded.Number, pattern, blocks);
        }

        state.Take(place, guarded.Index, facts, blocks);
        return true;
    }

    private static bool Ready(CompiledStep step, int index, in PatternFacts facts, in PatternProgress progress, bool hasBegun)
    {
        if (!hasBegun)
        {
            return step.After.Length == 0;
        }

        ref readonly var own = ref progress[index];
        var sameCall = facts.Call != 0 && own.LastCall == facts.Call;
        if (own.Done && !sameCall && !step.Definition.Repeat && step.After.Length > 0)
        {
            return false;
        }

        foreach (var after in step.After)
        {
            ref readonly var earlier = ref progress[after];
            if (!earlier.Done || facts.TimeMs < earlier.FirstMs - OrderSlackMs
                || facts.TimeMs - earlier.LastMs > step.Definition.WithinMs)
            {
                return false;
            }
        }

        foreach (var unless in step.Unless)
        {
            if (progress.IsTaken(unless))
            {
                return false;
            }
        }

        return true;
    }

    private static void Raise(
        CompiledPattern pattern, FeatureVector features, in PatternFacts facts, ref PatternProgress progress, List<PatternHit> hits)
    {
        var scope = new Scope(features, in progress, in facts);
        var tier = progress.RaisedTier;
        var stage = progress.RaisedStage;
        var holds = Tier.None;
        var likely = new LeastLikely();
        foreach (var raise in pattern.Raises)
        {
            if (raise.When.Evaluate(scope) == 1)
            {
                var reached = pattern.LooksAtCalls && raise.Tier < facts.Ceiling ? facts.Ceiling : raise.Tier;
                likely.Add(reached, raise.Likely);
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
        var isLongAfter = progress.RaisedTier != Tier.None && facts.TimeMs - progress.RaisedMs > pattern.Definition.UsefulForMs;
        var goesOn = isLongAfter && holds <= Tier.P1 && holds == progress.RaisedTier;
        if (tier < progress.RaisedTier || stage > progress.RaisedStage || goesOn)
        {
            if (holds > tier && progress.SaidTier > tier)
            {
                // What is urgent was raised before, and doubted; by which raise is not known any more.
                likely.Most(pattern.Raises, tier);
            }

            progress.RaisedTier = tier;
            progress.RaisedStage = stage;
            progress.RaisedMs = Math.Max(progress.RaisedMs, facts.TimeMs);
            Add(tier, wasDoubted: false);
        }
        else if (holds <= Tier.P1 && holds < progress.SaidTier && !pattern.IsShadow)
        {
            Add(holds, wasDoubted: true);
        }

        void Add(Tier reached, bool wasDoubted) => hits.Add(new PatternHit(pattern, reached, stage)
        {
            LikelyImmediate = likely.Immediate, LikelyUrgent = likely.Urgent, WasDoubted = wasDoubted, IsLongAfter = isLongAfter,
        });
    }

    /// <summary>How likely a model must hold what is raised, in hundredths: of what reaches P0, and of what reaches P0 or P1.</summary>
    private struct LeastLikely()
    {
        private byte? _immediate;
        private byte? _urgent;

        public readonly byte Immediate => _immediate ?? 0;

        public readonly byte Urgent => _urgent ?? 0;

        public void Add(Tier reached, byte likely)
        {
            if (reached == Tier.P0)
            {
                _immediate = Math.Min(_immediate ?? byte.MaxValue, likely);
            }

            if (reached <= Tier.P1)
            {
                _urgent = Math.Min(_urgent ?? byte.MaxValue, likely);
            }
        }

        /// <summary>Where nothing of a tier holds any more: as much as any raise of it asks.</summary>
        public void Most(CompiledRaise[] raises, Tier tier)
        {
            byte most = 0;
            foreach (var raise in raises)
            {
                most = raise.Tier <= tier ? Math.Max(most, raise.Likely) : most;
            }

            _immediate ??= most;
            _urgent ??= most;
        }
    }
}
