using System.Text.Json;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;

namespace WarningEngine.Tests.Commands;

/// <summary>A small city through <c>simulate</c>, <c>replay</c> and <c>evaluate</c>.</summary>
public sealed class ReplayVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_files_give_the_same_bytes_plain_or_gzipped()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", At("city"));
        await GoodAsync("replay", "--in", At("city"), "--out", At("plain.ndjson"));
        foreach (var file in Directory.EnumerateFiles(At("city"), "*.ndjson").Where(x => !x.EndsWith("labels.ndjson", StringComparison.Ordinal)))
        {
            Zip(file);
        }

        await GoodAsync("replay", "--in", At("city"), "--out", At("zipped.ndjson"));
        var warnings = await File.ReadAllLinesAsync(At("plain.ndjson"));
        Assert.NotEmpty(warnings);
        Assert.Equal(warnings, await File.ReadAllLinesAsync(At("zipped.ndjson")));
        await GoodAsync("evaluate", "--warnings", At("plain.ndjson"), "--labels", At(Path.Combine("city", "labels.ndjson")), "--json", At("q.json"));
        Assert.All(warnings, x => Assert.Contains("\"decidedBy\":\"patterns+city-person\"", x.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        await GoodAsync("replay", "--in", At("city"), "--out", At("alone.ndjson"), "--patterns-alone");
        Assert.All(
            await File.ReadAllLinesAsync(At("alone.ndjson")),
            x => Assert.Contains("\"decidedBy\":\"patterns\"", x.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("\"precision\"", await File.ReadAllTextAsync(At("q.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_in_the_order_of_arrival_is_named_and_decides_the_same()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", At("city"));
        await GoodAsync("replay", "--in", At("city"), "--out", At("ordered.ndjson"));
        var sms = await File.ReadAllLinesAsync(At("city/sms.ndjson"));
        await File.WriteAllLinesAsync(At("city/sms.ndjson"), sms.Reverse());
        Assert.Contains("sms.ndjson is not in the order of arrival: ", await GoodAsync("replay", "--in", At("city"), "--out", At("w.ndjson")), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(At("ordered.ndjson")), await File.ReadAllBytesAsync(At("w.ndjson")));
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_no_file()
    {
        Directory.CreateDirectory(At("empty"));
        using var nowhere = new StringWriter();
        Assert.Equal(ExitCode.Failed, await Verbs.RunAsync(["replay", "--in", At("empty"), "--out", At("w.ndjson")], nowhere, nowhere));
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    /// <summary>Where one pattern decides instead of all, many lose a warning.</summary>
    [Fact]
    public async Task Of_people_whose_warnings_change_as_many_are_listed_as_asked_for_and_all_are_counted()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", At("city"));
        Directory.CreateDirectory(At("patterns"));
        File.Copy(Path.Combine(PatternFiles.Shipped, "T21-parcel.yaml"), At("patterns/T21-parcel.yaml"));
        foreach (var (list, least, most) in new[] { (0, 0, 0), (1, 1, 1), (50, 2, 50) })
        {
            using var output = new StringWriter();
            string[] diff = ["patterns", "diff", "--new", At("patterns"), "--in", At("city"), "--list", $"{list}", "--json"];
            Assert.Equal(ExitCode.Good, await Verbs.RunAsync(diff, output, TextWriter.Null));
            var json = JsonSerializer.Deserialize<JsonElement>(output.ToString());
            Assert.InRange(json.GetProperty("people").GetArrayLength(), least, most);
            Assert.InRange(new[] { "gained", "lost", "raised", "lowered" }.Sum(x => json.GetProperty(x).GetInt32()), 2, int.MaxValue);
        }
    }

    [Fact]
    public async Task A_wrong_pattern_file_is_named_with_its_place()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", At("city"));
        Directory.CreateDirectory(At("patterns"));
        await File.WriteAllTextAsync(At("patterns/wrong.yaml"), "id: wrong\nsteps: 7\n");
        using var said = new StringWriter();
        Assert.Equal(
            ExitCode.Failed,
            await Verbs.RunAsync(["replay", "--in", At("city"), "--out", At("w.ndjson"), "--set", "scoring.patterns=" + At("patterns")], TextWriter.Null, said));
        Assert.Contains("wrong.yaml(1,1)", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_of_calls_alone_is_replayed_and_judged_and_what_cannot_be_read_is_named()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", At("city"));
        Directory.CreateDirectory(At("foreign"));
        var calls = await File.ReadAllTextAsync(At("city/calls.ndjson"));
        await File.WriteAllTextAsync(At("foreign/calls.ndjson"), "{\"phase\":\"ANSWER\"}\n" + calls);
        var said = await GoodAsync("replay", "--in", At("foreign"), "--out", At("w.ndjson"));
        Assert.StartsWith("calls.ndjson(1): 'arrivalTime' missing_field", said, StringComparison.Ordinal);
        Assert.NotEmpty(await File.ReadAllLinesAsync(At("w.ndjson")));

        // Without the city's own file nobody knows how many people there are.
        File.Copy(At("city/labels.ndjson"), At("foreign/labels.ndjson"));
        await GoodAsync("evaluate", "--warnings", At("w.ndjson"), "--labels", At("foreign/labels.ndjson"), "--last-days", "1", "--json", At("q.json"));
        Assert.Contains("\"warningsPer100kPersonDays\": null", await File.ReadAllTextAsync(At("q.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels.ndjson", null, "labels.ndjson")]
    [InlineData("labels.ndjson", "{\"person\":\"+861\",\"scamType\":\"T99\"}", "labels.ndjson(1): 'scamType'")]
    [InlineData("city.json", "{\"people\":5}", "city.json: 'people', 'from' and 'to'")]
    public async Task Evaluate_names_the_file_that_is_not_as_it_should_be(string name, string? text, string about)
    {
        await File.WriteAllTextAsync(At("w.ndjson"), "");
        await File.WriteAllTextAsync(At("labels.ndjson"), "");
        File.Delete(At(name));
        if (text is not null)
        {
            await File.WriteAllTextAsync(At(name), text);
        }

        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(
            ExitCode.Failed, await Verbs.RunAsync(["evaluate", "--warnings", At("w.ndjson"), "--labels", At("labels.ndjson")], output, error));
        Assert.Contains(about, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_without_a_person_are_counted_and_where_there_are_no_others_nothing_is_judged()
    {
        const string nobody = """{"person":null,"tier":"P0","scamType":"T06","eventTime":"2026-03-16T02:20:00Z"}""";
        await File.WriteAllTextAsync(At("labels.ndjson"), """{"person":"+861","scamType":"T06","firstContact":"2026-03-16T02:00:00Z"}""");
        await File.WriteAllLinesAsync(At("w.ndjson"), [nobody, nobody.Replace("null", "\"+861\"", StringComparison.Ordinal), nobody]);
        Assert.StartsWith(
            "2 warnings name no person", await GoodAsync("evaluate", "--warnings", At("w.ndjson"), "--labels", At("labels.ndjson"), "--json", At("q.json")), StringComparison.Ordinal);
        Assert.Contains("\"warningsWithoutPerson\": 2", await File.ReadAllTextAsync(At("q.json")), StringComparison.Ordinal);

        await File.WriteAllLinesAsync(At("w.ndjson"), [nobody]);
        using var error = new StringWriter();
        Assert.Equal(
            ExitCode.Failed, await Verbs.RunAsync(["evaluate", "--warnings", At("w.ndjson"), "--labels", At("labels.ndjson")], TextWriter.Null, error));
        Assert.StartsWith($"{At("w.ndjson")}: no warning names a person", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_foreign_to_this_version_is_said_by_topic_and_field()
    {
        Directory.CreateDirectory(At("foreign"));
        const string sms = """{"messageReference":"m","originatingAddress":"106900040001","destinationAddress":"13015639479","senderClass":"PIGEON","segments":1,"time":"2026-03-01T08:00:00Z","arrivalTime":"2026-03-01T08:00:00Z"}""";
        await File.WriteAllLinesAsync(
            At("foreign/sms.ndjson"), [sms, sms.Replace("\"m\"", "\"n\"", StringComparison.Ordinal), sms.Replace("PIGEON", "PORT_106", StringComparison.Ordinal), sms.Replace("13015639479", "1", StringComparison.Ordinal)]);
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Good, await Verbs.RunAsync(["replay", "--in", At("foreign"), "--out", At("w.ndjson"), "--json"], output, error));
        Assert.Contains("telecom.sms: 'senderClass' has a value 3 times", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"unknownValues\":{\"telecom.sms senderClass\":3}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"rejections\":{\"telecom.sms invalid_number destinationAddress\":1}", output.ToString(), StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static void Zip(string file)
    {
        if (new FileInfo(file).Length == 0)
        {
            // The system's own writer makes nothing at all of nothing, and that is no gzip.
            return;
        }

        using (var target = new System.IO.Compression.GZipStream(File.Create(file + ".gz"), System.IO.Compression.CompressionLevel.Fastest))
        using (var source = File.OpenRead(file))
        {
            source.CopyTo(target);
        }

        File.Delete(file);
    }

    /// <returns>What was said beside the answer.</returns>
    private static async Task<string> GoodAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.True(await Verbs.RunAsync(args, output, error) == ExitCode.Good, error.ToString());
        return error.ToString();
    }
}
