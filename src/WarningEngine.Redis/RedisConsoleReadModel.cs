using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.Core.Cases;

namespace WarningEngine.Redis;

/// <summary>Where the console's read model cannot be read.</summary>
/// <param name="Partition">Of dispatch.</param>
/// <param name="Case">Id of the case, 32 hexadecimal digits, as its field is called; null: the whole key is of another type.</param>
public readonly record struct UnreadableCase(int Partition, string? Case)
{
    public override string ToString() => Case is null ? $"the key of partition {Partition}, which is of another type" : $"case {Case} of partition {Partition}";
}

/// <summary>What the console reads: the cases as dispatch last left them, one hash a partition, and a channel that tells of
/// changes. Derived from dispatch's state: writing it twice changes nothing.</summary>
public sealed class RedisConsoleReadModel(IConnectionMultiplexer redis) : IConsoleReadModel
{
    private const string Processes = "we:console:health";

    private static readonly RedisChannel Changes = RedisChannel.Literal("we:cases");

    /// <inheritdoc/>
    public Task ChangeAsync(int partition, string owner, IReadOnlyCollection<Case> changed, IReadOnlyCollection<UInt128> forgotten)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(forgotten);
        HashEntry[] entries = [.. changed.Select(x => new HashEntry(Id(x.Id), JsonSerializer.SerializeToUtf8Bytes(x)))];
        return WriteAsync(partition, owner, transaction =>
        [
            .. entries.Length > 0 ? [transaction.HashSetAsync(Key(partition), entries)] : (Task[])[],
            .. forgotten.Count > 0 ? [transaction.HashDeleteAsync(Key(partition), [.. forgotten.Select(x => (RedisValue)Id(x))])] : (Task[])[],
            .. entries.Select(x => transaction.PublishAsync(Changes, x.Value)),
        ]);
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(int partition, string owner, IReadOnlyCollection<Case> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        HashEntry[] entries = [.. cases.Select(x => new HashEntry(Id(x.Id), JsonSerializer.SerializeToUtf8Bytes(x)))];
        return WriteAsync(partition, owner, transaction =>
        [
            transaction.KeyDeleteAsync(Key(partition)),
            .. entries.Length > 0 ? [transaction.HashSetAsync(Key(partition), entries)] : (Task[])[],
        ]);
    }

    /// <inheritdoc/>
    public Task PutTimeAsync(int partition, long timeMs) =>
        redis.GetDatabase().HashSetAsync("we:console:time", partition, timeMs);

    /// <summary>The latest partition time; 0 where there is none that can be read.</summary>
    public async Task<long> TimeAsync() => (await HashAsync("we:console:time") ?? [])
        .Max(x => x.Value.TryParse(out long time) ? (long?)time : null) ?? 0;

    /// <summary>A process says how it is.</summary>
    /// <param name="process">Its own name, which no other has.</param>
    /// <param name="said">In the place of what it said before.</param>
    public Task TellAsync(string process, ProcessHealth said) =>
        redis.GetDatabase().HashSetAsync(Processes, process, JsonSerializer.SerializeToUtf8Bytes(said));

    /// <summary>What each process said last, whenever that was; what cannot be read is passed over.</summary>
    public async Task<IReadOnlyDictionary<string, ProcessHealth>> ProcessesAsync() => (await HashAsync(Processes) ?? [])
        .Select(x => (Process: x.Name.ToString(), Said: Read<ProcessHealth>(x.Value, said => said.NotGood is not null)))
        .Where(x => x.Said is not null).ToDictionary(x => x.Process, x => x.Said!);

    /// <summary>Processes that have ended.</summary>
    public Task ForgetAsync(IEnumerable<string> processes) =>
        redis.GetDatabase().HashDeleteAsync(Processes, [.. processes.Select(x => (RedisValue)x)]);

    /// <summary>All cases.</summary>
    /// <param name="partitions">P.</param>
    /// <param name="unreadable">Told of each value that is no case, and of each key that is no hash; they are passed over.</param>
    public async Task<List<Case>> AllAsync(int partitions, Action<UnreadableCase> unreadable)
    {
        ArgumentNullException.ThrowIfNull(unreadable);
        var result = new List<Case>();
        for (var partition = 0; partition < partitions; partition++)
        {
            if (await HashAsync(Key(partition)) is not { } entries)
            {
                unreadable(new(partition, null));
                continue;
            }

            foreach (var entry in entries)
            {
                if (Read(entry.Value) is { } one)
                {
                    result.Add(one);
                }
                else
                {
                    unreadable(new(partition, entry.Name.ToString()));
                }
            }
        }

        return result;
    }

    /// <summary>Calls <paramref name="changed"/> for every case that changes from now on; a message that is no case is passed over, since
    /// every change is read from its hash too.</summary>
    public Task SubscribeAsync(Action<Case> changed) =>
        redis.GetSubscriber().SubscribeAsync(Changes, (_, value) =>
        {
            if (Read(value) is { } one)
            {
                changed(one);
            }
        });

    /// <summary>In one transaction, on the condition that the owner key is the caller's.</summary>
    private async Task WriteAsync(int partition, string owner, Func<ITransaction, Task[]> write)
    {
        var transaction = redis.GetDatabase().CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(new PartitionKeys("dispatch", partition).Owner, owner));
        var writes = write(transaction);
        if (!await transaction.ExecuteAsync())
        {
            throw new NotOwnerException(partition);
        }

        // Of what a transaction holds one may be refused, and the others are done all the same.
        await Task.WhenAll(writes);
    }

    /// <summary>Null: the key is of another type.</summary>
    private async Task<HashEntry[]?> HashAsync(string key)
    {
        try
        {
            return await redis.GetDatabase().HashGetAllAsync(key);
        }
        catch (RedisServerException wrong) when (wrong.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Null: it is none. A case has a history from its first moment.</summary>
    private static Case? Read(RedisValue value) => Read<Case>(value, x => x.History is { Count: > 0 });

    private static T? Read<T>(RedisValue value, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>((byte[]?)value ?? []) is { } one && isWhole(one) ? one : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Id(UInt128 one) => one.ToString("x32", CultureInfo.InvariantCulture);

    private static string Key(int partition) => $"we:{{dispatch:{partition}}}:cases";
}
