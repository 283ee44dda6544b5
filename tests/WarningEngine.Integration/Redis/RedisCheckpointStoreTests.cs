using StackExchange.Redis;
using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Redis;

public sealed class RedisCheckpointStoreTests : OverwrittenKeyRules
{
    private RealRedis? _redis;

    [Fact]
    public async Task An_unknown_outcome_is_found_out_before_the_next_write()
    {
        await using var impatient = await ConnectionMultiplexer.ConnectAsync(
            $"{_redis!.Endpoint},asyncTimeout=300,abortConnect=false,allowAdmin=true");
        var store = new RedisCheckpointStore(impatient);
        var lease = store.Take("score", 3, 32, 1);
        var state = new KeyValueState();
        state.Set("a", "1");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, 10));
        state.Set("a", "2");
        var segment = Segment(state);

        _redis.Kill();
        Assert.Equal(CheckpointOutcome.Unknown, await lease.WriteAsync(segment, 20));
        _redis.Start();

        var outcome = CheckpointOutcome.Unknown;
        while (outcome == CheckpointOutcome.Unknown)
        {
            outcome = await lease.WriteAsync(segment, 20);
        }

        Assert.Equal(CheckpointOutcome.Written, outcome);
        var (restored, offset) = Restore(2);
        Assert.Equal(20, offset);
        Assert.Equal("2", restored.Values["a"]);
    }

    [Fact]
    public async Task A_store_that_is_away_is_not_an_empty_one()
    {
        await using var impatient = await ConnectionMultiplexer.ConnectAsync(
            $"{_redis!.Endpoint},syncTimeout=300,connectTimeout=300,abortConnect=false");
        var store = new RedisCheckpointStore(impatient);
        _redis.Kill();

        Assert.Throws<StoreAwayException>(() => store.Take("score", 3, 32, 1));
        Assert.True(Record.Exception(() => store.Describe("score", 3)) is RedisException or TimeoutException);

        _redis.Start();
    }

    [Fact]
    public async Task A_write_that_was_done_and_not_heard_of_is_the_owners_own()
    {
        await using var impatient = await ConnectionMultiplexer.ConnectAsync($"{_redis!.Endpoint},asyncTimeout=400,allowAdmin=true");
        var lease = new RedisCheckpointStore(impatient).Take("score", 3, 32, 1);
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        state.Set("a", "2");
        var segment = Segment(state);

        // Only what writes waits: the conditions are read, the transaction is not answered in time, and done later.
        await Db.ExecuteAsync("CLIENT", "PAUSE", "1500", "WRITE");
        Assert.Equal(CheckpointOutcome.Unknown, await lease.WriteAsync(segment, 20));
        await Db.ExecuteAsync("CLIENT", "UNPAUSE");

        Assert.Equal(CheckpointOutcome.Written, await lease.WriteAsync(segment, 20));
        var (restored, offset) = Restore(2);
        Assert.Equal(20, offset);
        Assert.Equal("2", restored.Values["a"]);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _redis?.Dispose();
    }

    protected override string Endpoint()
    {
        Assert.SkipUnless(RealRedis.IsInstalled, "redis-server is not installed");
        return (_redis = new RealRedis()).Endpoint;
    }

    private static ReadOnlyMemory<byte> Segment(KeyValueState state)
    {
        var writer = new SegmentWriter();
        state.WriteChanged(writer);
        return writer.Finish();
    }
}
