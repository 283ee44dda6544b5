using StackExchange.Redis;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>What somebody would write first: read a message, get its entity from the store, decide, put it back, commit now and then.</summary>
internal sealed class PlainJob(IEventBatches input, EntityScoring[] states, IDatabase store) : IBaselineJob
{
    private readonly List<PlacedLeg> _legs = [];

    public async Task<bool> StepAsync()
    {
        _legs.Clear();
        if (!input.Next(1, _legs))
        {
            return false;
        }

        foreach (var placed in _legs)
        {
            var scoring = states[placed.Partition];
            if (!placed.Leg.Entity.IsNone)
            {
                await LoadAsync(scoring, placed.Leg.Entity);
            }

            scoring.Apply(placed.Leg, placed.At);
            List<(Token, byte[])> unasked = [];
            foreach (var entity in scoring.Unasked().ToArray())
            {
                unasked.Add((entity, (byte[]?)await store.StringGetAsync(EntityBundle.KeyOf(entity)) ?? []));
            }

            foreach (var (entity, value) in scoring.Changes(unasked))
            {
                await store.StringSetAsync(EntityBundle.KeyOf(entity), value);
            }
        }

        input.Commit();
        return true;
    }

    private async Task LoadAsync(EntityScoring scoring, Token entity) =>
        scoring.Load(entity, (byte[]?)await store.StringGetAsync(EntityBundle.KeyOf(entity)) ?? []);
}
