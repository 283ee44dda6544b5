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
}
