using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>How bad the parties that an episode has heard of are. Parties are bits, as in <see cref="StepProgress.Parties"/>: one in
/// 64 others is taken for one of them.</summary>
public readonly record struct PartyGrades
{
    private readonly ulong _medium;
    private readonly ulong _high;
    private readonly ulong _veryHigh;

    private PartyGrades(ulong medium, ulong high, ulong veryHigh)
    {
        (_medium, _high, _veryHigh) = (medium, high, veryHigh);
    }

    /// <summary>These, and a party of this grade.</summary>
    public PartyGrades With(ulong partyHash, Grade grade)
    {
        var bit = StepProgress.Bit(partyHash);
        return new PartyGrades(
            _medium | (grade >= Grade.Medium ? bit : 0), _high | (grade >= Grade.High ? bit : 0), _veryHigh | (grade >= Grade.VeryHigh ? bit : 0));
    }

    /// <summary>The worst grade among the parties of a step.</summary>
    public Grade WorstOf(ulong parties) =>
        (_veryHigh & parties) != 0 ? Grade.VeryHigh : (_high & parties) != 0 ? Grade.High : (_medium & parties) != 0 ? Grade.Medium : Grade.None;
}
