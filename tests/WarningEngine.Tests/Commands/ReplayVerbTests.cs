using WarningEngine.App.Commands;

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
        Assert.Contains("\"precision\"", await File.ReadAllTextAsync(At("q.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_no_file()
    {
        Directory.CreateDirectory(At("empty"));
        using var nowhere = new StringWriter();
        Assert.Equal(ExitCode.Failed, await Verbs.RunAsync(["replay", "--in", At("empty"), "--out", At("w.ndjson")], nowhere, nowhere));
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static void Zip(string file)
    {
        using (var target = new System.IO.Compression.GZipStream(File.Create(file + ".gz"), System.IO.Compression.CompressionLevel.Fastest))
        using (var source = File.OpenRead(file))
        {
            source.CopyTo(target);
        }

        File.Delete(file);
    }

    private static async Task GoodAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.True(await Verbs.RunAsync(args, output, error) == ExitCode.Good, error.ToString());
    }
}
