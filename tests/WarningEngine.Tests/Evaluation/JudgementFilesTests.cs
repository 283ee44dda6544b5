using System.IO.Compression;
using System.Text;
using WarningEngine.App.Evaluation;

namespace WarningEngine.Tests.Evaluation;

public sealed class JudgementFilesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_label_needs_no_more_than_a_person_and_a_type()
    {
        File.WriteAllText(_file, """
            {"person":"+8613800000000","scamType":"T10","firstContact":null,"lost":null}

            {"person":"+8613800000001","scamType":null,"confuser":"courier"}
            """);

        var labels = JudgementFiles.Labels(_file);

        Assert.Equal([("T10", null), (null, "courier")], labels.Select(x => (x.ScamType, x.Confuser)));
        Assert.Null(labels[0].FirstMs);
    }

    [Fact]
    public void What_was_lost_left_at_the_first_large_transfer_where_nothing_else_is_said()
    {
        File.WriteAllText(_file, """
            {"person":"+861","scamType":"T06","firstLargeTransfer":"2026-03-16T10:20:00+08:00","lost":84000.5}
            """);

        var transfer = Assert.Single(JudgementFiles.Labels(_file)[0].Transfers);

        var sent = new DateTimeOffset(2026, 3, 16, 2, 20, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(new LabelTransfer(sent, 84_000.5), transfer);
    }

    /// <summary>Records have amounts as text, so whoever writes labels beside them may too.</summary>
    [Fact]
    public void Amounts_may_be_text_as_in_records()
    {
        File.WriteAllText(_file, """
            {"person":"+861","scamType":"T06","firstTransfer":"2026-03-16T10:20:00Z","lost":"84000.50"}
            {"person":"+861","scamType":"T06","lost":"7","transfers":[{"time":"2026-03-16T10:20:00Z","amount":"1180.00"}]}
            """);

        Assert.Equal([84_000.5, 1_180], JudgementFiles.Labels(_file).Select(x => Assert.Single(x.Transfers).Amount));
    }

    /// <summary>Also beside an empty list, and where no payment's time is known: such money is no less lost.</summary>
    [Theory]
    [InlineData("""
        "transfers":[],"firstContact":"2026-03-16T10:00:00Z","firstTransfer":"2026-03-16T10:05:00Z"
        """)]
    [InlineData("""
        "transfers":null,"firstContact":"2026-03-16T10:00:00Z"
        """)]
    public void What_was_lost_is_lost_at_the_first_that_is_known(string times)
    {
        File.WriteAllText(_file, $$"""
            {"person":"+861","scamType":"T06","lost":1000,{{times}}}
            {"person":"+862","scamType":"T06","lost":1000,"firstTransfer":"2026-03-16T10:30:00Z"}
            """);

        var at = new DateTimeOffset(2026, 3, 16, 10, 10, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        JudgedWarning[] warnings = [new("+861", "P1", "T06", at), new("+862", "P1", "T06", at)];
        Assert.Equal(0.5, Judgement.Judge(warnings, JudgementFiles.Labels(_file), null, 60).Overall.UnsentShare!.Value);
    }

    [Theory]
    [InlineData("+86013800000000", "+8613800000000")]
    [InlineData("+8601062345678", "+861062345678")]
    [InlineData("+8695588", "95588")]
    [InlineData("+8613800000000", "+8613800000000")]
    [InlineData("+861", "+861")]
    public void Labels_and_warnings_name_a_person_as_intake_does(string written, string person)
    {
        File.WriteAllText(_file, $$"""{"person":"{{written}}","scamType":"T06","tier":"P1","eventTime":"2026-03-16T02:20:00Z"}""");

        Assert.Equal(person, Assert.Single(JudgementFiles.Labels(_file)).Person);
        Assert.Equal(person, Assert.Single(JudgementFiles.Warnings(_file)).Person);
    }

    [Fact]
    public void A_fraud_of_which_only_the_transfers_are_known_began_with_the_first_of_them()
    {
        File.WriteAllText(_file, """
            {"person":"+861","scamType":"T06","transfers":[{"time":"2026-03-16T02:20:00.250Z","amount":5},{"time":"2026-03-16T08:20:00+08:00","amount":7}]}
            """);

        var label = Assert.Single(JudgementFiles.Labels(_file, needTimes: true));

        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 20, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), label.FirstMs);
        Assert.Equal(label.FirstMs, label.CountsMs);
        Assert.Equal(label.FirstMs + 7_200_250, label.LastMs);
    }

    [Fact]
    public void Where_times_are_needed_a_fraud_without_any_is_an_error_and_a_confuser_is_not()
    {
        File.WriteAllText(_file, """
            {"person":"+861","confuser":"courier"}
            {"person":"+861","scamType":"T06","lost":5}
            """);

        Assert.Equal(2, JudgementFiles.Labels(_file).Count);
        Assert.StartsWith(
            $"{_file}(2): one of 'firstContact', ", Assert.Throws<FormatException>(() => JudgementFiles.Labels(_file, needTimes: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"person":"13800000000","tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}""", "'person' is no number in E.164")]
    [InlineData("""{"person":"0021a4","tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}""", "'person' is no number in E.164")]
    [InlineData("""{"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00"}""", "'eventTime' is '2026-03-16T02:20:00', no time")]
    [InlineData("""{"person":null,"tier":"P1","scamType":"T01","eventTime":"03/04/2026"}""", "'eventTime' is '03/04/2026', no time")]
    [InlineData("""{"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z","decidedAt":"10:00"}""", "'decidedAt' is '10:00', no time")]
    [InlineData("""{"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z","probability":1e999}""", "'probability' is")]
    public void A_warning_that_would_be_judged_wrongly_is_an_error_with_file_line_and_field(string line, string about)
    {
        // A short code has no form with a country.
        File.WriteAllText(_file, $$"""
            {"person":"95588","tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}
            {{line}}
            """);

        Assert.StartsWith($"{_file}(2): {about}", Assert.Throws<FormatException>(() => JudgementFiles.Warnings(_file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tier":"P1"}""", "'scamType' is missing")]
    [InlineData("""{"tier":"P1","scamType":"T01","eventTime":"yesterday"}""", "yesterday")]
    [InlineData("not json", "n")]
    public void An_error_names_file_and_line(string line, string about)
    {
        File.WriteAllText(_file, $$"""
            {"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}
            {{line}}
            """);

        var error = Assert.Throws<FormatException>(() => JudgementFiles.Warnings(_file));

        Assert.StartsWith($"{_file}(2): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(about, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"person":"+861","scamType":"T26"}""", "'scamType' is 'T26', not T01 to T25")]
    [InlineData("""{"person":"+861"}""", "one of 'scamType' and 'confuser'")]
    [InlineData("""{"person":"+861","scamType":"T01","confuser":"courier"}""", "one of 'scamType' and 'confuser'")]
    [InlineData("""{"person":"13800000000","scamType":"T01"}""", "'person' is no number in E.164")]
    [InlineData("""{"person":13800000000,"scamType":"T01"}""", "'person' is Number, not String")]
    [InlineData("""{"scamType":"T01"}""", "'person' is missing")]
    [InlineData("""{"person":"+861","scamType":"T01","firstContact":"noon"}""", "'firstContact' is 'noon', no time")]
    [InlineData("""{"person":"+861","scamType":"T01","transfers":[{"amount":5}]}""", "'transfers.time' is missing")]
    [InlineData("""{"person":"+861","scamType":"T01","firstTransfer":"2026-03-16 10:20:00"}""", "'firstTransfer' is '2026-03-16 10:20:00', no time")]
    [InlineData("""{"person":"+861","scamType":"T01","transfers":[{"time":"10:00","amount":5}]}""", "'transfers.time' is '10:00', no time")]
    [InlineData("""{"person":"+861","scamType":"T01","transfers":"all"}""", "'transfers' is String, not Array")]
    [InlineData("""{"person":"+861","scamType":"T01","transfers":[5]}""", "'transfers' holds Number, not Object")]
    [InlineData("""{"person":"+861","scamType":"T01","firstTransfer":"2026-03-16T10:20:00Z","lost":1e999}""", "'lost' is below 0, or more")]
    [InlineData("""{"person":"+861","scamType":"T01","firstTransfer":"2026-03-16T10:20:00Z","lost":-5}""", "'lost' is below 0, or more")]
    [InlineData("""{"person":"+861","scamType":"T01","firstTransfer":"2026-03-16T10:20:00Z","lost":"much"}""", "'lost' is 'much', no amount")]
    [InlineData("""{"person":"+861","scamType":"T01","firstTransfer":"2026-03-16T10:20:00Z","lost":"-5"}""", "'lost' is '-5', no amount")]
    [InlineData("""{"person":"+861","scamType":"T01","transfers":[{"time":"2026-03-16T10:20:00Z","amount":""}]}""", "'transfers.amount' is '', no amount")]
    [InlineData("[]", "expected an object, not Array")]
    public void A_label_that_would_never_count_is_an_error_with_file_line_and_field(string line, string about)
    {
        File.WriteAllText(_file, $$"""
            {"person":"+861","scamType":"T01"}

            {{line}}
            """);

        var error = Assert.Throws<FormatException>(() => JudgementFiles.Labels(_file));

        Assert.StartsWith($"{_file}(3): {about}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_that_does_not_say_when_it_was_made_was_made_at_its_event()
    {
        File.WriteAllText(_file, """
            {"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}
            {"person":null,"tier":"P1","scamType":"T01","eventTime":"2026-03-16T02:20:00Z","decidedAt":"2026-03-16T11:20:00+08:00"}
            """);

        Assert.Equal([0, 60], JudgementFiles.Warnings(_file).Select(x => (x.DecidedMs - x.EventTimeMs) / 60_000));
    }

    [Fact]
    public void A_tier_that_is_none_is_an_error()
    {
        File.WriteAllText(_file, """{"person":null,"tier":"P4","scamType":"T01","eventTime":"2026-03-16T02:20:00Z"}""");
        Assert.Equal(
            $"{_file}(1): 'tier' is 'P4', not P0 to P3", Assert.Throws<FormatException>(() => JudgementFiles.Warnings(_file)).Message);
    }

    [Fact]
    public void Empty_files_byte_order_marks_carriage_returns_and_compression_are_read()
    {
        File.WriteAllText(_file, "");
        Assert.Empty(JudgementFiles.Labels(_file));
        var text = "\uFEFF{\"person\":\"+861\",\"scamType\":\"T01\"}\r\n\r\n{\"person\":\"+862\",\"confuser\":\"courier\"}\r\n";
        File.WriteAllText(_file, text);
        Assert.Equal(["+861", "+862"], JudgementFiles.Labels(_file).Select(x => x.Person));
        var zipped = _file + ".gz";
        try
        {
            using (var zip = new GZipStream(File.Create(zipped), CompressionLevel.Fastest))
            {
                zip.Write(Encoding.UTF8.GetBytes(text));
            }

            Assert.Equal(["+861", "+862"], JudgementFiles.Labels(zipped).Select(x => x.Person));
            File.WriteAllBytes(zipped, File.ReadAllBytes(zipped)[..^1]);
            Assert.Matches("behind line [0-9]: .*breaks off", Assert.Throws<FormatException>(() => JudgementFiles.Labels(zipped)).Message);
            File.WriteAllBytes(zipped, File.ReadAllBytes(zipped)[1..]);
            Assert.StartsWith(
                $"{zipped}, behind line 0: ", Assert.Throws<FormatException>(() => JudgementFiles.Labels(zipped)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(zipped);
        }
    }
}
