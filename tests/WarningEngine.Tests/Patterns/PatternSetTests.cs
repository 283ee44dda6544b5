using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Patterns;

public sealed class PatternSetTests : IDisposable
{
    private const long Start = 1_790_000_000_000;

    private readonly FeatureVector _features = new();
    private readonly NativeBlocks _blocks = new();
    private EpisodePatterns _state;
    private readonly List<PatternHit> _hits = [];

    private static PatternSet CallThenPay(bool repeat = true) => Compile(Pattern(
        [
            Step("talk", PatternEvent.Call, "call.duration >= 3m"),
            Step("pay", PatternEvent.Money, "money.outgoing", ["talk"], 2 * Hour, repeat: repeat),
        ],
        Raise("talk", Tier.P3, Stage.Trust),
        Raise("pay", Tier.P1, Stage.Transfer),
        Raise("pay.count >= 2 and pay.distinct >= 2 and pay.sum > 50 CNY", Tier.P0, Stage.FurtherTransfer)));

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public void Only_what_is_more_urgent_or_further_than_before_is_a_hit()
    {
        var set = CallThenPay();

        Assert.Equal((Tier.P3, Stage.Trust), Call(set, Start));
        Assert.Null(Call(set, Start + Hour, call: 2));
        Assert.Equal((Tier.P1, Stage.Transfer), Pay(set, Start + Hour));
        Assert.Null(Pay(set, Start + Hour));
        Assert.Equal((Tier.P0, Stage.FurtherTransfer), Pay(set, Start + Hour + 1, party: 2));
    }

    [Fact]
    public void The_records_of_one_call_are_one_event_with_the_longest_talk()
    {
        var set = CallThenPay();
        Call(set, Start, durationMs: 4 * Minute);
        Call(set, Start + Minute, durationMs: 9 * Minute);

        var step = _state.Begun[0][0];
        Assert.Equal(1, step.Count);
        Assert.Equal(9 * Minute, step.DurationMs);
        Assert.Equal(Start + Minute, step.LastMs);
    }

    /// <summary>Calls 1 and 2 are of one party. Before the last of another, a late record is of a call that was not known.</summary>
    [Fact]
    public void A_late_record_of_an_earlier_call_is_no_call_of_its_own_and_not_the_last()
    {
        var set = CallThenPay();
        Call(set, Start, call: 1);
        Call(set, Start + Minute, call: 2);
        Call(set, Start + (9 * Minute), call: 1, durationMs: 8 * Minute);

        var step = _state.Begun[0][0];
        Assert.Equal((2, 2ul), (step.Count, step.LastCall));
        Assert.Equal((Start, Start + (9 * Minute), 8 * Minute), (step.FirstMs, step.LastMs, step.DurationMs));

        Advance(set, PatternEvent.Call, new PatternFacts(Start, 7, 0, 5 * Minute, (7ul << 32) | 1));
        Assert.Equal((3, 2ul), (_state.Begun[0][0].Count, _state.Begun[0][0].LastCall));
    }

    [Fact]
    public void A_step_too_late_after_the_one_it_follows_is_not_taken()
    {
        var set = CallThenPay();
        Call(set, Start);

        Assert.Null(Pay(set, Start + (2 * Hour) + 1));
        Assert.Equal((Tier.P1, Stage.Transfer), Pay(set, Start + (2 * Hour)));
    }

    [Fact]
    public void A_payment_read_shortly_before_the_call_it_follows_still_counts_after_it()
    {
        var set = CallThenPay();
        Call(set, Start);

        Assert.Equal((Tier.P1, Stage.Transfer), Pay(set, Start - (2 * Minute)));
    }

    [Fact]
    public void Unknown_is_not_true_and_not_false()
    {
        var set = Compile(Pattern(
            [
                Step("a", PatternEvent.Money, "not money.new_payee"),
                Step("b", PatternEvent.Money, "money.new_payee"),
            ],
            Raise("a or b")));

        Assert.Null(Advance(set, PatternEvent.Money, new PatternFacts(Start, 1, 1, 0, 0)));
        Assert.True(_state.IsEmpty);
    }

    [Fact]
    public void A_step_whose_unless_is_complete_is_not_taken()
    {
        var set = Compile(Pattern(
            [
                Step("loan", PatternEvent.Sms, "true"),
                Step("fee", PatternEvent.Money, "true", [], unless: ["loan"]),
            ],
            Raise("fee")));
        Advance(set, PatternEvent.Sms, new PatternFacts(Start, 1, 0, 0, 0));

        Assert.Null(Pay(set, Start + 1));
    }

    [Fact]
    public void A_harmless_first_call_does_not_cut_the_window_short()
    {
        var set = CallThenPay();
        Call(set, Start);
        Call(set, Start + (23 * Hour), call: 2);

        Assert.Equal((Tier.P1, Stage.Transfer), Pay(set, Start + (25 * Hour) - 1));
    }

    [Fact]
    public void What_was_raised_longer_ago_than_the_window_can_be_raised_again()
    {
        var set = CallThenPay();
        Call(set, Start);
        Call(set, Start + (20 * Hour), call: 2);

        Assert.Equal((Tier.P3, Stage.Trust), Call(set, Start + (25 * Hour), call: 3));
    }

    [Fact]
    public void Nothing_is_left_of_a_pattern_whose_steps_are_all_older_than_its_window()
    {
        var set = CallThenPay();
        Call(set, Start);
        Pay(set, Start + (30 * Hour));

        Assert.True(_state.IsEmpty);
    }

    [Fact]
    public void Same_party_tells_a_refund_from_a_rebate()
    {
        var set = Compile(Pattern(
            [
                Step("paid", PatternEvent.Money, "money.outgoing"),
                Step("back", PatternEvent.Sms, "not paid.same_party", ["paid"]),
            ],
            Raise("back")));
        Pay(set, Start, party: 7);

        Assert.Null(Advance(set, PatternEvent.Sms, new PatternFacts(Start, 7, 0, 0, 0)));
        Assert.NotNull(Advance(set, PatternEvent.Sms, new PatternFacts(Start, 8, 0, 0, 0)));
    }

    [Fact]
    public void Progress_survives_being_written_and_read()
    {
        var set = CallThenPay();
        Call(set, Start);
        Pay(set, Start + Minute);
        var writer = new RecordWriter();
        _state.Write(writer);
        var read = default(EpisodePatterns);
        var reader = new RecordReader(writer.Written);
        read.Read(ref reader, _blocks);

        Assert.Equal((1, 1), (_state.Begun.Length, read.Begun.Length));
        var (before, after) = (_state.Begun[0], read.Begun[0]);
        Assert.Equal(Enumerable.Range(0, before.StepCount).Select(x => before[x]), Enumerable.Range(0, after.StepCount).Select(x => after[x]));
        Assert.Equal(
            (before.Key, before.RaisedTier, before.RaisedStage, before.RaisedMs),
            (after.Key, after.RaisedTier, after.RaisedStage, after.RaisedMs));
    }

    [Fact]
    public void An_event_that_advances_nothing_allocates_nothing()
    {
        var set = WarningEngine.App.Patterns.PatternFiles.Load(WarningEngine.App.Patterns.PatternFiles.Shipped);
        var facts = new PatternFacts(Start, 1, 0, 0, 0);
        Advance(set, PatternEvent.Money, facts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            set.Advance(PatternEvent.Money, _features, facts, ref _state, _blocks, _hits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_rests_on_a_call_in_doubt_raises_nothing_above_its_ceiling_and_what_rests_on_money_does()
    {
        var calls = Compile(Pattern([Step("talk", PatternEvent.Call, "call.duration >= 5m")], Raise("talk", Tier.P0)));
        var money = Compile(Pattern([Step("pay", PatternEvent.Money, "true")], Raise("pay", Tier.P0)));
        var inDoubt = new PatternFacts(Start, 1, 100, 5 * Minute, 1) { Ceiling = Tier.P1 };
        _features[Feature.CallDuration] = 5 * Minute;

        Assert.Equal(Tier.P1, Advance(calls, PatternEvent.Call, inDoubt)?.Item1);
        Assert.Equal(Tier.P0, Advance(calls, PatternEvent.Call, inDoubt with { TimeMs = Start + Minute, Ceiling = Tier.P0 })?.Item1);
        Assert.Equal(Tier.P0, Advance(money, PatternEvent.Money, inDoubt)?.Item1);
    }

    [Fact]
    public void Reasons_are_words_in_either_language()
    {
        var reason = new LocalTemplate(
            Text("通话 {talk.duration}"), Text("{pay.count} payments, {pay.sum} of {pay.distinct}"));
        var set = Compile(Pattern(
            [
                Step("talk", PatternEvent.Call, "true"),
                Step("pay", PatternEvent.Money, "true", ["talk"], repeat: true, reason: reason),
            ],
            Raise("pay")));
        Call(set, Start, durationMs: 47 * Minute);
        Pay(set, Start, amount: 30_000_00);
        Pay(set, Start, amount: 50, party: 2);
        var progress = _state.Begun[0];

        string Fill(PlacedText text, bool zh) => ReasonText.Fill(text.Text, set.Patterns[0], progress, Currency.Cny, zh);
        Assert.Equal("通话 47 分钟", Fill(reason.Zh, zh: true));
        Assert.Equal("2 payments, ¥30,000.50 of 2", Fill(reason.En, zh: false));
    }

    [Fact]
    public void A_number_in_a_reason_may_bring_its_word()
    {
        var words = Text("{pay.count payment was|payments were} made to {pay.distinct payee|payees}");
        var set = Compile(Pattern([Step("pay", PatternEvent.Money, "true", repeat: true, reason: new LocalTemplate(words, words))], Raise("pay")));
        Pay(set, Start);
        Assert.Equal("1 payment was made to 1 payee", Fill());
        Pay(set, Start, party: 2);
        Assert.Equal("2 payments were made to 2 payees", Fill());

        string Fill() => ReasonText.Fill(words.Text, set.Patterns[0], _state.Begun[0], Currency.Cny, zh: false);
    }

    [Theory]
    [InlineData("{pay.sum payment|payments}")]
    [InlineData("{pay.count payments}")]
    [InlineData("{pay.count payment|}")]
    [InlineData("{pay.count a|b|c}")]
    public void A_word_that_does_not_go_with_a_number_is_an_error(string words)
    {
        var reason = new LocalTemplate(Text("好"), Text(words));

        PatternSet.Compile([Pattern([Step("pay", PatternEvent.Money, "true", reason: reason)], Raise("pay"))], out var errors);

        Assert.StartsWith("A word beside a number is", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_about_a_step_that_does_not_exist_is_an_error()
    {
        var reason = new LocalTemplate(Text("{nobody.count}"), Text("{pay.speed}"));

        var definition = Pattern([Step("pay", PatternEvent.Money, "true", reason: reason)], Raise("pay"));

        PatternSet.Compile([definition], out var errors);

        Assert.Equal(2, errors.Count);
    }

    private (Tier, Stage)? Call(PatternSet set, long timeMs, ulong call = 1, long durationMs = 5 * Minute)
    {
        _features[Feature.CallDuration] = durationMs;
        return Advance(set, PatternEvent.Call, new PatternFacts(timeMs, 1, 0, durationMs, call));
    }

    private (Tier, Stage)? Pay(PatternSet set, long timeMs, ulong party = 1, long amount = 100_00)
    {
        _features.Set(Feature.MoneyOutgoing, true);
        return Advance(set, PatternEvent.Money, new PatternFacts(timeMs, party, amount, 0, 0));
    }

    private (Tier, Stage)? Advance(PatternSet set, PatternEvent on, PatternFacts facts)
    {
        _hits.Clear();
        set.Advance(on, _features, facts, ref _state, _blocks, _hits);
        _hits.ForEach(x => _state.Say(x.Pattern, x.Tier));
        return _hits.Count == 0 ? null : (Assert.Single(_hits).Tier, _hits[0].Stage);
    }

    [Fact]
    public void What_would_be_raised_without_a_word_is_refused()
    {
        StepDefinition[] steps =
        [
            Definitions.Step("told", PatternEvent.Call, "call.first_contact"), Definitions.Silent("quiet", PatternEvent.Money, "money.amount >= 1 CNY"),
            Definitions.Silent("after_told", PatternEvent.Money, "money.amount >= 1 CNY", ["told"]),
        ];
        Definitions.Compile(Definitions.Pattern(steps, Definitions.Raise("after_told.count >= 2"), Definitions.Raise("quiet and told")));
        Assert.Null(PatternSet.Compile([Definitions.Pattern(steps, Definitions.Raise("told"), Definitions.Raise("quiet.count >= 2 and money.amount >= 5 CNY"))], out var errors));
        Assert.Contains("Nothing would be said", Assert.Single(errors).Message, StringComparison.Ordinal);
    }
}
