using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Replay;

/// <summary>Intake on one thread and scoring on another decide what one thread decides.</summary>
public sealed class TwoThreadsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_files_give_the_same_bytes_on_two_threads_as_on_one()
    {
        CityFiles.Write(new CityOptions(300, 2, 5, 0.05, CityOptions.DefaultStartMs), At("city"));
        File.AppendAllText(At("city/sms.ndjson"), "neither JSON nor a message\n");
        var one = Replay("one.ndjson", (pipeline, records) =>
        {
            foreach (var record in records)
            {
                pipeline.Take(record);
            }

            pipeline.Finish();
        });
        var two = Replay("two.ndjson", (pipeline, records) => pipeline.Run(records, (_, _) => { }, TestContext.Current.CancellationToken));
        Assert.True(one.Warnings > 20);
        Assert.Equal(one, two);
        Assert.Equal(File.ReadAllBytes(At("one.ndjson")), File.ReadAllBytes(At("two.ndjson")));
    }

    [Fact]
    public void What_reading_throws_is_thrown_where_scoring_runs()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var pipeline = Pipeline(tokens, new WarningsFile(null, null));
        var error = Assert.Throws<IOException>(() => pipeline.Run(Broken(), (_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Equal("the disk is gone", error.Message);

        static IEnumerable<RecordedRecord> Broken()
        {
            yield return default(RecordedRecord) with { Topic = WarningEngine.Kafka.Wire.RawTopic.Calls, Rejected = new(Rejection.Malformed, "") };
            throw new IOException("the disk is gone");
        }
    }

    [Fact]
    public void What_scoring_throws_ends_intake_too()
    {
        CityFiles.Write(new CityOptions(300, 1, 5, 0.05, CityOptions.DefaultStartMs), At("city"));
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var pipeline = Pipeline(tokens, new WarningsFile(null, null));
        var left = new List<RecordedRecord>(new RecordedDirectory(At("city")).Read());
        var taken = 0;
        Assert.Throws<InvalidOperationException>(() => pipeline.Run(
            left.Select(x => { taken++; return x; }), (_, _) => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.InRange(taken, 1, left.Count - 1);
    }

    [Fact]
    public void What_a_checkpoint_would_write_does_not_pile_up_where_none_is_made()
    {
        CityFiles.Write(new CityOptions(100, 1, 5, 0.05, CityOptions.DefaultStartMs), At("city"));
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var pipeline = Pipeline(tokens, new WarningsFile(null, null));
        pipeline.Run(new RecordedDirectory(At("city")).Read(), (_, _) => { }, TestContext.Current.CancellationToken);

        // Of 15 days less than two are left.
        Assert.InRange(pipeline.Flow.Scoring.Sum(x => x.State.Seen.AddedCount), 1, pipeline.Events * 3 / 10);
    }

    private (long Events, long Legs, long Caused, long Warnings, long Entries, string Rejections) Replay(
        string name, Action<LocalPipeline, IEnumerable<RecordedRecord>> run)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        using var names = new Tokeniser(new byte[Tokeniser.KeySize]);
        using var file = new WholeFile(At(name));
        var sink = new WarningsFile(file, names);
        var pipeline = Pipeline(tokens, sink);
        run(pipeline, new RecordedDirectory(At("city")).Read());
        file.Complete();
        return (pipeline.Events, pipeline.Flow.Legs, pipeline.Flow.Caused, sink.Warnings, sink.Entries, string.Join(';', sink.FirstRejections));
    }

    private static LocalPipeline Pipeline(Tokeniser tokens, WarningsFile sink) =>
        new(tokens, ShippedRules.Alone(), DispatchOptions.Default, new ReplayOptions { Partitions = 8 }, sink);

    private string At(string name) => Path.Combine(_folder, name);
}
