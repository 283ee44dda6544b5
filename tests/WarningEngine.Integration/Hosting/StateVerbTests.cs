using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Demo;
using WarningEngine.App.Embedded;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Producing;
using WarningEngine.Redis;
using WarningEngine.Testing;
using ConnectionMultiplexer = StackExchange.Redis.ConnectionMultiplexer;

namespace WarningEngine.Integration.Hosting;

/// <summary><c>state export</c> and <c>state import</c> over embedded servers.</summary>
public sealed class StateVerbTests : IDisposable
{
    private const int Before = 4;
    private const int After = 6;

    private readonly EmbeddedGarnet _from = new();
    private readonly EmbeddedGarnet _to = new();
    private readonly MockCluster _kafka = new();
    private readonly TemporaryFolder _folder = new();
    private string _error = "";

    public void Dispose()
    {
        _folder.Dispose();
        _kafka.Dispose();
        _to.Dispose();
        _from.Dispose();
    }

    [Fact]
    public async Task What_is_exported_is_imported_into_another_number_of_partitions_and_never_over_a_state()
    {
        await FillAsync();
        var exported = await GoodAsync("export", "--out", _folder.At("export"), "--redis", _from.Endpoint, Set("partitions", Before));
        Assert.Equal(2 * Before, exported.GetProperty("files").GetArrayLength());

        Assert.Equal(ExitCode.Failed, await RunAsync(Import(generation: 1)));
        Assert.Contains("kafka.generation=2", _error, StringComparison.Ordinal);

        var imported = await GoodAsync(Import(generation: 2));
        var (lines, persons) = await CountAsync();
        Assert.Equal(lines, imported.GetProperty("lines").GetInt32());
        Assert.True(lines > 100);
        Assert.Equal(1, imported.GetProperty("cases").GetInt32());
        Assert.All(persons, x => Assert.Equal(x.Partition, x.Person.Partition(After)));
        Assert.Equal(2 * After, Directory.GetFiles(_folder.At("snapshots"), "*-g2-*.snapshot").Length);

        Assert.Equal(ExitCode.Failed, await RunAsync(Import(generation: 2)));
        Assert.Contains("has a checkpoint at offset 0 already", _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_one_whole_state_is_refused_by_name()
    {
        Assert.Equal(ExitCode.Failed, await RunAsync("export", "--out", _folder.At("none"), "--redis", _from.Endpoint));
        Assert.Contains("no checkpoint to export", _error, StringComparison.Ordinal);

        await FillAsync();
        Assert.Equal(ExitCode.Failed, await RunAsync("export", "--out", _folder.At("wrong"), "--redis", _from.Endpoint, Set("partitions", 5)));
        Assert.Contains("kafka.partitions=4", _error, StringComparison.Ordinal);

        await GoodAsync("export", "--out", _folder.At("export"), "--redis", _from.Endpoint, Set("partitions", Before));
        Assert.Equal(ExitCode.Failed, await RunAsync("export", "--out", _folder.At("export"), "--redis", _from.Endpoint, Set("partitions", Before)));
        Assert.Contains("holds snapshots already", _error, StringComparison.Ordinal);

        var file = Directory.GetFiles(_folder.At("export"), "score-0002-*").Single();
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, whole[..^7], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, await RunAsync(Import(generation: 2)));
        Assert.Contains(file, _error, StringComparison.Ordinal);

        File.Delete(file);
        Assert.Equal(ExitCode.Failed, await RunAsync(Import(generation: 2)));
        Assert.Contains("no snapshot of score, partition 2", _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_not_new_takes_no_imported_state()
    {
        await FillAsync();
        await GoodAsync("export", "--out", _folder.At("export"), "--redis", _from.Endpoint, Set("partitions", Before));
        _kafka.CreateTopic("legs", Before);

        Assert.Equal(ExitCode.Failed, await RunAsync(Import(generation: 2)));

        Assert.Contains("legs has 4 partitions, configured are 6", _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_says_that_it_is_drained_is_imported_unless_told_otherwise_and_only_beside_snapshots()
    {
        await FillAsync();
        string[] export = ["export", "--redis", _from.Endpoint, "--kafka", _kafka.BootstrapServers, Set("partitions", Before), "--out", _folder.At("export")];
        await GoodAsync(export);
        var plain = Import(generation: 2).Where(x => x != "--undrained").ToArray();
        Assert.Equal(ExitCode.Failed, await RunAsync(plain));
        Assert.Contains("--undrained", _error, StringComparison.Ordinal);

        Directory.Delete(_folder.At("export"), recursive: true);
        using (var old = new MockCluster())
        {
            old.CreateTopic("legs", Before);
            old.CreateTopic("warnings", Before);
            await GoodAsync([.. export.Select(x => x == _kafka.BootstrapServers ? old.BootstrapServers : x), "--drained"]);
        }

        Assert.Equal(ExitCode.WrongConfiguration, await RunAsync([.. plain.Where(x => !x.StartsWith("--set=snapshots", StringComparison.Ordinal))]));
        Assert.StartsWith("snapshots.directory: ", _error, StringComparison.Ordinal);

        // Another moment's file among them: what says that all is drained does not speak of it.
        var file = Directory.GetFiles(_folder.At("export"), "score-0001-*").Single();
        File.Move(file, file.Replace("-00000000000000000000.", "-00000000000000000007.", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Failed, await RunAsync(plain));
        Assert.Contains("--undrained", _error, StringComparison.Ordinal);

        File.Move(file.Replace("-00000000000000000000.", "-00000000000000000007.", StringComparison.Ordinal), file);
        await GoodAsync(plain);
    }

    [Fact]
    public async Task What_the_state_knows_of_a_line_is_printed_as_json()
    {
        await FillAsync();
        var image = new StateImage();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_from.Endpoint);
        new RedisCheckpointStore(connection).Peek(StateFill.Score, 0, image);
        var line = Token.Read(image.InOrder().First(x => x.Key[0] == 1).Key.AsSpan(1));
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Good, await Verbs.RunAsync(
            ["explain", line.ToString(), "--redis", _from.Endpoint, Set("partitions", Before), "--json"], output, TextWriter.Null));
        var said = JsonSerializer.Deserialize<JsonElement>(output.ToString());
        Assert.Equal((line.ToString(), 0, 0), (said.GetProperty("token").GetString(), said.GetProperty("partition").GetInt32(), said.GetProperty("nextOffset").GetInt64()));
        Assert.Equal("Number", said.GetProperty("line").GetProperty("kind").GetString());

        // Of how many partitions the state is it says itself: by another number nothing would be known of the line.
        using var other = new StringWriter();
        Assert.Equal(ExitCode.Good, await Verbs.RunAsync(
            ["explain", line.ToString(), "--redis", _from.Endpoint, Set("partitions", After), "--json"], other, TextWriter.Null));
        Assert.Equal(output.ToString(), other.ToString());

        var meta = $"we:{{{StateFill.Score}:0}}:meta";
        await connection.GetDatabase().StringSetAsync(meta, "00000000 {}");
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, await Verbs.RunAsync(["explain", line.ToString(), "--redis", _from.Endpoint], TextWriter.Null, error));
        Assert.Contains(meta, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_not_filled_in_beneath_a_log_that_is_not_new()
    {
        CityFiles.Write(new CityOptions(50, 1, 5, 0, CityOptions.DefaultStartMs), _folder.At("city"));
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Good, await Verbs.RunAsync(["keys", "new", _folder.At("key")], TextWriter.Null, error));
        _kafka.CreateTopic("legs", Before);
        string[] fill =
        [
            "replay", "--in", _folder.At("city"), "--into-state", "--token-key-file", _folder.At("key"), "--redis", _to.Endpoint,
            "--kafka", _kafka.BootstrapServers, Set("partitions", Before), $"--set=snapshots.directory={_folder.At("snapshots")}",
        ];
        using (var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = _kafka.BootstrapServers }))
        {
            producer.Send("legs", 2, null, [1]);
            Assert.True(producer.Flush(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(ExitCode.Failed, await Verbs.RunAsync(fill, TextWriter.Null, error));
        Assert.Contains("legs/2 is not new, it ends at offset 1", error.ToString(), StringComparison.Ordinal);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_to.Endpoint);
        Assert.Null(new RedisCheckpointStore(connection).Describe(StateFill.Score, 0));

        using var another = new MockCluster();
        Assert.True(await Verbs.RunAsync([.. fill.Select(x => x == _kafka.BootstrapServers ? another.BootstrapServers : x)], TextWriter.Null, error) == ExitCode.Good, error.ToString());
        Assert.Equal(0, new RedisCheckpointStore(connection).Describe(StateFill.Score, 0)?.NextOffset);
    }

    [Fact]
    public async Task What_Kafka_does_not_tell_is_not_drained_and_not_new()
    {
        await FillAsync();
        string[] export = ["export", "--drained", "--redis", _from.Endpoint, "--kafka", _kafka.BootstrapServers, Set("partitions", Before), "--out", _folder.At("export")];
        Assert.Equal(ExitCode.Failed, await RunAsync(export));
        Assert.Contains("legs has 0 partitions, configured are 4", _error, StringComparison.Ordinal);

        _kafka.CreateTopic("legs", Before);
        _kafka.CreateTopic("warnings", Before - 1);
        Assert.Equal(ExitCode.Failed, await RunAsync(export));
        Assert.Contains("warnings has 3 partitions, configured are 4", _error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("export")));
    }

    private static string Set(string key, int value) => $"--set=kafka.{key}={value}";

    private string[] Import(int generation) =>
    [
        "import", "--in", _folder.At("export"), "--redis", _to.Endpoint, "--kafka", _kafka.BootstrapServers, Set("partitions", After),
        Set("generation", generation), $"--set=snapshots.directory={_folder.At("snapshots")}", "--undrained",
    ];

    /// <summary>A city's day as scoring's state, and one case.</summary>
    private async Task FillAsync()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var history = new CityHistory(Before, tokens, ShippedRules.Set());
        foreach (var record in new CityStream(new CityOptions(150, 1, 5, 0.2, CityOptions.DefaultStartMs)).Records().Take(4_000))
        {
            history.Take(record);
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync(_from.Endpoint);
        var store = new RedisCheckpointStore(connection);
        await history.WriteAsync(store);
        DispatchPartition[] cases = [.. Enumerable.Range(0, Before).Select(_ => new DispatchPartition(DispatchOptions.Default))];
        cases[Some.Person.Partition(Before)].Apply(
            new WarningItem(new Stamp(new Source("legs", 1, 0), new Position(1, 0, 0)), Some.TimeMs, Some.Warning()), new NoSink());
        await StateFill.WriteAsync(store, snapshots: null, StateFill.Dispatch, cases);
    }

    private async Task<(int Lines, List<(Token Person, int Partition)> Persons)> CountAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_to.Endpoint);
        var store = new RedisCheckpointStore(connection);
        var persons = new List<(Token, int)>();
        for (var partition = 0; partition < After; partition++)
        {
            var image = new StateImage();
            Assert.Equal(0, store.Peek(StateFill.Score, partition, image)?.NextOffset);
            persons.AddRange(image.InOrder().Where(x => x.Key[0] == 1).Select(x => (Token.Read(x.Key.AsSpan(1)), partition)));
        }

        return (persons.Count, persons);
    }

    private async Task<JsonElement> GoodAsync(params string[] args)
    {
        using var output = new StringWriter();
        Assert.True(await RunAsync(output, args) == ExitCode.Good, _error);
        return JsonSerializer.Deserialize<JsonElement>(output.ToString());
    }

    private async Task<int> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        return await RunAsync(output, args);
    }

    private async Task<int> RunAsync(StringWriter output, string[] args)
    {
        using var error = new StringWriter();
        var exit = await Verbs.RunAsync(["state", .. args, "--json"], output, error);
        _error = error.ToString();
        return exit;
    }

    private sealed class NoSink : IDispatchSink
    {
        public void Entry(QueueEntry entry)
        {
            // Nobody is called here.
        }

        public void Kept(Core.Cases.Case open, DispatchMode mode)
        {
            // Likewise.
        }

        public void CaseChanged(Core.Cases.Case changed)
        {
            // Likewise.
        }

        public void CaseForgotten(Core.Cases.Case forgotten)
        {
            // Likewise.
        }
    }
}
