using System.Text.Json;
using WarningEngine.App.Evaluation;

namespace WarningEngine.Tests.Evaluation;

/// <summary>One small case, its numbers computed by hand: three frauds, a wedding, and somebody nobody knows.</summary>
public sealed class JudgementTests
{
    private const long Day = 86_400_000;
    private static readonly long Midnight =
        new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();

    private static readonly Label[] Labels =
    [
        new("+861", "T04", null, At(10, 0), At(12, 0), At(12, 0), [new(At(12, 0), 600), new(At(13, 0), 400)]),
        new("+862", "T01", null, At(9, 0), At(9, 30), At(15, 0), [new(At(9, 30), 100), new(At(15, 0), 900)]),
        new("+863", "T06", null, At(10, 0), At(10, 30), At(10, 30), [new(At(10, 30), 1_000)]),
        new("+864", null, "wedding", null, null, null, []),
    ];

    private static readonly JudgedWarning[] Warnings =
    [
        new("+861", "P2", "T04", At(10, 30)),
        new("+861", "P1", "T04", At(11, 0)),
        new("+861", "P0", "T04", At(12, 30)),
        new("+861", "P1", "T18", At(12, 0) + (2 * Day)),   // over 24 h after the last transfer: wrong
        new("+862", "P1", "T01", At(15, 0)),               // at the large transfer, not before it
        new("+863", "P3", "TH", At(10, 20)),
        new("+864", "P1", "T18", At(12, 0)),
        new("+865", "P0", "T18", At(12, 30)),
        new(null, "P0", "T18", At(12, 30)),
    ];

    private readonly Quality _overall = Judge().Overall;

    [Fact]
    public void Found_is_who_has_a_warning_of_any_tier_in_time()
    {
        Assert.Equal((3, 3), (_overall.Frauds, _overall.Found));
        AssertRate(1, 0.4385, 1, _overall.Recall);
    }

    [Fact]
    public void Before_the_first_large_transfer_counts_P0_and_P1_and_only_what_is_earlier() =>
        AssertRate(1 / 3.0, 0.0615, 0.7923, _overall.RecallBeforeFirstLargeTransfer);

    [Fact]
    public void By_the_first_large_transfer_counts_what_is_said_at_its_very_time_too() =>
        AssertRate(2 / 3.0, 0.2077, 0.9385, _overall.RecallByFirstLargeTransfer);

    [Fact]
    public void Precision_counts_a_person_once_a_day()
    {
        // Right: 861 on the first day, 862. Wrong: 861 two days later, 864, 865.
        Assert.Equal(5, _overall.Warnings);
        AssertRate(2 / 5.0, 0.1176, 0.7693, _overall.Precision);
    }

    [Fact]
    public void Lead_time_is_from_the_first_urgent_warning_to_the_first_large_transfer()
    {
        var lead = _overall.LeadTimeMinutes;
        Assert.Equal((0, 0, 60), (lead.P10, lead.P50, lead.P90));

        // Two frauds, 0 and 60: drawn again both, or one of them twice.
        Assert.Equal(new Interval(0, 60), lead.P90Interval);
    }

    [Fact]
    public void Of_a_tier_the_warnings_are_those_of_the_tier_and_frauds_are_found_by_it_or_a_more_urgent_one()
    {
        var byTier = Judge().ByTier;

        Assert.Equal(["P0", "P1", "P2", "P3"], byTier.Keys);

        // P0: 861 at 12:30 and 865. P1: 861 twice, 862, 864. P2: 861. P3: 863.
        Assert.Equal([2, 4, 1, 1], byTier.Values.Select(x => x.Warnings));
        Assert.Equal([0.5, 0.5, 1, 1], byTier.Values.Select(x => x.Precision!.Value));
        Assert.Equal([1, 2, 2, 3], byTier.Values.Select(x => x.Found));
        Assert.Equal([0, 1 / 3.0, 1 / 3.0, 2 / 3.0], byTier.Values.Select(x => x.RecallBeforeFirstLargeTransfer!.Value));
        Assert.Equal([-30, 60, 90, 90], byTier.Values.Select(x => x.LeadTimeMinutes.P90!.Value));
        Assert.Equal([400, 1_900, 1_900, 2_900], byTier.Values.Select(x => Math.Round(x.UnsentShare!.Value * 3_000)));
        Assert.Equal([0, 1, 0, 0], byTier.Values.Select(x => x.ConfusersWarned["wedding"]!.Value));
        Assert.Equal([200, 400, 100, 100], byTier.Values.Select(x => x.WarningsPer100kPersonDays!.Value));
    }

    [Fact]
    public void Types_with_a_telecom_trace_are_judged_apart_from_those_without()
    {
        var (with, without) = (Judge().ByTelecomTrace["with"], Judge().ByTelecomTrace["without"]);

        // T04 and T06; T01. The warning that names TH belongs to neither.
        Assert.Equal((2, 1), (with.Frauds, without.Frauds));
        Assert.Equal((4, 1), (with.Warnings, without.Warnings));
        Assert.Equal(0.5, with.RecallBeforeFirstLargeTransfer!.Value);
        Assert.Equal(0, without.RecallBeforeFirstLargeTransfer!.Value);
    }

    [Fact]
    public void Drawn_by_persons_an_interval_knows_that_many_warnings_of_one_person_are_one_piece_of_evidence()
    {
        JudgedWarning[] everyDay =
        [
            .. Enumerable.Range(0, 50).Select(x => new JudgedWarning("+861", "P1", "T04", At(11, 0) + (x * Day))),
            .. Enumerable.Range(0, 50).Select(x => new JudgedWarning($"+87{x}", "P1", "T04", At(11, 0))),
        ];
        Label[] labels = [.. Enumerable.Range(0, 50).Select(x => new Label($"+87{x}", "T04", null, At(10, 0), At(12, 0), At(12, 0), []))];
        var precision = Judgement.Judge(everyDay, labels, 1_000, 60).Overall.Precision!;

        Assert.Equal(0.5, precision.Value);
        Assert.True(precision.Drawn!.Low < precision.Low - 0.05 && precision.Drawn.High > precision.High + 0.05);
        var perDays = Judgement.Judge(everyDay, labels, 1_000, 60).Overall.WarningsPer100kPersonDays!;
        Assert.True(perDays.Drawn!.High > perDays.High + 1_000);
    }

    [Fact]
    public void Unsent_is_the_money_that_had_not_left_at_the_first_urgent_warning()
    {
        // 600 + 400 of 861, 900 of 862, nothing of 863, of 3,000 in all.
        Assert.Equal(1_900 / 3_000.0, _overall.UnsentShare!.Value, 9);
        Assert.True(_overall.UnsentShare.Low < _overall.UnsentShare.Value);
        Assert.True(_overall.UnsentShare.High > _overall.UnsentShare.Value);
        Assert.Equal(_overall.UnsentShare, Judge().Overall.UnsentShare);
    }

    [Fact]
    public void Who_lost_nothing_says_nothing_of_what_share_was_unsent()
    {
        Label[] labels =
        [
            new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [new(At(10, 30), 1_000)]),
            new("+862", "T06", null, At(10, 0), null, null, []), new("+863", "T06", null, At(10, 0), null, null, []),
        ];
        var unsent = Judgement.Judge([new("+861", "P1", "T06", At(10, 10))], labels, null, 60).Overall.UnsentShare!;

        Assert.Equal((1, 1, 1), (unsent.Value, unsent.Low, unsent.High));
    }

    [Fact]
    public void Warnings_are_per_100_000_person_days() =>
        AssertRate(500, 161, 1_167, _overall.WarningsPer100kPersonDays, within: 3);

    [Fact]
    public void At_capacity_the_agents_call_the_most_urgent_of_each_hour() =>

        // At noon both 864 (P1) and 865 (P0) wait: with one call an hour 865 is called.
        AssertRate(0.5, 0.15, 0.85, _overall.PrecisionAtCapacity);

    [Fact]
    public void Confusers_warned_are_persons_with_an_urgent_warning() =>
        AssertRate(1, 0.2065, 1, Assert.Single(_overall.ConfusersWarned).Value);

    [Fact]
    public void Of_confusers_those_of_the_judged_days_are_asked_for_and_those_that_go_on()
    {
        Label Confuser(string person, string kind, long? at) => new(person, null, kind, at, null, null, []);
        Label[] labels =
        [
            Confuser("+861", "gold", At(9, 0)), Confuser("+862", "gold", At(11, 0)), Confuser("+863", "gold", At(12, 0)),
            Confuser("+864", "courier", null), Confuser("+865", "wedding", At(9, 0)),
        ];
        JudgedWarning[] warnings = [new("+861", "P1", "T01", At(11, 30)), new("+862", "P1", "T01", At(11, 30)), new("+864", "P0", "T01", At(11, 30))];

        Assert.Equal(2 / 3.0, Judgement.Judge(warnings, labels, null, 60).Overall.ConfusersWarned["gold"]!.Value, 9);
        var late = Judgement.Judge(warnings, labels, null, 60, fromMs: At(11, 0)).Overall.ConfusersWarned;
        Assert.Equal([("courier", 1.0), ("gold", 0.5)], late.Select(x => (x.Key, x.Value!.Value)));
    }

    [Fact]
    public void A_warning_that_is_right_does_not_count_as_one_of_a_confuser()
    {
        Label[] labels =
        [
            new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), []), new("+861", null, "gold", At(10, 0), null, null, []),
            new("+862", "T06", null, At(10, 0) - (3 * Day), At(10, 30) - (3 * Day), null, []), new("+862", null, "gold", At(10, 0), null, null, []),
        ];
        JudgedWarning[] warnings = [new("+861", "P1", "T06", At(10, 10)), new("+862", "P1", "T06", At(10, 10))];

        Assert.Equal(0.5, Judgement.Judge(warnings, labels, null, 60).Overall.ConfusersWarned["gold"]!.Value);
    }

    [Fact]
    public void A_fraud_of_which_only_the_transfers_are_known_has_its_time()
    {
        Label[] labels = [new("+861", "T06", null, null, null, null, [new(At(10, 30), 5)])];
        JudgedWarning[] warnings = [new("+861", "P1", "T06", At(10, 0) - (2 * Day)), new("+861", "P1", "T06", At(10, 0))];
        var quality = Judgement.Judge(warnings, labels, null, 60).Overall;

        Assert.Equal((1, 0.5), (quality.Found, quality.Precision!.Value));
        Assert.Equal(0, Judgement.Judge(warnings, labels, null, 60, fromMs: At(11, 0)).Overall.Frauds);
    }

    [Fact]
    public void Types_have_their_own_frauds_and_warnings()
    {
        var byType = Judge().ByType;

        Assert.Equal(Enumerable.Range(1, 25).Select(x => $"T{x:00}"), byType.Keys);
        Assert.Equal((1, 1, 1), (byType["T04"].Frauds, byType["T04"].Found, byType["T04"].Warnings));
        Assert.Equal((0, 0, 3), (byType["T18"].Frauds, byType["T18"].Found, byType["T18"].Warnings));
        Assert.Equal(0, byType["T18"].Precision!.Value);
        Assert.Null(byType["T18"].Recall);
        Assert.Null(byType["T25"].Precision);
    }

    [Fact]
    public void Only_frauds_that_came_to_a_large_transfer_in_the_judged_days_are_asked_for()
    {
        var quality = Judgement.Judge(Warnings, Labels, null, 60, fromMs: At(12, 15)).Overall;

        // 862 began earlier and is asked for; 861 and 863 are not, but the warning of 861 at 12:30 is still right.
        Assert.Equal((1, 1), (quality.Frauds, quality.Found));
        Assert.Equal(2 / 4.0, quality.Precision!.Value, 9);
    }

    [Fact]
    public void A_warning_from_before_the_judged_days_finds_a_fraud_that_comes_to_its_large_transfer_in_them()
    {
        Label[] labels = [new("+861", "T03", null, At(8, 0), At(9, 0), At(12, 0), [])];
        JudgedWarning[] warnings = [new("+861", "P1", "T03", At(9, 30))];
        var quality = Judgement.Judge(warnings, labels, null, 60, fromMs: At(11, 0)).Overall;

        Assert.Equal((1, 1, 0), (quality.Frauds, quality.Found, quality.Warnings));
        Assert.Equal(1, quality.RecallBeforeFirstLargeTransfer!.Value);
    }

    [Fact]
    public void A_fraud_without_a_large_transfer_is_asked_for_where_it_began_in_the_judged_days()
    {
        Label[] labels = [new("+861", "T11", null, At(9, 0), At(9, 30), null, [])];

        Assert.Equal(1, Judgement.Judge([], labels, null, 60, fromMs: At(8, 0)).Overall.Frauds);
        Assert.Equal(0, Judgement.Judge([], labels, null, 60, fromMs: At(9, 15)).Overall.Frauds);
    }

    [Fact]
    public void A_fraud_whose_first_contact_is_unknown_may_be_seen_a_day_before_its_first_transfer()
    {
        Label[] labels = [new("+861", "T10", null, null, At(12, 0), At(12, 0), [])];
        JudgedWarning Warned(long at) => new("+861", "P1", "T10", at);

        Assert.Equal(1, Judgement.Judge([Warned(At(12, 0) - Day)], labels, null, 60).Overall.Found);
        Assert.Equal(0, Judgement.Judge([Warned(At(12, 0) - Day - 1)], labels, null, 60).Overall.Found);
    }

    /// <summary>The first large transfer is at 10:30; a second one follows at 12:00.</summary>
    [Theory]
    [InlineData("10:10", "11:10", false, false, -40, 100)]
    [InlineData("10:10", "10:29", true, true, 1, 1_100)]
    [InlineData("10:10", "10:30", false, true, 0, 1_100)]
    [InlineData("10:30", "10:30", false, true, 0, 1_100)]
    [InlineData("10:31", "10:31", false, false, -1, 100)]
    [InlineData("10:10", "13:00", false, false, -150, 0)]
    public void What_a_warning_is_good_for_is_told_by_when_it_was_made(
        string happened, string made, bool isBefore, bool isBy, double lead, double unsent)
    {
        Label[] labels = [new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [new(At(10, 30), 1_000), new(At(12, 0), 100)])];
        JudgedWarning[] warnings = [new("+861", "P1", "T06", At(happened)) { DecidedMs = At(made) }];
        var quality = Judgement.Judge(warnings, labels, null, 60).Overall;

        Assert.Equal((1, 1.0), (quality.Found, quality.Precision!.Value));
        Assert.Equal((isBefore ? 1 : 0, isBy ? 1 : 0), (quality.RecallBeforeFirstLargeTransfer!.Value, quality.RecallByFirstLargeTransfer!.Value));
        Assert.Equal(lead, quality.LeadTimeMinutes.P50!.Value, 9);
        Assert.Equal(unsent / 1_100, quality.UnsentShare!.Value, 9);
    }

    [Fact]
    public void An_attempt_that_is_known_a_moment_later_can_still_be_held_and_one_that_is_known_after_a_minute_cannot()
    {
        Label[] labels = [new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [new(At(10, 30), 1_000)])];
        Quality Of(int seconds) => Judgement.Judge(
            [new("+861", "P1", "T06", At(10, 30)) { DecidedMs = At(10, 30) + (seconds * 1_000) }], labels, null, 60).Overall;

        Assert.Equal((0, 1, 1), (Of(2).RecallBeforeFirstLargeTransfer!.Value, Of(2).RecallByFirstLargeTransfer!.Value, Of(2).UnsentShare!.Value));
        Assert.Equal((0, 0), (Of(60).RecallByFirstLargeTransfer!.Value, Of(60).UnsentShare!.Value));
    }

    /// <summary>Records tell parts of a second; the label says 10:30:00.</summary>
    [Theory]
    [InlineData("10:30:00.400", "10:30:01.200", 1, 1_000)]
    [InlineData("10:30:00.400", "10:30:10.900", 1, 1_000)]
    [InlineData("10:30:00.400", "10:30:11", 0, 0)]
    [InlineData("10:30:01", "10:30:01", 0, 0)]
    public void An_attempt_is_found_by_its_second(string happened, string made, double isBy, double unsent)
    {
        Label[] labels = [new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [new(At(10, 30), 1_000), new(At("10:29:59"), 100)])];
        var quality = Judgement.Judge([new("+861", "P1", "T06", At(happened)) { DecidedMs = At(made) }], labels, null, 60).Overall;

        Assert.Equal((0, isBy), (quality.RecallBeforeFirstLargeTransfer!.Value, quality.RecallByFirstLargeTransfer!.Value));
        Assert.Equal(unsent / 1_100, quality.UnsentShare!.Value, 9);
    }

    /// <summary>Two patterns warn at one event.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_what_was_made_at_once_the_most_urgent_counts_wherever_it_stands(bool isFirst)
    {
        Label[] labels = [new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [])];
        JudgedWarning[] ofOne = [new("+861", "P1", "T04", At(10, 10)), new("+861", "P0", "T06", At(10, 10))];
        JudgedWarning[] warnings = [.. isFirst ? ofOne : Enumerable.Reverse(ofOne), new("+862", "P1", "T06", At(10, 5))];
        var report = Judgement.Judge(warnings, labels, null, callsPerHour: 1);

        // One call an hour: it is of the P0.
        Assert.Equal(1, report.Overall.PrecisionAtCapacity!.Value);
        Assert.Equal((0, 2), (report.ByType["T04"].Warnings, report.ByType["T06"].Warnings));
    }

    [Fact]
    public void Agents_call_in_the_hour_in_which_a_warning_was_made()
    {
        Label[] labels = [new("+861", "T06", null, At(10, 0), At(10, 30), At(10, 30), [])];
        JudgedWarning[] warnings = [new("+861", "P1", "T06", At(10, 10)), new("+862", "P0", "T06", At(10, 10)) { DecidedMs = At(11, 10) }];

        Assert.Equal(0.5, Judgement.Judge(warnings, labels, null, callsPerHour: 1).Overall.PrecisionAtCapacity!.Value);
    }

    /// <summary>Whoever is called for one type is not called for another.</summary>
    [Fact]
    public void Of_a_type_are_called_who_of_all_types_were()
    {
        Label[] labels = [new("+861", "T01", null, At(10, 0), At(10, 30), At(10, 30), [])];
        JudgedWarning[] warnings = [new("+861", "P0", "T01", At(10, 10)), new("+862", "P1", "T02", At(10, 10))];

        var report = Judgement.Judge(warnings, labels, null, callsPerHour: 1);

        Assert.Equal((1, 1), (report.Overall.PrecisionAtCapacity!.Value, report.ByType["T01"].PrecisionAtCapacity!.Value));
        Assert.Null(report.ByType["T02"].PrecisionAtCapacity);
        Assert.Equal(0, report.ByTier["P1"].PrecisionAtCapacity!.Value);
    }

    /// <summary>A label may list transfers before the first large one, and say neither when the first was nor when it began.</summary>
    [Fact]
    public void A_fraud_begins_with_the_earliest_that_is_known_of_it()
    {
        Label[] labels = [new("+861", "T01", null, null, null, At(10, 0) + (9 * Day), [new(At(10, 0), 500), new(At(10, 0) + (9 * Day), 5_000)])];

        var quality = Judgement.Judge([new("+861", "P1", "T01", At(11, 0))], labels, null, 60).Overall;

        Assert.Equal((1, 1), (quality.RecallBeforeFirstLargeTransfer!.Value, quality.Precision!.Value));
    }

    [Fact]
    public void So_far_asks_only_for_frauds_that_have_paid()
    {
        var early = Judgement.SoFar(Warnings, Labels, At(11, 30), long.MinValue);

        // 862 has paid and is not warned of yet; 863 has paid and was; 861 has not paid, its warning is right.
        Assert.Equal((2, 1, 1), (early.Frauds, early.Found, early.Warnings));
        Assert.Equal((1, 0.5), (early.Precision!.Value, early.Recall!.Value));
    }

    [Fact]
    public void So_far_a_warning_of_a_fraud_from_before_is_right_and_the_fraud_is_not_asked_for()
    {
        var late = Judgement.SoFar([new("+862", "P1", "T01", At(15, 30))], Labels, At(16, 0), fromMs: At(15, 10));

        Assert.Equal((0, 1, 1), (late.Frauds, late.Warnings, late.Precision!.Value));
        Assert.Null(late.Recall);
    }

    [Fact]
    public void Json_has_rates_with_intervals_beside_them_and_null_for_what_cannot_be_had()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(
            QualityJson.Write(Judgement.Judge(Warnings, Labels, personDays: null, callsPerHour: 1)));
        var overall = json.GetProperty("overall");

        Assert.Equal(0.4, overall.GetProperty("precision").GetDouble());
        Assert.Equal(
            [0.117621, 0.769276],
            overall.GetProperty("precisionInterval").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal(1, json.GetProperty("warningsWithoutPerson").GetInt32());
        Assert.Equal(60, overall.GetProperty("leadTimeMinutes").GetProperty("p90").GetDouble());
        Assert.Equal(JsonValueKind.Null, overall.GetProperty("warningsPer100kPersonDays").ValueKind);
        Assert.Equal(1, overall.GetProperty("confusersWarned").GetProperty("wedding").GetDouble());
        Assert.Equal(2, overall.GetProperty("confusersWarnedBootstrap").GetProperty("wedding").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("byType").GetProperty("T25").GetProperty("recall").ValueKind);
        Assert.Equal(2, json.GetProperty("byTier").GetProperty("P0").GetProperty("warnings").GetInt32());
        Assert.Equal(1, json.GetProperty("byTelecomTrace").GetProperty("without").GetProperty("frauds").GetInt32());
        Assert.Equal(2, overall.GetProperty("precisionBootstrap").GetArrayLength());
        Assert.Equal(2, overall.GetProperty("leadTimeMinutes").GetProperty("p50Interval").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, overall.GetProperty("warningsPer100kPersonDaysBootstrap").ValueKind);
    }

    private static QualityReport Judge() => Judgement.Judge(Warnings, Labels, personDays: 1_000, callsPerHour: 1);

    private static long At(int hour, int minute) => Midnight + (((hour * 60) + minute) * 60_000L);

    private static long At(string time) => Midnight + (long)TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture).TotalMilliseconds;

    private static void AssertRate(double value, double low, double high, Rate? rate, double within = 0.001)
    {
        Assert.NotNull(rate);
        Assert.Equal(value, rate.Value, 0.000_001);
        Assert.Equal(low, rate.Low, within);
        Assert.Equal(high, rate.High, within);
    }
}
