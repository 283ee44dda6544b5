using WarningEngine.Redis;

namespace WarningEngine.Simulation.Planted;

/// <summary>A checkpoint is written whoever owns the partition by now.</summary>
internal sealed class NoFence : PlantedBug
{
    public override string Name => "the fence is skipped";

    public override ICheckpointKeys Keys(ICheckpointKeys keys) => new LooseKeys(keys, _ => false);
}

/// <summary>The owner is asked for, but not whether meta is what it wrote last.</summary>
internal sealed class NoLastMeta : PlantedBug
{
    public override string Name => "the condition on the last meta is forgotten";

    public override ICheckpointKeys Keys(ICheckpointKeys keys) =>
        new LooseKeys(keys, key => key.EndsWith(":owner", StringComparison.Ordinal));
}

/// <summary>Segments and meta are written one after the other.</summary>
internal sealed class NoTransaction : PlantedBug
{
    public override string Name => "segments and meta are not written at once";

    public override ICheckpointKeys Keys(ICheckpointKeys keys) => new PiecemealKeys(keys);
}

/// <summary>Some conditions are left out.</summary>
internal sealed class LooseKeys(ICheckpointKeys inner, Func<string, bool> keeps) : ForwardingKeys(inner)
{
    public override Task<bool> ExecuteAsync(CheckpointTransaction transaction) =>
        Inner.ExecuteAsync(transaction with { Conditions = [.. transaction.Conditions.Where(x => keeps(x.Key))] });
}

/// <summary>Meta first, what it names afterwards.</summary>
internal sealed class PiecemealKeys(ICheckpointKeys inner) : ForwardingKeys(inner)
{
    public override async Task<bool> ExecuteAsync(CheckpointTransaction transaction)
    {
        var meta = transaction.Sets[^1];
        if (!await Inner.ExecuteAsync(transaction with { Sets = [meta], Deletes = [] }).ConfigureAwait(false))
        {
            return false;
        }

        return await Inner.ExecuteAsync(
            new CheckpointTransaction(transaction.Conditions.Take(1).ToList(), [.. transaction.Sets.SkipLast(1)], transaction.Deletes))
            .ConfigureAwait(false);
    }
}

/// <summary>The real keys, for bugs that change one thing about them.</summary>
internal abstract class ForwardingKeys(ICheckpointKeys inner) : ICheckpointKeys
{
    protected ICheckpointKeys Inner => inner;

    public long Increment(string key) => inner.Increment(key);

    public void Set(string key, byte[] value) => inner.Set(key, value);

    public byte[]? Get(string key) => inner.Get(key);

    public Task<byte[]?> GetAsync(string key) => inner.GetAsync(key);

    public Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys) => inner.GetAsync(keys);

    public abstract Task<bool> ExecuteAsync(CheckpointTransaction transaction);
}
