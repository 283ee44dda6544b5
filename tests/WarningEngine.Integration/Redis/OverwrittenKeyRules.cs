using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Redis;

/// <summary>What holds on every server where something else has written to the keys of a partition.</summary>
public abstract class OverwrittenKeyRules : CheckpointStoreRules
{
    private static string Key(string name) => $"we:{{{Role}:{Partition}}}:{name}";

    [Theory]
    [InlineData("meta", 1)]
    [InlineData("segment", 1)]
    [InlineData("segment", 100_000)]
    public async Task A_key_of_another_type_is_damage_and_a_complete_checkpoint_makes_it_good(string name, int length)
    {
        var state = new KeyValueState();
        state.Set("damaged", new string('x', length));
        await WriteAsync(Take(1), state, 10);
        var key = name == "meta" ? Key(name) : Assert.Single(SegmentKeys());
        await MakeListAsync(key);
        Assert.Contains(key, Assert.Throws<InvalidDataException>(() => Peek()).Message, StringComparison.Ordinal);

        // Whoever took it before has written nothing: it is still damaged.
        Find(Take(2));
        var lease = Take(3);
        var found = Find(lease);
        Assert.Equal((StateOrigin.Log, true), (found.Origin, found.Replaces));

        var good = new KeyValueState();
        good.Set("a", "1");
        Assert.Equal(CheckpointOutcome.Written, await ReplaceAsync(lease, good, 7));
        good.Set("a", "2");
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(lease, good, 8));

        var (restored, next) = Restore(4);
        Assert.Equal(8, next);
        Assert.Equal(good.Values, restored.Values);
        Assert.Equal(2, SegmentKeys().Count);
    }

    [Theory]
    [InlineData("meta", null)]
    [InlineData("owner", 10L)]
    public async Task A_key_that_becomes_another_type_fences_its_owner(string name, long? kept)
    {
        var state = new KeyValueState();
        var lease = Take(1);
        state.Set("a", "1");
        await WriteAsync(lease, state, 10);
        await MakeListAsync(Key(name));
        state.Set("a", "2");

        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(lease, state, 20));

        Assert.Equal(kept, Take(2).NextOffset);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_count_of_takings_that_is_no_number_begins_anew_and_the_state_stays(bool isList)
    {
        var state = new KeyValueState();
        var before = Take(1);
        state.Set("a", "1");
        await WriteAsync(before, state, 10);
        if (isList)
        {
            await MakeListAsync(Key("taken"));
        }
        else
        {
            await Db.StringSetAsync(Key("taken"), "no number");
        }

        var (restored, next) = Restore(2);
        Assert.Equal(10, next);
        Assert.Equal(state.Values, restored.Values);

        Assert.Equal(CheckpointOutcome.Fenced, await WriteAsync(before, state, 20));
        Assert.Equal(CheckpointOutcome.Written, await WriteAsync(Take(2), state, 20));
    }

    private static FoundState Find(ICheckpointLease lease)
    {
        var restore = new PartitionRestore(Role, Partitions, 1, null, new ObserverFan(), NullLogger.Instance);
        return restore.Find(lease, Partition, (0, 100), () => new KeyValueState()).Found!;
    }

    private async Task MakeListAsync(string key)
    {
        await Db.KeyDeleteAsync(key);
        await Db.ListLeftPushAsync(key, "somebody else's");
    }
}
