using System.Numerics;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far one pattern has come in one episode. Only steps that were taken have a place: most patterns begin, and go no further. They stand in the blocks of the
/// episode, which frees them.</summary>
public struct PatternProgress
{
    /// <summary>What a step has come to that was not taken.</summary>
    private static readonly StepProgress[] NoStep = new StepProgress[1];

    private readonly int _key;

    /// <summary>Steps that were taken, in their order.</summary>
    private BlockList<StepProgress> _taken;

    /// <summary>A bit a step that was taken.</summary>
    private ushort _marks;

    /// <param name="key">Of id and version of the pattern when it began, in <see cref="KnownTexts"/>.</param>
    /// <param name="logic">What it does.</param>
    /// <param name="steps">Number of its steps, <see cref="PatternCompiler.StepsMax"/> at most.</param>
    internal PatternProgress(int key, ulong logic, int steps) => (_key, Logic, StepCount, RaisedTier, SaidTier) = (key, logic, (byte)steps, Tier.None, Tier.None);

    /// <summary>For people: id and version of the pattern when it began.</summary>
    public readonly string Key => KnownTexts.Of(_key);

    /// <summary>See <see cref="CompiledPattern.Logic"/>: whose progress this is.</summary>
    public ulong Logic { get; }

    /// <summary>Of the pattern.</summary>
    public byte StepCount { get; }

    /// <summary>How many of them were taken.</summary>
    public readonly int TakenCount => BitOperations.PopCount(_marks);

    /// <summary>How far a step has come.</summary>
    /// <param name="step">From 0, below <see cref="StepCount"/>.</param>
    public readonly ref readonly StepProgress this[int step] => ref IsTaken(step) ? ref _taken[PlaceOf(step)] : ref NoStep[0];

    /// <summary>Bits of the pattern's findings that were true.</summary>
    public ushort Found { get; set; }

    /// <summary>What this pattern has already raised.</summary>
    public Tier RaisedTier { get; set; }

    /// <inheritdoc cref="RaisedTier"/>
    public Stage RaisedStage { get; set; }

    /// <summary>The most urgent that was said of it: milder than <see cref="RaisedTier"/> where a model doubted it.</summary>
    public Tier SaidTier { get; set; }

    /// <summary>Event time of the last raise, ms.</summary>
    public long RaisedMs { get; set; }

    /// <summary>Event time of the oldest that it keeps, ms: a window that reaches so far back makes it forget nothing. Before all times where
    /// nothing is left.</summary>
    internal readonly long OldestMs
    {
        get
        {
            if (_marks == 0)
            {
                return long.MinValue;
            }

            var oldest = (RaisedTier, RaisedStage) != (Tier.None, Stage.None) ? RaisedMs : long.MaxValue;
            foreach (ref readonly var step in _taken.Span)
            {
                oldest = Math.Min(oldest, step.LastMs);
            }

            return oldest;
        }
    }

    public readonly bool IsTaken(int step) => (_marks >> step & 1) != 0;

    /// <summary>A step takes in an event.</summary>
    internal void Add(NativeBlocks blocks, int step, in PatternFacts facts)
    {
        if (!IsTaken(step))
        {
            _taken.Insert(blocks, PlaceOf(step), default);
            _marks |= (ushort)(1 << step);
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
            (RaisedTier, RaisedStage, SaidTier) = (Tier.None, Stage.None, Tier.None);
        }

        for (var step = 0; step < StepCount; step++)
        {
            if (IsTaken(step) && this[step].LastMs < beforeMs)
            {
                _taken.RemoveAt(PlaceOf(step));
                _marks &= (ushort)~(1 << step);
                forgot = true;
            }
        }

        return _marks != 0;
    }

    /// <summary>Gives the memory of its steps back; it has none any more.</summary>
    internal void Free(NativeBlocks blocks)
    {
        _taken.Free(blocks);
        _marks = 0;
    }

    internal readonly void Write(RecordWriter writer)
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
        foreach (ref readonly var step in _taken.Span)
        {
            step.Write(writer);
        }
    }

    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="blocks">Of the episode.</param>
    internal static PatternProgress Read(ref RecordReader reader, NativeBlocks blocks)
    {
        var key = KnownTexts.NumberOf(reader.Text());
        var logic = reader.Hash();
        var found = reader.UInt16();
        var (tier, stage, raised) = ((Tier)reader.Byte(), (Stage)reader.Byte(), reader.Time());
        var result = new PatternProgress(key, logic, reader.Byte())
        {
            Found = found,
            RaisedTier = tier,
            SaidTier = tier,
            RaisedStage = stage,
            RaisedMs = raised,
        };
        result._marks = reader.UInt16();
        foreach (ref var step in result._taken.SetCount(blocks, result.TakenCount))
        {
            step = StepProgress.Read(ref reader);
        }

        return result;
    }

    private readonly int PlaceOf(int step) => BitOperations.PopCount(_marks & ((1u << step) - 1));
}
