using StackExchange.Redis;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>The good version: batches, each entity asked for once a batch with one MGET, what changed written with one MSET in a
/// transaction together with the offsets, so that state and place in the log never part.</summary>
internal sealed class BatchedJob(IEventBatches input, EntityScoring[] states, IDatabase store, int batch) : IBaselineJob
{
    private static readonly RedisKey OffsetsKey = "offsets";

    private readonly List<PlacedLeg> _legs = [];
    private readonly HashSet<(int State, Token Entity)> _asked = [];
    private readonly HashSet<int> _touched = [];

    public async Task<bool> StepAsync()
    {
        _legs.Clear();
        _asked.Clear();
        _touched.Clear();
        if (!input.Next(batch, _legs))
        {
            return false;
        }

        foreach (var placed in _legs)
        {
            _touched.Add(placed.Partition);
            if (!placed.Leg.Entity.IsNone)
            {
                _asked.Add((placed.Partition, placed.Leg.Entity));
            }
        }

        await LoadAsync();
        foreach (var placed in _legs)
        {
            states[placed.Partition].Apply(placed.Leg, placed.At);
        }

        await StoreAsync();
        return true;
    }

    private async Task LoadAsync()
    {
        (int State, Token Entity)[] asked = [.. _asked];
        var found = await store.StringGetAsync([.. asked.Select(x => (RedisKey)EntityBundle.KeyOf(x.Entity))]);
        for (var i = 0; i < asked.Length; i++)
        {
            states[asked[i].State].Load(asked[i].Entity, (byte[]?)found[i] ?? []);
        }
    }

    private async Task StoreAsync()
    {
        var sets = new List<KeyValuePair<RedisKey, RedisValue>> { new(OffsetsKey, input.Offsets()) };
        foreach (var state in _touched)
        {
            Token[] unasked = [.. states[state].Unasked()];
            var found = unasked.Length == 0 ? [] : await store.StringGetAsync([.. unasked.Select(x => (RedisKey)EntityBundle.KeyOf(x))]);
            foreach (var (entity, value) in states[state].Changes(unasked.Zip(found, (x, y) => (x, (byte[]?)y ?? []))))
            {
                sets.Add(new(EntityBundle.KeyOf(entity), value));
            }

            sets.Add(new($"header:{state}", states[state].Header));
        }

        var transaction = store.CreateTransaction();
        _ = transaction.StringSetAsync([.. sets]);
        if (!await transaction.ExecuteAsync())
        {
            throw new InvalidOperationException("The store refused a batch.");
        }
    }
}
