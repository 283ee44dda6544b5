using System.Numerics;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far one pattern has come in one episode. Only steps that were taken have a place: most patterns begin, and go no further.</summary>
/// <param name="key">Id and version of the pattern when it began.</param>
/// <param name="logic">What it does.</param>
/// <param name="steps">Number of its steps, <see cref="PatternCompiler.StepsMax"/> at most.</param>
public sealed class PatternProgress(string key, ulong logic, int steps)
{
    /// <summary>What a step has come to that was not taken.</summary>
    private static readonly StepProgress[] NoStep = new StepProgress[1];

    /// <summary>Steps that were taken, in their order; behind them there may be free places.</summary>
    private StepProgress[] _taken = [];

    /// <summary>A bit a step that was taken.</summary>
    private ushort _marks;

    /// <summary>For people: id and version of the pattern when it began.</summary>
    public string Key { get; } = key;

    /// <summary>See <see cref="CompiledPattern.Logic"/>: whose progress this is.</summary>
    public ulong Logic { get; } = logic;

    /// <summary>Of the pattern.</summary>
    public int StepCount { get; } = steps;

    /// <summary>How many of them were taken.</summary>
    public int TakenCount => BitOperations.PopCount(_marks);

    /// <summary>How far a step has come.</summary>
    /// <param name="step">From 0, below <see cref="StepCount"/>.</param>
    public ref readonly StepProgress this[int step] => ref IsTaken(step) ? ref _taken[PlaceOf(step)] : ref NoStep[0];

    private ReadOnlySpan<StepProgress> Taken => _taken.AsSpan(0, TakenCount);

    /// <summary>Bits of the pattern's findings that were true.</summary>
    public ushort Found { get; set; }

    /// <summary>What this pattern has already raised.</summary>
    public Tier RaisedTier { get; set; } = Tier.None;

    /// <inheritdoc cref="RaisedTier"/>
    public Stage RaisedStage { get; set; }

    /// <summary>Event time of the last raise, ms.</summary>
    public long RaisedMs { get; set; }

    /// <summary>Event time of the oldest that it keeps, ms: a window that reaches so far back makes it forget nothing. Before all times where
    /// nothing is left.</summary>
    internal long OldestMs
    {
        get
        {
            if (_marks == 0)
            {
                return long.MinValue;
            }

            var oldest = (RaisedTier, RaisedStage) != (Tier.None, Stage.None) ? RaisedMs : long.MaxValue;
            foreach (ref readonly var step in Taken)
            {
                oldest = Math.Min(oldest, step.LastMs);
            }

            return oldest;
        }
    }

    public bool IsTaken(int step) => (_marks >> step & 1) != 0;

    /// <summary>A step takes in an event.</summary>
    internal void Add(int step, in PatternFacts facts)
    {
        if (!IsTaken(step))
        {
            MakePlace(step);
        }

        _taken[PlaceOf(step)].Add(facts);
    }

    /// <summary>Forgets what is older than the pattern's window: one harmless call at its beginning must not cut
    /// short what follows, nor an old warning silence a new fraud. Returns false where nothing is left.</summary>
    /// <param name="beforeMs">Event time, ms.</param>
    /// <param name="forgot">Set where something was forgotten, else left as it is.</param>
    internal bool Expire(long beforeMs, ref bool forgot)
    {
        if (RaisedMs < beforeMs)
        {
            forgot |= (RaisedTier, RaisedStage) != (Tier.None, Stage.None);
            (RaisedTier, RaisedStage) = (Tier.None, Stage.None);
        }

        for (var step = 0; step < StepCount; step++)
        {
            if (IsTaken(step) && this[step].LastMs < beforeMs)
            {
                Forget(step);
                forgot = true;
            }
        }

        return _marks != 0;
    }

    internal void Write(RecordWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(Key);
        writer.Hash(Logic);
        writer.UInt16(Found);
        writer.Byte((byte)RaisedTier);
        writer.Byte((byte)RaisedStage);
        writer.Time(RaisedMs);
        writer.Byte(StepCount);
        writer.UInt16(_marks);
        foreach (ref readonly var step in Taken)
        {
            step.Write(writer);
        }
    }

    /// <param name="reader">Stands at its beginning.</param>
    internal static PatternProgress Read(RecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);

        // Few patterns, many episodes: the key is one string for all of them.
        var key = string.Intern(reader.Text());
        var logic = reader.Hash();
        var found = reader.UInt16();
        var (tier, stage, raised) = ((Tier)reader.Byte(), (Stage)reader.Byte(), reader.Time());
        var result = new PatternProgress(key, logic, reader.Byte())
        {
            Found = found,
            RaisedTier = tier,
            RaisedStage = stage,
            RaisedMs = raised,
        };
        result._marks = reader.UInt16();
        result._taken = new StepProgress[result.TakenCount];
        foreach (ref var step in result._taken.AsSpan())
        {
            step = StepProgress.Read(reader);
        }

        return result;
    }

    private int PlaceOf(int step) => BitOperations.PopCount(_marks & ((1u << step) - 1));

    private void MakePlace(int step)
    {
        var (place, count) = (PlaceOf(step), TakenCount);
        if (count == _taken.Length)
        {
            Array.Resize(ref _taken, count + 1);
        }

        _taken.AsSpan(place, count - place).CopyTo(_taken.AsSpan(place + 1));
        _taken[place] = default;
        _marks |= (ushort)(1 << step);
    }

    private void Forget(int step)
    {
        var place = PlaceOf(step);
        _taken.AsSpan(place + 1, TakenCount - place - 1).CopyTo(_taken.AsSpan(place));
        _marks &= (ushort)~(1 << step);
    }
}
