using WarningEngine.Redis;

namespace WarningEngine.Simulation.Store;

/// <summary>Reads the store from outside of the simulated world, when everything is over.</summary>
internal sealed class DirectKeys(SimulatedRedis redis) : ICheckpointKeys
{
    public byte[]? Get(string key) => redis.Get(key);

    public long Increment(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key) => throw new NotSupportedException();

    public Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys) => throw new NotSupportedException();

    public Task<bool> ExecuteAsync(CheckpointTransaction transaction) => throw new NotSupportedException();
}
