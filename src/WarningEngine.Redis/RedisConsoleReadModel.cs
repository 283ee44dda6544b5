using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.Core.Cases;

namespace WarningEngine.Redis;

/// <summary>What the console reads: the cases as dispatch last left them, one hash a partition, and a channel that tells of
/// changes. Derived from dispatch's state: writing it twice changes nothing.</summary>
public sealed class RedisConsoleReadModel(IConnectionMultiplexer redis) : IConsoleReadModel
{
    private static readonly RedisChannel Changes = RedisChannel.Literal("we:cases");

    /// <inheritdoc/>
    public Task PutAsync(int partition, Case one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var db = redis.GetDatabase();
        var json = JsonSerializer.SerializeToUtf8Bytes(one);
        var written = db.HashSetAsync(Key(partition), Id(one), json);
        var told = redis.GetSubscriber().PublishAsync(Changes, json);
        return Task.WhenAll(written, told);
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(int partition, IReadOnlyCollection<Case> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var transaction = redis.GetDatabase().CreateTransaction();
        List<Task> writes = [transaction.KeyDeleteAsync(Key(partition))];
        if (cases.Count > 0)
        {
            writes.Add(transaction.HashSetAsync(Key(partition), [.. cases.Select(x => new HashEntry(Id(x), JsonSerializer.SerializeToUtf8Bytes(x)))]));
        }

        writes.Add(transaction.ExecuteAsync());
        return Task.WhenAll(writes);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(int partition, Case one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return redis.GetDatabase().HashDeleteAsync(Key(partition), Id(one));
    }

    /// <inheritdoc/>
    public Task PutTimeAsync(int partition, long timeMs) =>
        redis.GetDatabase().HashSetAsync("we:console:time", partition, timeMs);

    /// <summary>The latest partition time; 0 where there is none.</summary>
    public async Task<long> TimeAsync()
    {
        var times = await redis.GetDatabase().HashGetAllAsync("we:console:time");
        return times.Length == 0 ? 0 : times.Max(x => (long)x.Value);
    }

    public async Task<List<Case>> AllAsync(int partitions)
    {
        var result = new List<Case>();
        for (var partition = 0; partition < partitions; partition++)
        {
            foreach (var entry in await redis.GetDatabase().HashGetAllAsync(Key(partition)))
            {
                if (JsonSerializer.Deserialize<Case>((byte[])entry.Value!) is { } one)
                {
                    result.Add(one);
                }
            }
        }

        return result;
    }

    /// <summary>Calls <paramref name="changed"/> for every case that changes from now on.</summary>
    public Task SubscribeAsync(Action<Case> changed) =>
        redis.GetSubscriber().SubscribeAsync(Changes, (_, value) =>
        {
            if (JsonSerializer.Deserialize<Case>((byte[])value!) is { } one)
            {
                changed(one);
            }
        });

    private static string Id(Case one) => one.Id.ToString("x32", CultureInfo.InvariantCulture);

    private static string Key(int partition) => $"we:{{dispatch:{partition}}}:cases";
}
