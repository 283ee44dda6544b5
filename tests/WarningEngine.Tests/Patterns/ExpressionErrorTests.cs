using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Patterns;

public sealed class ExpressionErrorTests
{
    [Theory]
    [InlineData("money.amout >= 5 CNY", 1, "'money.amout' is no feature and no step")]
    [InlineData("money.amount >= 5m", 17, "expected money, not a duration")]
    [InlineData("money.amount >= 5000", 17, "expected money, not a number")]
    [InlineData("call.duration >= 5", 18, "expected a duration, not a number")]
    [InlineData("call.duration >= 5x", 19, "unknown unit 'x'")]
    [InlineData("money.amount >= 5 CNYX", 17, "expected money, not a number")]
    [InlineData("money.amount >= 5 CNY CNY", 23, "expected the end")]
    [InlineData("money.event == transferr", 16, "expected one of unknown, transfer")]
    [InlineData("money.event in (transfer, 5)", 27, "expected one of unknown, transfer")]
    [InlineData("money.event in transfer", 16, "expected '('")]
    [InlineData("call.duration in (transfer)", 18, "'in' needs a category")]
    [InlineData("call.open and call.duration", 15, "expected a condition, not a duration")]
    [InlineData("call.duration", 1, "expected a condition, not a duration")]
    [InlineData("call.open + call.open > 1", 11, "cannot calculate with a condition")]
    [InlineData("money.event * 2 > 1", 13, "cannot calculate with a category")]
    [InlineData("call.duration * call.duration > 5m", 15, "cannot multiply a duration with a duration")]
    [InlineData("money.amount / warned.ago > 5", 14, "cannot divide money by a duration")]
    [InlineData("call.open < true", 11, "'<' cannot compare a condition")]
    [InlineData("money.amount between 5 CNY or 6 CNY", 28, "expected 'and'")]
    [InlineData("known(5)", 7, "expected a feature")]
    [InlineData("not not call.open", 5, "'not' twice")]
    [InlineData("(call.open", 11, "expected ')'")]
    [InlineData("call.open ?", 11, "unexpected character '?'")]
    [InlineData("", 1, "expected a value")]
    [InlineData("money.event ==", 15, "expected one of")]
    [InlineData("step.speed > 1", 1, "a step has count")]
    [InlineData("money.outgoing and sms.template == otp", 20, "'sms.template' is never known at an event of kind 'money'")]
    [InlineData("known(reputation.grade) or money.outgoing", 7, "'reputation.grade' is never known at an event of kind 'money'")]
    [InlineData("call.peer_class < international", 17, "'<' needs a grade or a tier")]
    [InlineData("money.phase >= settled", 13, "'>=' needs a grade or a tier")]
    [InlineData("hour_of_day == 99", 13, "this can never hold")]
    [InlineData("money.outgoing and denials >= 8", 28, "this can never hold")]
    [InlineData("call.duration > 5m and call.answered and call.duration < 3m", 42, "this can never hold")]
    [InlineData("hour_of_day between 22 and 6", 21, "this can never hold")]
    [InlineData("money.outgoing and (money.whole or step.count >= 3 and step.count < 3)", 56, "this can never hold")]
    [InlineData("money.outgoing and not money.outgoing", 20, "this can never hold")]
    [InlineData("money.event == transfer and money.event == payee_added", 29, "this can never hold")]
    [InlineData("money.amount >= 5 CNY and money.amount_ratio > HUGE", 48, "too large a number")]
    public void An_error_names_the_column_and_what_was_expected(string expression, int column, string message)
    {
        var text = expression.Replace("HUGE", new string('9', 400), StringComparison.Ordinal);
        var on = text.StartsWith("call.", StringComparison.Ordinal) ? PatternEvent.Call : PatternEvent.Money;

        var set = PatternSet.Compile([Definitions.Condition(text, on)], out var errors);

        Assert.Null(set);
        var error = Assert.Single(errors);
        Assert.Equal(column, error.Place.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call.duration >= 5m and call.duration <= 5m")]
    [InlineData("hour_of_day >= 22 or hour_of_day < 6")]
    [InlineData("call.peer_grade >= high and warned.tier <= p1")]
    [InlineData("call.open and (not call.open or call.answered)")]
    [InlineData("call.open and sms.template == otp")]
    [InlineData("step.grade >= medium and step.grade != high and day_of_week == 7")]
    public void What_may_hold_is_no_error(string expression)
    {
        PatternSet.Compile([Definitions.Condition(expression, PatternEvent.Call)], out var errors);

        Assert.Empty(errors);
    }

    [Fact]
    public void A_deeply_nested_expression_is_an_error_and_no_crash()
    {
        var deep = new string('(', 900) + "true" + new string(')', 900);

        PatternSet.Compile([Definitions.Condition(deep)], out var errors);

        Assert.Contains("nested more than", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_expression_is_an_error_and_no_crash()
    {
        var endless = string.Join(" and ", Enumerable.Repeat("call.open", 100_000));

        PatternSet.Compile([Definitions.Condition(endless)], out var errors);

        Assert.Contains("characters", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_costs_too_much_is_refused()
    {
        var costly = string.Join(" or ", Enumerable.Repeat("hour_of_day > 1", 101));

        PatternSet.Compile([Definitions.Condition(costly)], out var errors);

        Assert.Contains("Too costly", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Limits.StepsPerEventMax, true)]
    [InlineData(Limits.StepsPerEventMax + 1, false)]
    public void A_set_of_too_many_steps_for_one_event_is_refused(int steps, bool isTaken)
    {
        // As many steps as a pattern may have, so that there are not too many patterns.
        var definitions = Enumerable.Range(0, steps).Chunk(12).Select((chunk, i) => Definitions.Pattern(
            [.. chunk.Select(x => Definitions.Step($"s{x}", PatternEvent.Money, "true"))], Definitions.Raise($"s{chunk[0]}")) with { Id = $"P{i}" });

        var set = PatternSet.Compile([.. definitions], out var errors);

        Assert.Equal(isTaken, set is not null);
        Assert.Equal(isTaken ? 0 : 1, errors.Count(x => x.Message.Contains("steps for one kind of event", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("call.duration")]
    [InlineData("hour_of_day")]
    [InlineData("call")]
    [InlineData("otp")]
    [InlineData("between")]
    [InlineData("Große")]
    [InlineData("")]
    public void A_step_cannot_be_called_like_a_word_of_the_language(string id)
    {
        var definition = Definitions.Pattern(
            [Definitions.Step(id, PatternEvent.Call, "call.open")], Definitions.Raise("true"));

        PatternSet.Compile([definition], out var errors);

        Assert.Contains("A step is called by", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_all_patterns_are_collected()
    {
        var first = Definitions.Condition("nonsense") with { Id = "A" };
        var second = Definitions.Condition("call.duration > 5", PatternEvent.Call) with { Id = "B" };

        PatternSet.Compile([first, second, second], out var errors);

        Assert.Equal(4, errors.Count);
        Assert.Contains(errors, x => x.Message == "Pattern B exists twice.");
    }
}
