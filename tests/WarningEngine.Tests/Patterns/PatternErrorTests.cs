using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Patterns;

/// <summary>Patterns of which each expression is right, and that could not mean what they say.</summary>
public sealed class PatternErrorTests
{
    [Fact]
    public void A_step_that_follows_itself_is_refused() => Refused(
        "Step b waits for itself", Step("a", PatternEvent.Call, "true"), Step("b", PatternEvent.Call, "true", ["a", "b"]));

    [Fact]
    public void Steps_that_wait_for_each_other_are_refused_each()
    {
        PatternSet.Compile(
            [Pattern([Step("a", PatternEvent.Call, "true"), Step("b", PatternEvent.Call, "true", ["c"]), Step("c", PatternEvent.Call, "true", ["a", "b"])], Raise("a"))],
            out var errors);

        Assert.Equal(["Step b waits for itself", "Step c waits for itself"], errors.Select(x => x.Message.Split(':')[0]));
    }

    [Fact]
    public void A_step_that_waits_for_what_it_forbids_is_refused() => Refused(
        "Step b waits for a and forbids it", Step("a", PatternEvent.Call, "true"), Step("b", PatternEvent.Call, "true", ["a"], unless: ["a"]));

    [Theory]
    [InlineData(PatternEvent.Call, "{a.amount}", true)]
    [InlineData(PatternEvent.Sms, "{a.sum}", true)]
    [InlineData(PatternEvent.Reputation, "{a.max}", true)]
    [InlineData(PatternEvent.Money, "{a.duration}", true)]
    [InlineData(PatternEvent.Call, "{a.duration} {a.count} {a.distinct}", false)]
    [InlineData(PatternEvent.Exposure, "{a.duration}", false)]
    [InlineData(PatternEvent.Money, "{a.amount} {a.sum} {a.max} {a.count}", false)]
    public void A_reason_names_only_what_its_step_has(PatternEvent on, string words, bool isRefused)
    {
        var reason = new LocalTemplate(Text("好"), Text(words));

        PatternSet.Compile([Pattern([Step("a", on, "true", reason: reason)], Raise("a"))], out var errors);

        Assert.Equal(isRefused ? ["Amounts are of a step on money and durations of one on call, reputation or exposure"] : [], errors.Select(x => x.Message.Split(';')[0]));
    }

    [Theory]
    [InlineData("T09", Tier.P0, false)]
    [InlineData("T09", Tier.P1, false)]
    [InlineData("T09", Tier.P2, true)]
    [InlineData("M7", Tier.P0, true)]
    public void How_likely_a_model_must_hold_it_is_asked_of_what_it_can_doubt_alone(string type, Tier tier, bool isRefused)
    {
        PatternSet.Compile([Pattern([Step("a", PatternEvent.Money, "true")], Raise("a", tier, likely: 10)) with { ScamType = type }], out var errors);

        Assert.Equal(isRefused ? ["'likely' is of P0 and P1, and not of M7"] : [], errors.Select(x => x.Message.Split(", of which")[0]));
    }

    [Fact]
    public void Two_ids_that_differ_in_large_letters_only_are_one()
    {
        var set = PatternSet.Compile([Condition("true") with { Id = "same" }, Condition("true") with { Id = "Same" }], out var errors);

        Assert.Null(set);
        Assert.Equal("Pattern same exists twice, also as Same.", Assert.Single(errors).Message);
    }

    [Theory]
    [InlineData(Limits.PatternsPerSetMax, 1, true)]
    [InlineData(Limits.PatternsPerSetMax + 1, 0, false)]
    public void A_set_of_more_patterns_than_an_episode_can_count_is_refused(int active, int retired, bool isTaken)
    {
        var definitions = Enumerable.Range(0, active + retired)
            .Select(x => Condition("true") with { Id = $"P{x}", State = x < retired ? PatternState.Retired : PatternState.Active });

        var set = PatternSet.Compile([.. definitions], out var errors);

        Assert.Equal(isTaken, set is not null);
        Assert.Equal(isTaken ? [] : ["A set has at most 255 patterns that are not retired."], errors.Select(x => x.Message));
    }

    [Fact]
    public void A_pattern_that_would_say_nothing_is_named_beside_one_that_is_wrong()
    {
        PatternSet.Compile(
            [Condition("nobody_knows") with { Id = "A-wrong" }, Pattern([Silent("a", PatternEvent.Call, "true")], Raise("a"))], out var errors);

        Assert.Equal(2, errors.Count);
        Assert.StartsWith("Nothing would be said", errors[1].Message, StringComparison.Ordinal);
    }

    private static void Refused(string message, params StepDefinition[] steps)
    {
        Assert.Null(PatternSet.Compile([Pattern(steps, Raise("a"))], out var errors));
        Assert.StartsWith(message, Assert.Single(errors).Message, StringComparison.Ordinal);
    }
}
