using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>An event of which the model alone may say something: its row stands ready, and it is asked with others of the same message.</summary>
/// <param name="Leg">Place of the event in its message.</param>
/// <param name="At">What the answer causes stands here, before what else the leg causes from here on.</param>
/// <param name="CallSlot">The call that the event is of, or that it falls into; -1: none.</param>
/// <param name="WindowMs">How long patterns wait for what comes next; 0 where none took a step.</param>
internal readonly record struct WaitingQuestion(int Leg, Position At, int CallSlot, long WindowMs);

/// <summary>The questions of a message that have not been asked yet. A forest takes 64 rows in a fifth of the time that they take one by one. Nobody may
/// see that they wait: the person's next leg, and whatever is not about one person alone, comes after the answer (<see cref="Concerns"/>),
/// and what later legs cause is held back until then (<see cref="Emission"/>).</summary>
internal sealed class WaitingQuestions
{
    /// <summary>Rows of a block of the forest.</summary>
    public const int Most = 64;

    /// <summary>So many are asked together at little more than what each costs among 64; of fewer the one that can wait no longer is asked alone.</summary>
    public const int Worthwhile = 16;

    private const int Bits = 1 << 10;

    private readonly WaitingQuestion[] _all = new WaitingQuestion[Most];
    private readonly Token[] _persons = new Token[Most];

    /// <summary>By hash of the person: most legs are of nobody who waits.</summary>
    private readonly ulong[] _marks = new ulong[Bits / 64];

    public int Count { get; private set; }

    public bool IsFull => Count == Most;

    /// <summary>Whether a leg may be taken in only after an answer.</summary>
    /// <param name="leg">What comes.</param>
    /// <param name="question">Which must have been answered; -1: all.</param>
    public bool Concerns(in Leg leg, out int question)
    {
        question = -1;
        if (Count == 0)
        {
            return false;
        }

        if (leg.Kind is LegKind.Progress or LegKind.Command or LegKind.Disposition or LegKind.Registry)
        {
            return true;
        }

        var place = Place(leg.Entity);
        if ((_marks[place / 64] >> (place % 64) & 1) != 0)
        {
            question = _persons.AsSpan(0, Count).IndexOf(leg.Entity);
        }

        return question >= 0;
    }

    public void Add(in WaitingQuestion question, Token person)
    {
        var place = Place(person);
        _marks[place / 64] |= 1UL << (place % 64);
        (_all[Count], _persons[Count]) = (question, person);
        Count++;
    }

    public ref readonly WaitingQuestion this[int index] => ref _all[index];

    /// <summary>The others stay in their order.</summary>
    public void Remove(int index)
    {
        _all.AsSpan(index + 1, Count - index - 1).CopyTo(_all.AsSpan(index));
        _persons.AsSpan(index + 1, Count - index - 1).CopyTo(_persons.AsSpan(index));
        Count--;
        _all[Count] = default;
    }

    public void Clear()
    {
        Array.Clear(_all, 0, Count);
        Array.Clear(_marks);
        Count = 0;
    }

    private static int Place(Token person) => (int)(Hashing.Mix(person.Low) % Bits);
}
