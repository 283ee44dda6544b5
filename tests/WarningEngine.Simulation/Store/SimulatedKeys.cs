using System.Globalization;
using System.Text;
using StackExchange.Redis;
using WarningEngine.Redis;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Store;

/// <summary>A process's client: commands arrive in their order, answers may be lost, and what nobody waits for any more may
/// still be done.</summary>
internal sealed class SimulatedKeys(SimulatedProcess process, SimulatedRedis redis, Weather weather) : ICheckpointKeys
{
    private const long TimeoutUs = 1_000_000;
    private const double DoneShare = 0.5;

    private long _lastUs;

    private VirtualTime Time => process.Time;

    public long Increment(string key) => Wait(Command("incr", key, () =>
    {
        var value = 1 + (redis.Get(key) is { } found ? long.Parse(Encoding.ASCII.GetString(found), CultureInfo.InvariantCulture) : 0);
        redis.Write([(key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)))]);
        return value;
    }));

    public void Set(string key, byte[] value) => Wait(Command("set", key, () =>
    {
        redis.Write([(key, value)]);
        return true;
    }));

    public byte[]? Get(string key) => Wait(GetAsync(key));

    public Task<byte[]?> GetAsync(string key) => Command("get", key, () => redis.Get(key));

    public Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys) =>
        Command("mget", keys[0], () => keys.Select(redis.Get).ToArray());

    public Task<bool> ExecuteAsync(CheckpointTransaction transaction) => Command("exec", transaction.Sets[^1].Key, () =>
    {
        foreach (var (key, expected) in transaction.Conditions)
        {
            var found = redis.Get(key);
            if (expected is null ? found is not null : found is null || !found.AsSpan().SequenceEqual(expected))
            {
                return false;
            }
        }

        redis.Write([
            .. transaction.Sets.Select(x => (x.Key, (byte[]?)x.Value.ToArray())),
            .. transaction.Deletes.Select(x => (x, (byte[]?)null)),
        ]);
        return true;
    });

    /// <summary>Sends a command; it is done when it arrives.</summary>
    private Task<T> Command<T>(string name, string key, Func<T> execute)
    {
        var answer = new TaskCompletionSource<T>();
        var arrivesUs = Math.Max(_lastUs, Time.NowUs + Time.Draw(weather.StoreUsMax));
        _lastUs = arrivesUs;
        Time.After(arrivesUs - Time.NowUs, () =>
        {
            if (!process.IsAlive && Time.Happens(DoneShare))
            {
                // It died before the command was on its way.
                return;
            }

            Arrive(name, key, execute, answer);
        });
        return answer.Task;
    }

    private void Arrive<T>(string name, string key, Func<T> execute, TaskCompletionSource<T> answer)
    {
        var lost = Time.Happens(weather.StoreLossShare);
        if (lost && Time.Happens(DoneShare))
        {
            // Lost on the way there; perhaps only late: whoever has given it up is not asked.
            if (Time.Happens(DoneShare))
            {
                Time.After(Time.Draw(2 * TimeoutUs), () => Execute(name, key, execute, out _));
            }

            TimeOut(answer);
            return;
        }

        if (!Execute(name, key, execute, out var result))
        {
            process.Later(Time.Draw(weather.StoreUsMax), () => answer.TrySetException(
                new RedisException(SimulatedFault.Mark + "nobody answers.")));
        }
        else if (lost)
        {
            TimeOut(answer);
        }
        else
        {
            process.Later(Time.Draw(weather.StoreUsMax), () => answer.TrySetResult(result!));
        }
    }

    private bool Execute<T>(string name, string key, Func<T> execute, out T? result)
    {
        result = default;
        if (Time.NowUs < redis.AwayUntilUs)
        {
            return false;
        }

        result = execute();
        Time.Tell($"{name} {key}", result is false ? 0 : 1);
        return true;
    }

    private void TimeOut<T>(TaskCompletionSource<T> answer) => process.Later(
        Time.Draw(TimeoutUs),
        () => answer.TrySetException(new TimeoutException(SimulatedFault.Mark + "the answer was lost.")));

    private T Wait<T>(Task<T> answer)
    {
        process.Wait(() => answer.IsCompleted, 10 * TimeoutUs);
        return answer.IsCompleted
            ? answer.GetAwaiter().GetResult()
            : throw new TimeoutException(SimulatedFault.Mark + "no answer.");
    }
}
