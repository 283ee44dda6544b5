using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Patterns;

/// <summary>How bad the parties that an episode has heard of are, for steps that ask for it. Kept with the episode: made anew when it
/// hears, not at each event. A copy is the same list until then.</summary>
public struct PartyGrades
{
    private BlockList<Party> _parties;

    /// <summary>Of all of them, in the order in which they were added.</summary>
    internal readonly ReadOnlySpan<Party> Parties => _parties.Span;

    /// <summary>Adds a party; what is more than <see cref="Limits.GradedContactsMax"/> is left out.</summary>
    /// <param name="blocks">Of the episode.</param>
    /// <param name="party">As a call names its peer, and <see cref="PatternFacts.PartyHash"/> is made from.</param>
    /// <param name="partyHash">As in <see cref="PatternFacts.PartyHash"/>.</param>
    /// <param name="grade">Its grade.</param>
    public void Add(NativeBlocks blocks, uint party, ulong partyHash, Grade grade)
    {
        if (_parties.Count < Limits.GradedContactsMax)
        {
            _parties.Add(blocks, new Party(StepProgress.Bit(partyHash), party, grade));
        }
    }

    /// <summary>None again.</summary>
    public void Clear() => _parties.Clear();

    /// <summary>None again; their memory goes back.</summary>
    internal void Free(NativeBlocks blocks) => _parties.Free(blocks);

    /// <summary>Whether a party of this name is among them; another may have the same.</summary>
    public readonly bool Knows(uint party)
    {
        foreach (ref readonly var known in Parties)
        {
            if (known.Peer == party)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The worst grade among the parties of a step: of calls the one that the last call was with, and exactly; else of
    /// all, and of k parties k in 64 others are taken for one of them.</summary>
    public readonly Grade WorstOf(in StepProgress step)
    {
        var worst = Grade.None;
        foreach (ref readonly var party in Parties)
        {
            var isIn = step.LastCall != 0 ? party.Peer == step.LastCall >> 32 : (step.Parties & party.Bit) != 0;
            worst = isIn && party.Grade > worst ? party.Grade : worst;
        }

        return worst;
    }

    internal readonly record struct Party(ulong Bit, uint Peer, Grade Grade);
}
