using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Decisions;

/// <summary>What a model makes of raises that ask it how likely they are, and of what it doubts no longer. It says 0.05 of payments of at most 700 yuan, 0.95
/// of larger ones, and holds nothing urgent by itself.</summary>
public sealed class DoubtedRaisesTests
{
    private static readonly Model Large = SomeModels.Person(0x51, Feature.MoneyAmount, 70_000, "large");
    private static readonly StepDefinition Payment = Step("pay", PatternEvent.Money, "money.outgoing");

    private readonly ScoredItems _said = new();

    [Theory]
    [InlineData(0, Tier.P1)]
    [InlineData(5, Tier.P1)]
    [InlineData(6, Tier.P2)]
    public void What_a_pattern_asks_a_model_to_find_likely_is_urgent_from_there_on_and_without_a_model(byte likely, Tier said)
    {
        RaiseDefinition[] raises = [Raise("pay", Tier.P1, Stage.Transfer, likely)];

        Assert.Equal([(1L, said)], Say(Asked(0, Of("T90", raises)), (1, 600)));
        Assert.Equal([(1L, Tier.P1)], Say(Alone(Of("T90", raises)), (1, 600)));
    }

    /// <summary>A hundred times 0.29 is a little less than 29.</summary>
    [Fact]
    public void A_bound_is_met_by_its_own_number()
    {
        var hit = new PatternHit(Compile(Of("T90", Raise("pay"))).Patterns[0], Tier.P1, Stage.Transfer) { LikelyUrgent = 29 };

        Assert.Equal(Tier.P1, new Opinion(0.29, Tier.None, Doubt.None).Temper(hit));
        Assert.Equal(Tier.P2, new Opinion(0.2899, Tier.None, Doubt.None).Temper(hit));
    }

    /// <summary>P0 asks for what the model does not say; P1 asks nothing, or less.</summary>
    [Theory]
    [InlineData(6, 0, Tier.P1)]
    [InlineData(6, 5, Tier.P1)]
    [InlineData(6, 6, Tier.P2)]
    [InlineData(5, 6, Tier.P0)]
    public void A_raise_that_asks_more_hides_none_that_asks_less(byte immediate, byte urgent, Tier said) => Assert.Equal(
        [(1L, said)],
        Say(Asked(0, Of("T90", Raise("pay", Tier.P0, Stage.Transfer, immediate), Raise("pay", Tier.P1, Stage.Transfer, urgent))), (1, 600)));

    /// <summary>One payment asks, two do not.</summary>
    [Fact]
    public void What_needs_no_model_any_more_is_said_where_it_was_doubted_and_never_twice()
    {
        var pattern = Of("T90", Raise("pay", Tier.P1, Stage.Transfer, likely: 6), Raise("pay.count >= 2", Tier.P1, Stage.Transfer));

        Assert.Equal([(1L, Tier.P2), (2L, Tier.P1)], Say(Asked(0, pattern), (1, 600), (2, 600), (3, 600)));
        Assert.Equal([(1L, Tier.P1)], Say(Alone(pattern), (1, 600), (2, 600), (3, 600)));
    }

    [Fact]
    public void What_a_model_doubts_no_longer_is_said_at_the_next_step_that_still_holds() => Assert.Equal(
        [(1L, Tier.P2), (3L, Tier.P1)],
        Say(Asked(0.06, Of("T90", Raise("pay", Tier.P1, Stage.Transfer))), (1, 600), (2, 600), (3, 5_000), (4, 5_000)));

    /// <summary>By then its case has come to its end.</summary>
    [Fact]
    public void What_another_pattern_said_before_silences_nothing()
    {
        var partition = Asked(
            0, Of("T90", Raise("pay.count == 1", Tier.P1, Stage.Transfer)),
            Of("T91", Raise("pay.count >= 2", Tier.P1, Stage.Transfer, likely: 6), Raise("pay.count >= 3", Tier.P1, Stage.Transfer)));

        Assert.Equal([(1L, Tier.P1), (1200L, Tier.P2), (1201L, Tier.P1)], Say(partition, (1, 600), (1200, 600), (1201, 600)));
    }

    [Fact]
    public void What_goes_on_is_said_again_when_its_warning_can_no_longer_help_whatever_else_began_to_hold() => Assert.Equal(
        [(0L, Tier.P1), (61L, Tier.P1)],
        Say(Alone(Of("T90", Raise("pay", Tier.P1, Stage.Transfer, likely: 6), Raise("pay.count >= 2", Tier.P1, Stage.Transfer))), (0, 600), (59, 600), (61, 600)));

    [Fact]
    public void What_goes_on_is_doubted_by_what_holds_now() => Assert.Equal(
        [(1L, Tier.P1), (90L, Tier.P2)],
        Say(
            Asked(0, Of("T90", Raise("pay.count == 1", Tier.P1, Stage.Transfer), Raise("pay.count >= 2", Tier.P1, Stage.Transfer, likely: 6))),
            (1, 690), (90, 600)));

    /// <summary>What was raised first asked for a model; the later stage is reached by what is P2.</summary>
    [Fact]
    public void A_later_stage_makes_nothing_urgent_that_was_doubted() => Assert.Equal(
        [(1L, Tier.P2), (2L, Tier.P2)],
        Say(
            Asked(0, Of("T90", Raise("pay.count == 1", Tier.P1, Stage.Transfer, likely: 6), Raise("pay.count >= 2", Tier.P2, Stage.FurtherTransfer))),
            (1, 600), (2, 600)));

    private static PatternDefinition Of(string id, params RaiseDefinition[] raises) => Pattern([Payment], raises) with { Id = id, ScamType = id };

    private static ScoringPartition Alone(params PatternDefinition[] patterns) => Partition(new MemoryRuleSets(), patterns);

    /// <summary>The model has decided from the beginning.</summary>
    private static ScoringPartition Asked(double doubtful, params PatternDefinition[] patterns)
    {
        var sets = new MemoryRuleSets { FirstPersonModel = Large.Hash };
        sets.Models[Large.Hash] = Large with { Thresholds = new ModelThresholds(1, 1, doubtful) };
        return Partition(sets, patterns);
    }

    private static ScoringPartition Partition(MemoryRuleSets sets, PatternDefinition[] patterns)
    {
        var rules = new RuleSet(0xA, Compile(patterns));
        sets.There[rules.Hash] = rules;
        sets.First = rules.Hash;
        return new ScoringPartition(new Source("legs", 1, 0), sets);
    }

    /// <summary>When something was said, in minutes, and how urgently.</summary>
    /// <param name="partition">With nothing before.</param>
    /// <param name="payments">Minute and yuan of each.</param>
    private List<(long Minute, Tier Tier)> Say(ScoringPartition partition, params (int Minute, int Yuan)[] payments)
    {
        _said.Items.Clear();
        for (var i = 0; i < payments.Length; i++)
        {
            var leg = RuleSwitchTests.Pay(payments[i].Minute, payments[i].Yuan);
            Assert.Null(partition.Obstacle([leg]));
            partition.Apply(leg, new Position(i, 0, 0), _said);
        }

        return [.. _said.Warnings.Select(x => ((x.EventTimeMs - Some.TimeMs) / Some.MinuteMs, x.Tier))];
    }
}
