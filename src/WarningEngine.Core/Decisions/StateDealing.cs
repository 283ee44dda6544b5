using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Deals the state of partitions out to another number of them. Only of a state that is drained: nothing is on its
/// way any more.
/// <list type="bullet">
/// <item>Records (profile, counterpart with those it touched and those still to be told, talk that goes on, episode) go to the partition of their token.</item>
/// <item>Marks go nowhere. Those of the engine's own logs speak of logs that are over. Those of raw topics would hide the events
/// of another cluster, whose topics bear the same names; here intake has stopped in good order and sends nothing twice, and
/// what it did send twice would be told by its identity.</item>
/// <item>The rule sets that were activated go to every partition that had persons here; all have heard of the same.</item>
/// <item>Time and since when streams are read go to every partition that had persons here: the greatest and the earliest.</item>
/// <item>Answers that are ahead of their calls go nowhere: no call is on its way any more.</item>
/// <item>Identities of recent events have no token: each partition that had persons here remembers them all.</item>
/// </list></summary>
public static class StateDealing
{
    /// <param name="from">State of one partition.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="partitions">P until now.</param>
    /// <param name="to">As many as the new P.</param>
    /// <exception cref="InvalidDataException">An activation was still on its way.</exception>
    public static void Deal(ScoringState from, int partition, int partitions, IReadOnlyList<ScoringState> to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        Deal(from.Profiles, to, x => x.Profiles);
        Deal(from.Talks.Table, to, x => x.Talks.Table);
        Deal(from.Counterparts.Table, to, x => x.Counterparts.Table);
        Deal(from.Counterparts.Touched.Blocks, to, (heir, key, block) => heir.Counterparts.Touched.Restore(key, block), x => x.Counterparts.Touched.Blocks);
        Deal(from.Counterparts.Waves.Table, to, (heir, key, wave) => heir.Counterparts.Waves.Restore(key, wave), x => x.Counterparts.Waves.Table);
        foreach (var person in from.Episodes.Persons)
        {
            to[person.Partition(to.Count)].Copy(from.Episodes[person]);
        }

        foreach (var heir in Heirs(partition, partitions, to))
        {
            heir.Clock.Join(from.Clock);
            heir.Seen.Join(from.Seen);
            heir.SeenMoney.Join(from.SeenMoney);
            Join(heir.RuleSets, from.RuleSets, partition, "rule sets");
            Join(heir.Models, from.Models, partition, "models");
            heir.SweptSteps = Math.Max(heir.SweptSteps, from.SweptSteps);
        }
    }

    /// <summary>What was activated is the same in all partitions.</summary>
    private static void Join<T>(List<T> heir, List<T> from, int partition, string what)
    {
        if (heir.Count == 0)
        {
            heir.AddRange(from);
        }
        else if (!heir.SequenceEqual(from))
        {
            throw new InvalidDataException(
                $"Partition {partition} and its neighbour have not heard of the same {what}: an activation has not reached all of them.");
        }
    }

    /// <summary>Those of the new partitions that some token of the old one falls to: each owns a range of all tokens.</summary>
    internal static IEnumerable<T> Heirs<T>(int partition, int partitions, IReadOnlyList<T> to) =>
        Shares(partition, partitions, to).Select(x => x.Heir);

    /// <summary>The same with how much of the old one's tokens falls to each, in parts of their number.</summary>
    internal static IEnumerable<(T Heir, int Share)> Shares<T>(int partition, int partitions, IReadOnlyList<T> to) =>
        to.Select((heir, i) => (heir, (int)(Math.Min((partition + 1L) * to.Count, (i + 1L) * partitions)
            - Math.Max((long)partition * to.Count, (long)i * partitions)))).Where(x => x.Item2 > 0);

    private static void Deal<T>(RecordTable<T> from, IReadOnlyList<ScoringState> to, Func<ScoringState, RecordTable<T>> tableOf)
        where T : unmanaged => Deal(from, to, (heir, key, record) =>
        {
            var place = tableOf(heir).FindOrAdd(key);
            tableOf(heir)[place] = record;
            return place;
        }, tableOf);

    /// <summary>Records that are found in another way than by their key are taken in as from a checkpoint.</summary>
    private static void Deal<T>(
        RecordTable<T> from, IReadOnlyList<ScoringState> to, Func<ScoringState, Token, T, int> take, Func<ScoringState, RecordTable<T>> tableOf)
        where T : unmanaged
    {
        for (var slot = 0; slot < from.Slots; slot++)
        {
            if (!from.IsUsed(slot))
            {
                continue;
            }

            var key = from.KeyOf(slot);
            var heir = to[key.Partition(to.Count)];
            tableOf(heir).Touch(take(heir, key, from[slot]));
        }
    }
}
