using System.Text;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.App.Patterns;

public sealed class PatternFilesTests
{
    private const string Good = """
        id: T99-test
        version: 1
        scamType: T09
        title: {zh-CN: 测试, en: Test}
        window: 24h
        usefulFor: 2h
        questions: [{zh-CN: 问题, en: Question}]
        steps:
          - id: talk
            on: call
            when: >
              call.first_contact
              and call.duration >= 5m
            reason: {zh-CN: 通话, en: Talked}
          - id: pay
            on: money
            within: 2h
            when: money.event == transfer and money.outgoing and money.new_payee
        raise:
          - {when: talk, tier: P3, stage: lure}
          - {when: pay, tier: P1, stage: transfer}
        tests:
          - name: a test
            timeline:
              - at 10:00 call in, first contact, 6m
              - at 10:20 transfer 3000 CNY, new payee
              - expect P1 stage transfer before 10:21

        """;

    [Fact]
    public void A_good_file_compiles_and_its_test_passes()
    {
        var file = Read(Good, out var errors);

        Assert.Empty(errors);
        var set = PatternSet.Compile([file!.Definition], out var compileErrors);
        Assert.Empty(compileErrors);
        Assert.Empty(PatternTestRunner.Run(Assert.Single(file.Tests), set!).Failures);
    }

    [Theory]
    [InlineData("on: money", "on: monei", 16, 9, "'on' is one of call, sms, money")]
    [InlineData("window: 24h", "window: 24x", 5, 9, "'window' is a duration")]
    [InlineData("version: 1", "version: first", 2, 10, "'version' is a whole number")]
    [InlineData("version: 1", "version: 1\nstate: shadowy", 3, 8, "'state' is one of active, shadow, retired")]
    [InlineData("usefulFor: 2h", "usefullFor: 2h", 6, 1, "'usefullFor' is not known here")]
    [InlineData("- id: pay", "- name: pay", 15, 5, "'id' is missing")]
    [InlineData("6m", "6 minutes", 25, 42, "'6 minutes' is not known here")]
    [InlineData("at 10:20 transfer", "at 10.20 transfer", 26, 9, "A line begins with 'at 10:02'")]
    [InlineData("at 10:20 transfer", "at 09:20 transfer", 26, 9, "day 1 09:20:00 is before the line above, day 1 10:00:00: the next day is 'day 2 at ...'")]
    [InlineData("at 10:20 transfer", "day 0 at 10:20 transfer", 26, 9, "the first day is 1")]
    [InlineData("call in, first", "call in, contact, from international, first", 25, 18, "A contact is neither 'number NAME' nor 'from CLASS'")]
    [InlineData("call in, first", "call in, from emergency, first", 25, 18, "No number of class 'emergency' can be made up")]
    [InlineData("transfer 3000 CNY, new payee", "call in, number x, from landline, 1m\n      - at 10:30 call in, number x, from mobile, 1m", 27, 18, "x is Landline already")]
    [InlineData("CNY, new payee", "CNY, known payee, payee a", 26, 18, "A payee is 'known payee' or 'payee NAME'")]
    [InlineData("transfer 3000 CNY, new", "transfer 3000 CNY, neu", 26, 37, "'neu payee' is not known here")]
    [InlineData("transfer 3000 CNY,", "transfer lots,", 26, 18, "'transfer lots' is no event")]
    [InlineData("transfer 3000 CNY,", "transfer 100000000000000000 CNY,", 26, 18, "'transfer 100000000000000000 CNY' is no event")]
    [InlineData("transfer 3000 CNY,", "transfer 79228162514264337593543950335 CNY,", 26, 18, "is no event")]
    [InlineData("  - name: a test", "  - name: a test\n    person: balance 100000000000000000 CNY", 24, 13, "'100000000000000000 CNY' is no amount")]
    [InlineData("expect P1", "expect P9", 27, 9, "Expected 'expect P0'")]
    [InlineData("en: Test}", "en: Test", 5, 1, "it is no YAML")]
    [InlineData("within: 2h", "within: 2h\n    repeat: yes", 18, 13, "'repeat' is true or false, not 'yes'")]
    [InlineData("scamType: T09", "scamType: T26", 3, 11, "'scamType' is T01 to T25, M1 to M9 or TH, not 'T26'")]
    [InlineData("scamType: T09", "scamType: M10", 3, 11, "'scamType' is T01 to T25, M1 to M9 or TH, not 'M10'")]
    [InlineData("tier: P3, stage: lure", "tier: none, stage: lure", 20, 24, "'tier' is one of p0, p1, p2, p3.")]
    [InlineData("tier: P1, stage: transfer}", "tier: P1, stage: transfer, likely: 0.005}", 21, 52, "'likely' is 0.01 to 1 with two decimals at most, not '0.005'")]
    [InlineData("tier: P1, stage: transfer}", "tier: P1, stage: transfer, likely: 10}", 21, 52, "'likely' is 0.01 to 1 with two decimals at most, not '10'")]
    [InlineData("tier: P1, stage: transfer}", "tier: P1, stage: transfer, likely: often}", 21, 52, "'likely' is 0.01 to 1 with two decimals at most, not 'often'")]
    [InlineData("tier: P3, stage: lure", "tier: P3, stage: none", 20, 35, "'stage' is one of lure, trust, control, transfer, further_transfer, blocked.")]
    [InlineData("en: Test}", "en: ''}", 4, 25, "'en' is empty")]
    [InlineData("en: Talked}", "en: ' '}", 14, 30, "'en' is empty")]
    [InlineData("id: T99-test", "id: ''", 1, 6, "'id' is 1 to 64 letters")]
    [InlineData("id: T99-test", "id: a@b", 1, 5, "'id' is 1 to 64 letters")]
    [InlineData("id: T99-test", "id: \"a\\nb\"", 1, 6, "'id' is 1 to 64 letters")]
    [InlineData("id: T99-test", "id: a123456789b123456789c123456789d123456789e123456789f123456789g1234", 1, 5, "'id' is 1 to 64 letters")]
    [InlineData("window: 24h", "window: 0.0001s", 5, 9, "'window' is 1s to 180d, not 0.0001s")]
    [InlineData("window: 24h", "window: 181d", 5, 9, "'window' is 1s to 180d, not 181d")]
    [InlineData("usefulFor: 2h", "usefulFor: 999999999999d", 6, 12, "'usefulFor' is 1s to 180d")]
    [InlineData("within: 2h", "within: 25h", 17, 13, "'within' is at most 'window'")]
    [InlineData("within: 2h", "within: 2h\n    after: []", 17, 13, "'within' is counted from the steps of 'after'")]
    public void An_error_of_a_file_names_line_and_column(
        string part, string wrong, int line, int column, string message)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);

        var file = Read(Good.Replace(part, wrong, StringComparison.Ordinal), out var errors);

        Assert.Null(file);
        Assert.Contains(errors, x => x.Place.Line == line && x.Place.Column == column
            && x.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("and call.duration >= 5m", "and call.duration >= 5", 13, 28)]
    [InlineData("money.outgoing and", "money.outgoing and and", 18, 58)]
    [InlineData("when: talk, tier", "when: talks, tier", 20, 12)]
    [InlineData("on: call\n", "on: call\n    after: [(previous)]\n", 11, 13)]
    public void An_error_in_an_expression_names_its_place_in_the_file(string part, string wrong, int line, int column)
    {
        var file = Read(Good.Replace(part, wrong, StringComparison.Ordinal), out _);

        PatternSet.Compile([file!.Definition], out var errors);

        Assert.Equal(new FilePlace("test.yaml", line, column), Assert.Single(errors).Place);
    }

    [Fact]
    public void All_errors_of_all_files_are_named_at_once()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            void Write(string name, string part, string wrong) => File.WriteAllText(
                Path.Combine(directory.FullName, name), Good.Replace(part, wrong, StringComparison.Ordinal));
            Write("a.yaml", "24h", "never");
            Write("b.yaml", "5m", "5");

            var thrown = Assert.Throws<PatternFilesException>(() => PatternFiles.Load(directory.FullName));

            Assert.Equal(["a.yaml", "b.yaml"], thrown.Errors.Select(x => x.Place.File));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_error_in_an_expression_is_named_beside_those_of_its_file()
    {
        var text = Good.Replace("window: 24h", "window: never", StringComparison.Ordinal).Replace(">= 5m", ">= 5", StringComparison.Ordinal)
            .Replace("on: money", "on: monei", StringComparison.Ordinal).Replace("when: pay, ", "", StringComparison.Ordinal);

        var thrown = Assert.Throws<PatternFilesException>(() => PatternFiles.Compile([("a.yaml", Encoding.UTF8.GetBytes(text))], out _));

        Assert.Equal([(5, 9), (13, 28), (16, 9), (21, 5)], thrown.Errors.Select(x => (x.Place.Line, x.Place.Column)).Order());
    }

    [Theory]
    [InlineData("expect P1 stage transfer before 10:21", "expect P0")]
    [InlineData("expect P1 stage transfer before 10:21", "expect P1 before 10:20")]
    [InlineData("expect P1 stage transfer before 10:21", "expect P1 stage further_transfer")]
    [InlineData("expect P1 stage transfer before 10:21", "expect nothing above P2")]
    [InlineData("expect P1 stage transfer before 10:21", "expect no pattern")]
    [InlineData("expect P1 stage transfer before 10:21", "expect nothing before 10:15")]
    public void An_expectation_that_does_not_hold_fails_and_says_what_came(string part, string wrong)
    {
        var file = Read(Good.Replace(part, wrong, StringComparison.Ordinal), out var errors);
        Assert.Empty(errors);
        var set = PatternSet.Compile([file!.Definition], out _);

        var failure = Assert.Single(PatternTestRunner.Run(file.Tests[0], set!).Failures);

        Assert.Equal(27, failure.Place.Line);
        Assert.Contains("10:20:01 T99-test P1 Transfer", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The three weeks before a test bring payments too: a pattern that warns of these has not held what the test says.</summary>
    [Fact]
    public void What_is_said_before_the_first_day_is_not_what_a_test_expects()
    {
        var text = Good.Replace("money.new_payee", "money.amount == 1000 CNY", StringComparison.Ordinal).Replace("    within: 2h", "    after: []\n    reason: {zh-CN: 付款, en: Paid}", StringComparison.Ordinal);
        var file = Read(text, out var errors);
        Assert.Empty(errors);
        var set = PatternSet.Compile([file!.Definition], out var wrong);
        Assert.Empty(wrong);

        var failure = Assert.Single(PatternTestRunner.Run(file.Tests[0], set!).Failures);

        Assert.Contains("Said: day -20 11:00:01 T99-test P1 Transfer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_may_come_from_any_class_of_number()
    {
        var text = Good.Replace("on: call", "on: sms", StringComparison.Ordinal).Replace("call in, first contact, 6m", "sms bank_alert, class international", StringComparison.Ordinal)
            .Replace("call.first_contact", "sms.template == bank_alert", StringComparison.Ordinal)
            .Replace("and call.duration >= 5m", "and sms.sender_class == international", StringComparison.Ordinal);
        var file = Read(text, out var errors);
        Assert.Empty(errors);
        var set = PatternSet.Compile([file!.Definition], out var wrong);
        Assert.Empty(wrong);

        Assert.Empty(PatternTestRunner.Run(file.Tests[0], set!).Failures);
    }

    [Fact]
    public void A_step_without_after_follows_the_one_before_it()
    {
        var file = Read(Good, out _);

        Assert.Empty(file!.Definition.Steps[0].After);
        Assert.Equal("talk", Assert.Single(file.Definition.Steps[1].After).Text);
        Assert.Equal(Tier.P1, file.Definition.Raises[1].Tier);
    }

    [Theory]
    [InlineData("", PatternState.Active)]
    [InlineData("state: active\n", PatternState.Active)]
    [InlineData("state: shadow\n", PatternState.Shadow)]
    [InlineData("state: retired\n", PatternState.Retired)]
    public void A_file_says_what_its_pattern_may_do(string line, PatternState state)
    {
        var file = Read(Good + line, out var errors);

        Assert.Empty(errors);
        Assert.Equal(state, file!.Definition.State);
    }

    [Fact]
    public void A_retired_pattern_is_kept_and_checked_and_decides_nothing()
    {
        var file = Read(Good + "state: retired\n", out _);

        var set = PatternSet.Compile([file!.Definition], out var errors);
        Assert.Empty(errors);
        Assert.Empty(set!.Patterns);
        Assert.Equal("T99-test", Assert.Single(set.Retired).Definition.Id);
        Assert.NotEmpty(PatternTestRunner.Run(file.Tests[0], set).Failures);

        var wrong = Read((Good + "state: retired\n").Replace("5m", "5", StringComparison.Ordinal), out _);
        Assert.Null(PatternSet.Compile([wrong!.Definition], out errors));
        Assert.Single(errors);
        Assert.Null(Read((Good + "state: retired\n").Replace("expect P1", "expect P9", StringComparison.Ordinal), out _));
    }

    private static PatternFile? Read(string text, out List<PatternError> errors)
    {
        errors = [];
        return PatternFiles.Read("test.yaml", text, errors);
    }
}
