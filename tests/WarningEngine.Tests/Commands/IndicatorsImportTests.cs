using System.Globalization;
using System.Text;
using System.Text.Json;
using WarningEngine.App.Commands;
using WarningEngine.App.Indicators;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Commands;

public sealed class IndicatorsImportTests : IDisposable
{
    private const long DayMs = 86_400_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_may_begin_to_hold_later_and_is_taken_in_now()
    {
        var fromMs = Intaken.KafkaTimeMs + (30 * DayMs);
        var list = new IndicatorList(
            new ListTerms(EntityKind.Number, Grade.High, "complaints", "s01", Intaken.KafkaTimeMs, fromMs, fromMs + DayMs), "CN", new WellKnownNumbers([]));
        var record = Assert.Single(CollectedRecords.Of(RawTopic.Intelligence, Assert.Single(list.Read(Written("13812345678")))).Records).Record;
        var intaken = Intaken.Of(record);
        Assert.Equal(CheckResult.Good, intaken.Result);
        Assert.Equal((fromMs, fromMs + DayMs), (intaken.Legs[0].Indicator.FromMs, intaken.Legs[0].Indicator.ToMs));
        Assert.Equal(Intaken.KafkaTimeMs, intaken.Legs[0].EventTimeMs);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(-30, true)]
    public async Task A_file_for_a_replay_says_it_when_it_began_to_hold_but_never_ahead(int days, bool isSaidThen)
    {
        var from = DateTimeOffset.UtcNow.AddDays(days);
        var output = _folder.At("intelligence.ndjson");
        var code = await Verbs.RunAsync(
            ["indicators", "import", "--kind", "number", "--level", "high", "--basis", "complaints",
                "--from", from.ToString("O", CultureInfo.InvariantCulture), "--out", output, Written("13812345678")],
            TextWriter.Null, TextWriter.Null);
        Assert.Equal(ExitCode.Good, code);
        using var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(output)));
        Assert.Equal(from.ToUnixTimeMilliseconds(), At(record, "from"));
        Assert.Equal(isSaidThen, At(record, "time") == At(record, "from"));
        Assert.InRange(At(record, "time"), 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(At(record, "time"), At(record, "arrivalTime"));
    }

    [Fact]
    public async Task Every_line_is_accepted_or_rejected_and_the_first_rejected_ones_are_named()
    {
        var lines = string.Join('\n', "number,note", "13812345678,a", "", "# a comment", "95588", ",no number", "12", "12", "12", "12", "\"+8613812345679\"");
        var output = _folder.At("intelligence.ndjson");
        var (code, said, error) = await ImportAsync(lines, "--kind", "number", "--level", "high", "--out", output, "--json");
        Assert.Equal(ExitCode.Good, code);
        Assert.Equal(2, File.ReadAllLines(output).Length);
        using var counted = JsonDocument.Parse(said);
        Assert.Equal("""{"lines":8,"accepted":2,"rejected":6,"reasons":{"invalid_number":4,"invalid_value":1,"missing_field":1}}""", counted.RootElement.GetRawText());
        var file = _folder.At("list.txt");
        Assert.Equal(
            [$"{file}(5): 'value' invalid_value", $"{file}(6): 'value' missing_field", .. Enumerable.Range(7, 3).Select(x => $"{file}({x}): 'value' invalid_number")],
            error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(x => x.Replace("entryId", "value", StringComparison.Ordinal)));
    }

    /// <summary>Intake knows a sender of digits as the number that it is.</summary>
    [Theory]
    [InlineData("106912345678", "106912345678")]
    [InlineData("138 1234 5678", "+8613812345678")]
    [InlineData("BANKSAFE", "BANKSAFE")]
    public async Task A_sender_that_is_a_number_is_written_as_one(string sender, string written)
    {
        var output = _folder.At("intelligence.ndjson");
        var (_, said, _) = await ImportAsync($"{sender}\n95588", "--kind", "sender", "--level", "high", "--out", output, "--json");
        Assert.Contains("\"accepted\":1,\"rejected\":1,\"reasons\":{\"invalid_value\":1}", said, StringComparison.Ordinal);
        using var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(output)));
        Assert.Equal((written, "SENDER"), (record.RootElement.GetProperty("value").GetString(), record.RootElement.GetProperty("kind").GetString()));
    }

    /// <summary>Whoever takes an entry back may write it otherwise: it is named by its value.</summary>
    [Theory]
    [InlineData("account", "6217-0000 1234 5678", "6217000012345678")]
    [InlineData("domain", "例子.中国", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("domain", "Evil.Example.", "evil.example")]
    public async Task An_account_or_domain_is_written_in_its_one_form(string kind, string value, string written)
    {
        var output = _folder.At("intelligence.ndjson");
        await ImportAsync(value, "--kind", kind, "--level", "high", "--out", output, "--json");
        using var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(output)));
        Assert.Equal((written, written), (record.RootElement.GetProperty("value").GetString(), record.RootElement.GetProperty("entryId").GetString()));
    }

    [Fact]
    public async Task The_operators_own_well_known_numbers_stay_out_of_lists()
    {
        var (_, said, _) = await ImportAsync("13812345678", "--kind", "number", "--level", "high", "--out", _folder.At("o"), "--json", "--set", "intake.wellKnown=+8613812345678");
        Assert.Contains("\"accepted\":0,\"rejected\":1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", true)]
    [InlineData("Evil.Example.", true)]
    [InlineData("例子.中国", true)]
    [InlineData("203.0.113.7", true)]
    [InlineData("https://evil.example/path", false)]
    [InlineData("evil.example/path", false)]
    [InlineData("evil .example", false)]
    [InlineData("evil..example", false)]
    [InlineData("evil.example:8080", false)]
    [InlineData("evil", false)]
    public async Task A_domain_is_a_domain_alone(string domain, bool isGood)
    {
        var (_, said, _) = await ImportAsync(domain, "--kind", "domain", "--level", "veryhigh", "--out", _folder.At("o"), "--json");
        Assert.Contains(isGood ? "\"accepted\":1,\"rejected\":0" : "\"accepted\":0,\"rejected\":1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kind", "device")]
    [InlineData("--kind", "none")]
    [InlineData("--kind", "17")]
    [InlineData("--level", "none")]
    [InlineData("--level", "99")]
    [InlineData("--appeal", "2")]
    [InlineData("--days", "-5")]
    [InlineData("--region", "us")]
    [InlineData("--region", "XX")]
    [InlineData("--basis", "")]
    [InlineData("--basis", " ")]
    [InlineData("--from", "2026-03-01T08:00:00")]
    [InlineData("--from", "2026-03-01 08:00")]
    [InlineData("--from", "01.03.2026")]
    [InlineData("--from", "0001-01-01T00:00:00+01:00")]
    public async Task Values_that_say_nothing_are_refused(string option, string value)
    {
        string[] rest = [.. new[] { ("--kind", "number"), ("--level", "high"), ("--basis", "complaints") }.Where(x => x.Item1 != option).SelectMany(x => new[] { x.Item1, x.Item2 })];
        using var error = new StringWriter();
        string[] line = ["indicators", "import", .. rest, option, value, "--out", _folder.At("o"), Written("13812345678")];
        Assert.Equal(ExitCode.WrongUsage, await Verbs.RunAsync(line, TextWriter.Null, error));
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("o")));
    }

    [Fact]
    public async Task A_list_that_would_hold_beyond_the_calendar_is_refused()
    {
        var (code, _, error) = await ImportAsync("13812345678", "--kind", "number", "--level", "high", "--from", "9990-01-01", "--days", "36500", "--out", _folder.At("o"));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("9999", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00.000Z")]
    [InlineData("2026-03-01T08:00:00Z", "2026-03-01T08:00:00.000Z")]
    [InlineData("2026-03-01T08:00:00.25+08:00", "2026-03-01T00:00:00.250Z")]
    public async Task When_a_list_begins_to_hold_is_the_same_on_every_machine(string from, string said)
    {
        await ImportAsync("13812345678", "--kind", "number", "--level", "high", "--from", from, "--out", _folder.At("o"));
        using var record = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_folder.At("o"), TestContext.Current.CancellationToken)));
        Assert.Equal(said, record.RootElement.GetProperty("from").GetString());
    }

    [Fact]
    public async Task The_first_column_is_that_of_a_csv_and_its_header_is_none_of_the_entries()
    {
        const string list = "# as the \"bank\" sent it\nSender,note\n\"Foo, Inc\",bad\n\"A \"\"B\"\"\",\"two\nlines\"\n\"# no comment\",x\nSENDER\n";
        var (code, said, error) = await ImportAsync(list, "--kind", "sender", "--level", "high", "--out", _folder.At("o"), "--json");
        Assert.True(code == ExitCode.Good, error);
        Assert.Contains("\"lines\":3,\"accepted\":3", said, StringComparison.Ordinal);
        Assert.Equal(["Foo, Inc", "A \"B\"", "SENDER"], File.ReadLines(_folder.At("o")).Select(Value));
    }

    [Fact]
    public async Task What_is_no_csv_is_named_by_its_line_before_anything_is_written()
    {
        var (code, _, error) = await ImportAsync("Good\nStray \"quote\"\n", "--kind", "sender", "--level", "high", "--out", _folder.At("o"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith($"{_folder.At("list.txt")}: line 2: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("o")));
    }

    [Fact]
    public async Task A_list_that_is_no_UTF8_lists_nobody()
    {
        var file = _folder.At("gbk.txt");
        await File.WriteAllBytesAsync(file, [.. "Good\n"u8, 0xB9, 0xA4, 0xC9, 0xCC, .. "\n"u8], TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] line = ["indicators", "import", "--kind", "sender", "--level", "high", "--basis", "complaints", "--out", _folder.At("o"), "--json", file];
        Assert.Equal(ExitCode.Good, await Verbs.RunAsync(line, output, error));
        Assert.Contains("\"accepted\":1,\"rejected\":1", output.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"{file}(2): 'value' malformed", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A pipe says when the next line comes, and is read once.</summary>
    [Fact]
    public async Task Who_is_stopped_leaves_no_half_a_file_behind()
    {
        var pipe = _folder.At("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var stop = new CancellationTokenSource();
        var import = IndicatorsCommand.Create().Parse(
            ["import", "--kind", "number", "--level", "high", "--basis", "complaints", "--out", _folder.At("o"), pipe])
            .InvokeAsync(new() { Output = TextWriter.Null, Error = TextWriter.Null, EnableDefaultExceptionHandler = false }, stop.Token);
        await using (var lines = new StreamWriter(pipe) { AutoFlush = true })
        {
            await lines.WriteLineAsync("13812345678");
            while (!Directory.EnumerateFiles(_folder.Path, "*.partial").Any())
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await stop.CancelAsync();
            await lines.WriteLineAsync("13812345679");
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        Assert.Equal([pipe], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task A_compressed_list_that_breaks_off_is_named_before_anything_is_written()
    {
        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 9_000).Select(x => $"1381234{x:0000}\n"))));
        }

        var file = _folder.At("list.csv.gz");
        File.WriteAllBytes(file, packed.ToArray()[..^4]);
        var list = new IndicatorList(new ListTerms(EntityKind.Number, Grade.High, "complaints", "s01", Intaken.KafkaTimeMs, Intaken.KafkaTimeMs, 0), "CN", new WellKnownNumbers([]));
        using var records = list.Read(file).GetEnumerator();
        Assert.StartsWith($"{file}: ", Assert.Throws<IOException>(() => records.MoveNext()).Message, StringComparison.Ordinal);
        using var error = new StringWriter();
        Assert.Equal(
            ExitCode.Failed,
            await Verbs.RunAsync(["indicators", "import", "--kind", "number", "--level", "high", "--basis", "complaints", "--out", _folder.At("o"), file], TextWriter.Null, error));
        Assert.StartsWith($"{file}: ", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("o")));
    }

    private async Task<(int Code, string Output, string Error)> ImportAsync(string lines, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Verbs.RunAsync(["indicators", "import", "--basis", "complaints", .. args, Written(lines)], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string? Value(string json)
    {
        using var record = JsonDocument.Parse(json);
        return record.RootElement.GetProperty("value").GetString();
    }

    private static long At(JsonDocument record, string field) => record.RootElement.GetProperty(field).GetDateTimeOffset().ToUnixTimeMilliseconds();

    private string Written(string lines)
    {
        var file = _folder.At("list.txt");
        File.WriteAllText(file, lines, Encoding.UTF8);
        return file;
    }
}
