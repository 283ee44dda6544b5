using StackExchange.Redis;
using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Redis;

/// <summary>What holds of the checkpoint store on every server that it runs on.</summary>
public abstract class CheckpointStoreRules : IAsyncLifetime
{
    protected const string Role = "score";
    protected const int Partition = 3;
    protected const int Partitions = 32;

    private ConnectionMultiplexer? _connection;
    private RedisCheckpointStore? _store;

    protected IDatabase Db => _connection!.GetDatabase();

    private RedisCheckpointStore Store => _store!;

    /// <summary>Starts or finds the server; its host:port.</summary>
    protected abstract string Endpoint();

    public async ValueTask InitializeAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync($"{Endpoint()},allowAdmin=true");
        _store = new RedisCheckpointStore(_connection);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_restored_is_the_state_exactly_at_its_offset()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        Assert.Null(lease.NextOffset);
        state.Set("a", "1");
        state.Set("b", "1");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, 10));
        state.Set("a", "2");
        state.Remove("b");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, 20));
        state.Set("a", "3, never written");

        var (restored, offset) = Restore(2);

        Assert.Equal(20, offset);
        Assert.Equal([new("a", "2")], restored.Values);
    }

    [Fact]
    public async Task A_partition_that_somebody_else_has_taken_cannot_be_written()
    {
        var state = new KeyValueState();
        var first = Take(1);
        state.Set("a", "1");
        await WriteAsync(first, state, 10);
        var second = Take(2);
        state.Set("a", "the zombie's");

        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(first, state, 20));

        var (restored, offset) = Restore(3, second);
        Assert.Equal(10, offset);
        Assert.Equal("1", restored.Values["a"]);
        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(second, restored, 30));
    }

    [Fact]
    public async Task A_store_that_went_back_in_time_fences_its_owner()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        var before = await Db.StringGetAsync($"we:{{{Role}:{Partition}}}:meta");
        state.Set("a", "2");
        await WriteAsync(lease, state, 20);
        await Db.StringSetAsync($"we:{{{Role}:{Partition}}}:meta", before);
        state.Set("a", "3");

        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(lease, state, 30));

        var (restored, offset) = Restore(2);
        Assert.Equal(10, offset);
        Assert.Equal("1", restored.Values["a"]);
    }

    [Fact]
    public async Task A_store_that_lost_everything_fences_its_owner()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        await Db.ExecuteAsync("FLUSHALL");

        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(lease, state, 20));
        Assert.Null(Take(2).NextOffset);
    }

    [Fact]
    public async Task Merging_keeps_the_state_and_bounds_the_segments()
    {
        var random = new Random(5);
        var state = new KeyValueState();
        var lease = Take(1);
        for (var offset = 1; offset <= 400; offset++)
        {
            for (var i = 0; i < 8; i++)
            {
                var key = $"key {random.Next(300)}";
                if (random.Next(4) == 0)
                {
                    state.Remove(key);
                }
                else
                {
                    state.Set(key, $"{offset} {new string('x', random.Next(200))}");
                }
            }

            Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, offset));
            if (offset % 50 == 0)
            {
                Assert.Equal(state.Values, Peek().Values);
            }
        }

        var (restored, next) = Restore(2);
        Assert.Equal(400, next);
        Assert.Equal(state.Values, restored.Values);
        // Merges run beside the writes, which here follow each other without a pause: a few more may live meanwhile.
        Assert.InRange(SegmentKeys().Count, 1, 100);
    }

    [Fact]
    public async Task No_segment_is_left_that_meta_does_not_name()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        for (var offset = 1; offset <= 60; offset++)
        {
            state.Set("a", $"{offset}");
            await WriteAsync(lease, state, offset);
        }

        // A merge may still be written between the two looks: then it is looked again.
        string meta;
        List<string> segments;
        do
        {
            meta = await MetaAsync();
            segments = SegmentKeys();
        }
        while (meta != await MetaAsync());
        Assert.All(segments, x => Assert.Contains($"\"{x.Split(':')[^1]}\"", meta, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_segment_is_named()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 10);
        var key = Assert.Single(SegmentKeys());
        var bytes = (byte[])(await Db.StringGetAsync(key))!;
        bytes[7] ^= 0x40;
        await Db.StringSetAsync(key, bytes);

        var lease = Take(2);

        Assert.Contains(key, Assert.Throws<InvalidDataException>(() => lease.LoadInto(new KeyValueState())).Message, StringComparison.Ordinal);
        Assert.Contains(key, Assert.Throws<InvalidDataException>(() => Peek()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_segment_is_named()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 10);
        var key = Assert.Single(SegmentKeys());
        await Db.KeyDeleteAsync(key);

        var lease = Take(2);

        Assert.Contains(key, Assert.Throws<InvalidDataException>(() => lease.LoadInto(new KeyValueState())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_valid_segment_under_another_ones_name_is_found_out()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        var first = Assert.Single(SegmentKeys());
        state.Set("a", "2");
        await WriteAsync(lease, state, 20);
        var second = Assert.Single(SegmentKeys(), x => x != first);
        await Db.StringSetAsync(second, await Db.StringGetAsync(first));

        Assert.Throws<InvalidDataException>(() => Peek());
    }

    [Fact]
    public async Task Damaged_meta_is_named()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 1017);
        var key = $"we:{{{Role}:{Partition}}}:meta";
        var meta = (string)(await Db.StringGetAsync(key))!;
        await Db.StringSetAsync(key, meta.Replace("1017", "1018", StringComparison.Ordinal));

        var lease = Take(2);

        Assert.Contains(key, lease.Damage, StringComparison.Ordinal);
        Assert.Null(lease.NextOffset);
        Assert.Throws<InvalidDataException>(() => lease.LoadInto(new KeyValueState()));
        Assert.Throws<InvalidDataException>(() => Peek());
    }

    [Fact]
    public async Task A_complete_checkpoint_makes_damage_good_and_leaves_nothing_of_it()
    {
        var state = new KeyValueState();
        var before = Take(1);
        for (var offset = 1; offset <= 5; offset++)
        {
            state.Set("damaged", $"{offset}");
            await WriteAsync(before, state, offset);
        }

        await Db.StringSetAsync($"we:{{{Role}:{Partition}}}:meta", "00000000 {}");
        await Db.StringSetAsync($"we:{{{Role}:{Partition + 1}}}:seg:1-1", "somebody else's");
        var good = new KeyValueState();
        good.Set("a", "1");
        good.Set("b", "2");
        var lease = Take(2);

        Assert.Equal(CheckpointOutcome.Written, await ReplaceAsync(lease, good, 7));
        Assert.Equal(3, SegmentKeys().Count);
        good.Set("a", "3");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, good, 8));

        var (restored, next) = Restore(3);
        Assert.Equal(8, next);
        Assert.Equal(good.Values, restored.Values);
        Assert.Equal(CheckpointOutcome.Fenced, await ReplaceAsync(lease, good, 9));
    }

    [Fact]
    public async Task A_complete_checkpoint_replaces_all_segments()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        state.Set("gone", "1");
        await WriteAsync(lease, state, 10);
        var whole = new KeyValueState();
        whole.Set("a", "1");

        Assert.Equal(CheckpointOutcome.Written, await ReplaceAsync(lease, whole, 5));

        var (restored, next) = Restore(2);
        Assert.Equal(5, next);
        Assert.Equal(whole.Values, restored.Values);
        Assert.Single(SegmentKeys());
    }

    [Fact]
    public async Task It_is_known_which_logic_wrote_and_whether_its_owner_stopped_with_it()
    {
        Assert.Null(Store.Describe(Role, Partition));
        var state = new KeyValueState();
        var lease = Take(1);
        Assert.Null(lease.LogicVersion);
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        Assert.Equal(new CheckpointFacts(10, Partitions, Logic.Version), Store.Describe(Role, Partition));

        var afterCrash = Take(2);
        Assert.Equal((Logic.Version, false), (afterCrash.LogicVersion, afterCrash.WasClean));
        await WriteAsync(afterCrash, state, 20, isLast: true);

        var afterStop = Take(3);
        Assert.Equal((Logic.Version, true), (afterStop.LogicVersion, afterStop.WasClean));

        // Whoever took it meanwhile may have sent what no checkpoint tells of.
        Assert.False(Take(4).WasClean);
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 10);

        var error = Assert.Throws<InvalidDataException>(() => Store.Take(Role, Partition, 64, 2));

        Assert.Contains("32 partitions, not 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_takes_nothing()
    {
        var state = new KeyValueState();
        var lease = Take(1);
        Assert.Null(Store.Peek(Role, Partition, new KeyValueState()));
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);

        Assert.Equal(state.Values, Peek().Values);
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, state, 20));
    }

    [Fact]
    public async Task Partitions_and_roles_do_not_touch_each_other()
    {
        var state = new KeyValueState();
        state.Set("a", "1");
        await WriteAsync(Take(1), state, 10);

        Assert.Null(Store.Take("dispatch", Partition, Partitions, 2).NextOffset);
        Assert.Null(Store.Take(Role, Partition + 1, Partitions, 2).NextOffset);
        Assert.Equal(10, Take(2).NextOffset);
    }

    protected static Task<CheckpointOutcome> WriteAsync(
        ICheckpointLease lease, KeyValueState state, long nextOffset, bool isLast = false)
    {
        var writer = new SegmentWriter();
        state.WriteChanged(writer);
        return lease.WriteAsync(writer.Finish(), nextOffset, isLast);
    }

    /// <summary>In parts of a few bytes.</summary>
    protected static Task<CheckpointOutcome> ReplaceAsync(ICheckpointLease lease, KeyValueState state, long nextOffset)
    {
        var parts = new SegmentParts(partBytesMax: 10);
        state.WriteAll(parts);
        return lease.ReplaceAsync(parts.Finish(), nextOffset);
    }

    protected ICheckpointLease Take(int owner) => Store.Take(Role, Partition, Partitions, (UInt128)owner);

    protected (KeyValueState State, long? Offset) Restore(int owner, ICheckpointLease? taken = null)
    {
        var state = new KeyValueState();
        var lease = Take(owner);
        (taken ?? lease).LoadInto(state);
        return (state, lease.NextOffset);
    }

    protected KeyValueState Peek()
    {
        var state = new KeyValueState();
        Store.Peek(Role, Partition, state);
        return state;
    }

    private async Task<string> MetaAsync() => (string)(await Db.StringGetAsync($"we:{{{Role}:{Partition}}}:meta"))!;

    protected List<string> SegmentKeys() => [.. _connection!.GetServers()[0].Keys(pattern: "we:*:seg:*").Select(x => (string)x!).Order(StringComparer.Ordinal)];
}
