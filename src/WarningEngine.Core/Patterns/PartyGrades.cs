using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>How bad the parties that an episode has heard of are, for steps that ask for it. Kept with the episode: made anew when it
/// hears, not at each event.</summary>
public sealed class PartyGrades
{
    /// <summary>Of the object, about.</summary>
    internal const int Bytes = 32 + (16 * Limits.GradedContactsMax);

    private Parties _parties;
    private int _count;

    /// <summary>Adds a party; what is more than <see cref="Limits.GradedContactsMax"/> is left out.</summary>
    /// <param name="party">As a call names its peer, and <see cref="PatternFacts.PartyHash"/> is made from.</param>
    /// <param name="partyHash">As in <see cref="PatternFacts.PartyHash"/>.</param>
    /// <param name="grade">Its grade.</param>
    public void Add(uint party, ulong partyHash, Grade grade)
    {
        if (_count < Limits.GradedContactsMax)
        {
            _parties[_count++] = new Party(party, StepProgress.Bit(partyHash), grade);
        }
    }

    /// <summary>None again.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether a party of this name is among them; another may have the same.</summary>
    public bool Knows(uint party)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_parties[i].Peer == party)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The worst grade among the parties of a step: of calls the one that the last call was with, and exactly; else of
    /// all, and one in 64 others is taken for one of them.</summary>
    public Grade WorstOf(in StepProgress step)
    {
        var worst = Grade.None;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var party = ref _parties[i];
            var isIn = step.LastCall != 0 ? party.Peer == step.LastCall >> 32 : (step.Parties & party.Bit) != 0;
            worst = isIn && party.Grade > worst ? party.Grade : worst;
        }

        return worst;
    }

    private readonly record struct Party(uint Peer, ulong Bit, Grade Grade);

    [InlineArray(Limits.GradedContactsMax)]
    private struct Parties
    {
        private Party _first;
    }
}
