using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Patterns;

/// <summary>A pattern, checked and ready to run. Immutable.</summary>
public sealed class CompiledPattern
{
    internal CompiledPattern(PatternDefinition definition, CompiledStep[] steps, CompiledRaise[] raises, Expression[] evidence)
    {
        Definition = definition;
        Key = $"{definition.Id}@{definition.Version}";
        KeyNumber = KnownTexts.NumberOf(Key);
        Logic = PatternLogic.Of(definition);
        Steps = steps;
        Raises = raises;
        Evidence = evidence;
        Cost = steps.Sum(x => x.When.Cost) + raises.Sum(x => x.When.Cost) + evidence.Sum(x => x.Cost);
        PointsOf = TypeRanking.FeatureOf(definition.ScamType);
        EvidencePointsOf = [.. definition.Evidence.Select(x => TypeRanking.FeatureOf(x.ScamType.Text))];
        LooksAtCalls = steps.Any(x => x.Definition.On == PatternEvent.Call || x.When.IsOfTalk) || raises.Any(x => x.When.IsOfTalk);
        foreach (var step in steps)
        {
            Events |= 1 << (int)step.Definition.On;
        }
    }

    public PatternDefinition Definition { get; }

    /// <summary>Id and version.</summary>
    public string Key { get; }

    /// <summary>Of <see cref="Key"/> in <see cref="KnownTexts"/>.</summary>
    internal int KeyNumber { get; }

    /// <summary>Stands for what it does, not for its words: see <see cref="PatternLogic"/>.</summary>
    public ulong Logic { get; }

    /// <summary>It only looks on: nothing that it has come to is said, to nobody and no model.</summary>
    public bool IsShadow => Definition.State == PatternState.Shadow;

    /// <summary>A step or a raise asks for a call that is going on, or for talk.</summary>
    public bool LooksAtCalls { get; }

    /// <summary>The feature that holds the points of its scam type; null where there is none.</summary>
    internal Feature? PointsOf { get; }

    /// <summary>The same for each of the definition's <see cref="PatternDefinition.Evidence"/>.</summary>
    internal Feature?[] EvidencePointsOf { get; }

    /// <summary>Nodes evaluated for one event at most.</summary>
    public int Cost { get; }

    internal CompiledStep[] Steps { get; }

    internal CompiledRaise[] Raises { get; }

    /// <summary>One condition for each of the definition's <see cref="PatternDefinition.Evidence"/>.</summary>
    internal Expression[] Evidence { get; }

    /// <summary>Bits of <see cref="PatternEvent"/> that can advance it.</summary>
    internal int Events { get; }
}

internal sealed record CompiledStep(StepDefinition Definition, Expression When, int[] After, int[] Unless);

internal sealed record CompiledRaise(Expression When, Tier Tier, Stage Stage, byte Likely);

/// <summary>A pattern has reached a more urgent tier or a later stage than it had, or holds what was said milder.</summary>
/// <param name="Pattern">Which has.</param>
/// <param name="Tier">The most urgent that it has reached.</param>
/// <param name="Stage">The latest.</param>
public readonly record struct PatternHit(CompiledPattern Pattern, Tier Tier, Stage Stage)
{
    /// <summary>Of what holds P0 now, the least <see cref="RaiseDefinition.Likely"/>: a model that holds it less likely makes it P1, or milder.</summary>
    public byte LikelyImmediate { get; init; }

    /// <summary>The same of what holds P0 or P1.</summary>
    public byte LikelyUrgent { get; init; }

    /// <summary>Tier and stage are what they were, and what was said was milder: the model may doubt it no longer.</summary>
    public bool WasDoubted { get; init; }

    /// <summary>What the pattern said before can no longer help, and its case may be over; false also where it said nothing.</summary>
    public bool IsLongAfter { get; init; }

    /// <summary>It becomes a warning: what only looks on does not.</summary>
    public bool IsSaid => Tier != Tier.None && !Pattern.IsShadow;
}
