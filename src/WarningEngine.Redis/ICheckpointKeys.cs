using System.Buffers;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>The little of Redis that checkpoints stand on: keys, and a transaction on conditions. Commands of one client
/// take effect in the order in which they were given.</summary>
/// <remarks>Every call may end in <see cref="RedisException"/> or <see cref="TimeoutException"/>: then nobody knows whether
/// it has taken effect, or will.</remarks>
internal interface ICheckpointKeys
{
    /// <summary>Adds one to a counter; its value after that.</summary>
    /// <exception cref="InvalidDataException">What it holds is no number; the key is named.</exception>
    long Increment(string key);

    void Set(string key, byte[] value);

    /// <summary>Null where there is no such key.</summary>
    /// <exception cref="InvalidDataException">It is of another type; the key is named.</exception>
    byte[]? Get(string key);

    /// <inheritdoc cref="Get"/>
    Task<byte[]?> GetAsync(string key);

    /// <summary>The same in memory that whoever asked gives back.</summary>
    /// <param name="length">That it ought to have, in bytes; it may have another.</param>
    IMemoryOwner<byte>? Rent(string key, int length) => Get(key) is { } found ? new Held(found) : null;

    /// <inheritdoc cref="Rent"/>
    async Task<IMemoryOwner<byte>?> RentAsync(string key, int length) => await GetAsync(key).ConfigureAwait(false) is { } found ? new Held(found) : null;

    /// <summary>Several keys at one moment; null also for one of another type.</summary>
    Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys);

    /// <summary>All of a transaction, or, where a condition does not hold, nothing of it and false. The server may also
    /// give it up for reasons of its own.</summary>
    Task<bool> ExecuteAsync(CheckpointTransaction transaction);

    /// <summary>Of the collector, which need not be told.</summary>
    private sealed class Held(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
            // Nothing was rented.
        }
    }
}

/// <summary>What is written at once.</summary>
/// <param name="Conditions">Keys and what they must hold; null: they must not be there.</param>
/// <param name="Sets">Keys and values to write.</param>
/// <param name="Deletes">Keys to delete.</param>
internal sealed record CheckpointTransaction(
    IReadOnlyList<(string Key, byte[]? Expected)> Conditions, IReadOnlyList<(string Key, ReadOnlyMemory<byte> Value)> Sets,
    IReadOnlyList<string> Deletes);
