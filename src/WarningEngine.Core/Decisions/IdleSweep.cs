using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Forgets who has been silent for too long. All tokens fall into parts; each five seconds of the partition's time
/// one part is looked through, all of them in 23 hours. What is forgotten, and when, follows from tokens and from progress
/// alone: not from slots, batches or restores.</summary>
internal sealed class IdleSweep(ScoringState state, Retention retention, CounterpartScoring counterparts)
{
    private const long StepMs = 5_000;
    private const int Parts = 1 << 14;

    /// <summary>Steps of one progress: 0.4 % of the records at most. After an outage the rest follows with the next ones.</summary>
    private const int StepsMax = 64;

    private readonly List<(Token Key, int Slot)> _lines = [];
    private readonly List<(Token Key, int Slot)> _counterparts = [];

    /// <summary>Time has moved to <paramref name="nowMs"/>.</summary>
    public void Advance(long nowMs)
    {
        var due = nowMs / StepMs;

        // A first progress has nothing behind it; and however long nothing was swept, once through is enough.
        var next = Math.Max(state.SweptSteps == 0 ? due : state.SweptSteps + 1, due - Parts + 1);
        for (var steps = 0; steps < StepsMax && next <= due; steps++)
        {
            var part = (int)(next & (Parts - 1));
            Find(part);
            Lines(nowMs);
            Counterparts(nowMs);
            state.SweptSteps = next++;
        }
    }

    /// <summary>What is in the part, in the order of its keys.</summary>
    private void Find(int part)
    {
        _lines.Clear();
        _counterparts.Clear();
        state.Profiles.AddPart(part, Parts, _lines);
        state.Counterparts.Table.AddPart(part, Parts, _counterparts);
        _lines.Sort(ByKey);
        _counterparts.Sort(ByKey);
    }

    private void Lines(long nowMs)
    {
        foreach (var (key, slot) in _lines)
        {
            ref readonly var profile = ref state.Profiles[slot];

            // What the registry linked stays: nobody would say it again, and a long silent account is what gets emptied.
            if (nowMs - ProfileTime.FromMinutes(profile.LastEventMin) > retention.LinesMs
                && !(profile.Kind == EntityKind.Account && !ReadLink(profile).IsNone) && !state.Episodes.ContainsKey(key))
            {
                state.Profiles.Remove(key);
            }
        }
    }

    private void Counterparts(long nowMs)
    {
        var table = state.Counterparts.Table;
        foreach (var (key, slot) in _counterparts)
        {
            ref readonly var counterpart = ref table[slot];
            if (nowMs - ProfileTime.FromMinutes(counterpart.ChangedMin) > retention.CounterpartsMs && !CounterpartLists.IsListed(counterpart))
            {
                state.Counterparts.Remove(key);
            }
            else
            {
                counterparts.Review(key, slot, nowMs);
            }
        }
    }

    private static readonly Comparison<(Token Key, int Slot)> ByKey = (a, b) => a.Key.CompareTo(b.Key);

    private static Token ReadLink(Profile profile) => profile.LinkedLine;
}
