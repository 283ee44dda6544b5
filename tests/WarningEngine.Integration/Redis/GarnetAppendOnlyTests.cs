using StackExchange.Redis;
using WarningEngine.App.Embedded;
using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Redis;

/// <summary>Garnet with an append-only file, in a directory that outlives it.</summary>
public sealed class GarnetAppendOnlyTests : OverwrittenKeyRules
{
    private const int Records = 2_000;

    private readonly TemporaryFolder _folder = new();
    private EmbeddedGarnet? _garnet;

    [Fact]
    public async Task What_was_acknowledged_is_there_again_after_a_restart_and_its_owner_goes_on()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        for (var offset = 1; offset <= 40; offset++)
        {
            for (var i = 0; i < Records / 40; i++)
            {
                state.Set($"key {offset % 20} {i}", $"{offset} {new string('x', 100)}");
            }

            Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, offset));
        }

        await using var connection = await RestartAsync();
        var store = new RedisCheckpointStore(connection);
        var found = new KeyValueState();
        Assert.Equal(40, store.Peek("score", 3, found)?.NextOffset);
        Assert.Equal(state.Values, found.Values);

        var next = store.Take("score", 3, 32, (UInt128)2);
        found = new KeyValueState();
        next.LoadInto(found);
        Assert.Equal((40, Logic.Version), (next.NextOffset, next.LogicVersion));
        Assert.Equal(state.Values, found.Values);
        found.Set("after", "the restart");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(next, found, 41));

        await using var again = await RestartAsync();
        var last = new KeyValueState();
        Assert.Equal(41, new RedisCheckpointStore(again).Peek("score", 3, last)?.NextOffset);
        Assert.Equal(found.Values, last.Values);
    }

    [Fact]
    public async Task After_a_restart_the_owner_before_it_is_still_the_owner()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 10);
        await using var before = await ConnectionMultiplexer.ConnectAsync(_garnet!.Endpoint);
        var owner = (string?)await before.GetDatabase().StringGetAsync("we:{score:3}:owner");
        await using var connection = await RestartAsync();

        Assert.False(string.IsNullOrEmpty(owner));
        Assert.Equal(owner, (string?)await connection.GetDatabase().StringGetAsync("we:{score:3}:owner"));
        Assert.Equal(1, (int)await connection.GetDatabase().StringGetAsync("we:{score:3}:taken"));
        Assert.NotNull(new RedisCheckpointStore(connection).Describe("score", 3));
    }

    /// <summary>As after a death of its process: nobody has closed the files.</summary>
    [Fact]
    public async Task What_was_acknowledged_stands_in_the_file_while_the_server_runs()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        for (var offset = 1; offset <= 20; offset++)
        {
            state.Set($"key {offset}", "1");
            Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, offset));
        }

        using var copy = new TemporaryFolder();
        CopyFiles(_folder.Path, copy.Path);
        using var other = new EmbeddedGarnet(copy.Path);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(other.Endpoint);
        var found = new KeyValueState();

        Assert.Equal(20, new RedisCheckpointStore(connection).Peek("score", 3, found)?.NextOffset);
        Assert.Equal(state.Values, found.Values);
    }

    /// <summary>At its limit the file begins anew above a checkpoint of Garnet's own: what lay before it must be found there.</summary>
    [Fact]
    public async Task A_restart_finds_what_was_written_before_the_append_only_file_began_anew()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        var offset = await WriteUntilAsync(lease, state, HasSavedAsync);
        state.Set("last", "2");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, ++offset));
        await using var connection = await RestartAsync();
        var found = new KeyValueState();

        Assert.Equal(offset, new RedisCheckpointStore(connection).Peek("score", 3, found)?.NextOffset);
        Assert.Equal(state.Values, found.Values);
    }

    /// <summary>Garnet 2.2.8 forgets transactions that it acknowledged while its own checkpoint was under way, when it ends before that has ended.
    /// Then state and offset must have gone back together.</summary>
    [Fact]
    public async Task A_restart_while_the_file_begins_anew_finds_a_state_as_it_was_at_its_offset()
    {
        var lease = Take(1);
        var offset = await WriteUntilAsync(
            lease, new KeyValueState(),
            () => Task.FromResult(Directory.EnumerateFiles(_folder.Path, "snapshot.dat*", SearchOption.AllDirectories).Any()));
        await using var connection = await RestartAsync();
        var found = new KeyValueState();

        var at = new RedisCheckpointStore(connection).Peek("score", 3, found)?.NextOffset;
        Assert.InRange(at ?? 0, 1, offset);
        var expected = new KeyValueState();
        for (var x = 1; x <= at; x++)
        {
            Set(expected, x);
        }

        Assert.Equal(expected.Values, found.Values);
    }

    private static void Set(KeyValueState state, long offset) => state.Set($"key {offset % 300}", $"{offset} {new string('x', 100_000)}");

    /// <returns>The offset of the last checkpoint.</returns>
    private static async Task<long> WriteUntilAsync(ICheckpointLease lease, KeyValueState state, Func<Task<bool>> isReached)
    {
        long offset = 0;
        do
        {
            Set(state, ++offset);
            Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, offset));
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
        while (!await isReached());
        return offset;
    }

    private async Task<bool> HasSavedAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_garnet!.Endpoint);
        return (long)await connection.GetDatabase().ExecuteAsync("LASTSAVE") > 0;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _garnet?.Dispose();
        _folder.Dispose();
    }

    protected override string Endpoint() => (_garnet = new EmbeddedGarnet(_folder.Path)).Endpoint;

    private static void CopyFiles(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var written = File.Create(target);
            source.CopyTo(written);
        }
    }

    private async Task<ConnectionMultiplexer> RestartAsync()
    {
        _garnet!.Dispose();
        return await ConnectionMultiplexer.ConnectAsync(Endpoint());
    }
}
