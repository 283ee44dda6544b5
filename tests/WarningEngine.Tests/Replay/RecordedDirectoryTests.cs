using System.IO.Compression;
using System.Text;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Replay;

/// <summary>Directories as others record them.</summary>
public sealed class RecordedDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_file_is_enough_and_files_may_be_empty()
    {
        Write("calls.ndjson", "");
        Assert.Empty(Read());
        Write("sms.ndjson", Sms(1));
        Assert.Equal("telecom.sms", Assert.Single(Read()).Topic.Name);
    }

    [Fact]
    public void Without_any_file_it_says_what_it_looked_for()
    {
        Write("labels.ndjson", "{}");
        Assert.Contains("calls.ndjson", Assert.Throws<DirectoryNotFoundException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_change_nothing()
    {
        Write("sms.ndjson", $"{Sms(1)}\n{Sms(2)}\n");
        var plain = Read().Select(x => (x.Line, x.ArrivalMs, x.Record!.NaturalKey().Identity())).ToArray();
        Write("sms.ndjson", $"\uFEFF{Sms(1)}\r\n{Sms(2)}\r\n");
        Assert.Equal(plain, Read().Select(x => (x.Line, x.ArrivalMs, x.Record!.NaturalKey().Identity())));
        Assert.Equal(2, plain.Length);
    }

    [Fact]
    public void Files_are_merged_by_arrival_also_a_line_that_stands_behind_one_that_arrived_later()
    {
        Write("sms.ndjson", $"{Sms(1)}\n{Sms(30)}\n{Sms(20)}\n");
        Write("registry.ndjson", $"{Fact(10)}\n{Fact(25)}\n{Fact(40)}\n");
        var read = Read();
        Assert.Equal(
            ["sms 1", "registry 10", "sms 20", "registry 25", "sms 30", "registry 40"],
            read.Select(x => $"{x.Topic.FileName} {(x.ArrivalMs - StartMs) / 1000}"));
        Assert.Equal([(0L, 0L), (2, 1), (1, 2)], read.Where(x => x.Topic.FileName == "sms").Select(x => (x.Line, x.Place)));
    }

    /// <summary>Among few lines in any order the latest is rejected where no pause explains it. That is found anew each time: what the reading before had found
    /// must not make the next latest line one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_again_a_directory_is_the_same(bool isPacked)
    {
        int[] seconds = [3, 1, 50_000_000, 2, 5, 4, 20_000_000];
        var text = string.Join('\n', seconds.Select(Sms));
        if (isPacked)
        {
            using var zip = new GZipStream(File.Create(Path.Combine(_folder, "sms.ndjson.gz")), CompressionLevel.Fastest);
            zip.Write(Encoding.UTF8.GetBytes(text));
        }
        else
        {
            Write("sms.ndjson", text);
        }

        Write("registry.ndjson", $"{Fact(10)}\n");
        var directory = new RecordedDirectory(_folder);
        (string, long, long, long, CheckResult)[] Once() => [.. directory.Read().Select(x => (x.Topic.Name, x.Line, x.Place, x.ArrivalMs, x.Rejected))];
        var first = Once();
        Assert.Contains(first, x => x.Item5 == new CheckResult(Rejection.EventTimeInFuture, "arrivalTime"));
        Assert.Equal(first, Once());
        Assert.Equal(first, Once());
        Assert.Equal(first.Where(x => x.Item1 == "telecom.sms"), directory.ReadOnly(WarningEngine.Kafka.Wire.RawTopic.Sms)
            .Select(x => (x.Topic.Name, x.Line, x.Place, x.ArrivalMs, x.Rejected)));
    }

    [Fact]
    public void A_line_that_cannot_be_read_has_its_number_and_its_field()
    {
        Write("sms.ndjson", $"\n{Sms(1)}\nnot json\n{Sms(2).Replace("\"segments\":1", "\"segments\":[]", StringComparison.Ordinal)}\n{Sms(3)}\n");
        Assert.Equal(
            [(1L, ""), (2L, ""), (3L, "segments"), (4L, "")],
            Read().Select(x => (x.Line, x.Rejected.Field)));
        Assert.Equal([Rejection.Malformed, Rejection.InvalidValue], Read().Where(x => x.Record is null).Select(x => x.Rejected.Reason));
    }

    [Fact]
    public void A_compressed_file_that_is_damaged_is_named_with_the_line_behind_which_it_is()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5_000).Select(x => Sms(x) + "\n")));
        using var whole = new MemoryStream();
        using (var zip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(text);
        }

        var damaged = whole.ToArray();
        damaged.AsSpan(damaged.Length / 2, 200).Fill(0xFF);
        File.WriteAllBytes(Path.Combine(_folder, "sms.ndjson.gz"), damaged);
        var error = Assert.Throws<IOException>(() => Read());
        Assert.Matches(@"^sms\.ndjson\.gz, behind line [0-9]+: ", error.Message);
    }

    [Fact]
    public void A_compressed_file_that_breaks_off_between_two_lines_is_no_shorter_file()
    {
        using var whole = new MemoryStream();
        using (var zip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes($"{Sms(1)}\n{Sms(2)}\n"));
            zip.Flush();
        }

        File.WriteAllBytes(Path.Combine(_folder, "sms.ndjson.gz"), whole.ToArray()[..^8]);
        Assert.Matches(@"^sms\.ndjson\.gz, behind line [0-9]+: .*breaks off", Assert.Throws<IOException>(() => Read()).Message);
        File.WriteAllBytes(Path.Combine(_folder, "sms.ndjson.gz"), []);
        Assert.Matches(@"^sms\.ndjson\.gz, behind line 0: .*empty", Assert.Throws<IOException>(() => Read()).Message);
    }

    [Fact]
    public void A_file_that_is_there_twice_is_refused_and_what_is_not_read_is_named_once()
    {
        Write("sms.ndjson", Sms(1));
        Write("labels.ndjson.gz", "");
        Write("city.json", "{}");
        var told = new List<string>();
        Assert.Single(new RecordedDirectory(_folder, told.Add).Read());
        Assert.Empty(told);

        Write("Calls.ndjson", "");
        Write("transfers.ndjson.zst", "");
        Write("sms.csv", "");
        Write("sms.jsonl", "");
        Write("registry.json", "");
        Write("Intelligence.JSON.gz", "");
        Write("march.jsonl.gz", "");
        Directory.CreateDirectory(Path.Combine(_folder, "day2"));
        var directory = new RecordedDirectory(_folder, told.Add);
        Assert.Single(directory.Read());
        Assert.Single(directory.Read());
        Assert.Equal($"Not read in {_folder}: Calls.ndjson, Intelligence.JSON.gz, march.jsonl.gz, registry.json, sms.csv, sms.jsonl, transfers.ndjson.zst, day2/.", Assert.Single(told));

        Write("sms.ndjson.gz", "");
        Assert.Contains("sms.ndjson is there compressed (.gz) too", Assert.Throws<IOException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_each_kind_of_rejection_the_first_three_are_named()
    {
        var number = Sms(1).Replace("13015639479", "12", StringComparison.Ordinal);
        Write("sms.ndjson", string.Join('\n', Enumerable.Repeat(number, 30).Append("not json").Append(Sms(1).Replace("13015639479", "", StringComparison.Ordinal)).Append(Sms(2))));
        var sink = Rejected();
        Assert.Equal(
            [
                "sms.ndjson(1): 'destinationAddress' invalid_number", "sms.ndjson(2): 'destinationAddress' invalid_number",
                "sms.ndjson(3): 'destinationAddress' invalid_number", "sms.ndjson(31): malformed", "sms.ndjson(32): 'destinationAddress' missing_field",
            ],
            sink.FirstRejections);
        Assert.Equal(30, sink.Rejections[("telecom.sms", "invalid_number", "destinationAddress")]);
    }

    [Fact]
    public void A_record_without_an_arrival_time_lacks_a_field_where_no_line_before_it_has_one()
    {
        var without = Sms(1)[..Sms(1).IndexOf(",\"arrivalTime\"", StringComparison.Ordinal)] + "}";
        Write("sms.ndjson", $"{without}\n{Sms(2)}\n{without}\n");
        Assert.Equal(
            [(0L, new CheckResult(Rejection.MissingField, "arrivalTime")), (1, CheckResult.Good), (2, CheckResult.Good)],
            Read().Select(x => (x.Line, x.Rejected)));
    }

    private WarningsFile Rejected()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var sink = new WarningsFile(null, null);
        var pipeline = new LocalPipeline(
            tokens, WarningEngine.Testing.ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = 2 }, sink);
        pipeline.Run(new RecordedDirectory(_folder).Read(), (_, _) => { }, TestContext.Current.CancellationToken);
        return sink;
    }

    [Fact]
    public void Rejected_lines_are_named_by_file_line_and_field_and_not_by_what_they_hold()
    {
        Write("sms.ndjson", Sms(1).Replace("13015639479", "12", StringComparison.Ordinal) + "\n" + Sms(2));
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var sink = new WarningsFile(null, null);
        var pipeline = new LocalPipeline(
            tokens, WarningEngine.Testing.ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = 2 }, sink);
        pipeline.Run(new RecordedDirectory(_folder).Read(), (_, _) => { }, TestContext.Current.CancellationToken);
        Assert.Equal(["sms.ndjson(1): 'destinationAddress' invalid_number"], sink.FirstRejections);
        Assert.Equal(2, pipeline.Events);
    }

    private static readonly long StartMs = DateTimeOffset.Parse("2026-03-01T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string At(int second) => DateTimeOffset.FromUnixTimeMilliseconds(StartMs + (second * 1000L)).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static string Sms(int second) =>
        $$"""{"messageReference":"m{{second}}","originatingAddress":"106900040001","destinationAddress":"13015639479","senderClass":"PORT_106","segments":1,"time":"{{At(second)}}","arrivalTime":"{{At(second)}}"}""";

    private static string Fact(int second) =>
        $$"""{"fact":"BUSINESS_LINE","number":"+8613966994194","time":"{{At(second)}}","arrivalTime":"{{At(second)}}"}""";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private List<RecordedRecord> Read() => [.. new RecordedDirectory(_folder).Read()];
}
