using WarningEngine.Core.Profiles;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>How far one pattern has come in one episode.</summary>
/// <param name="key">Id and version of the pattern when it began.</param>
/// <param name="logic">What it does.</param>
/// <param name="steps">Number of its steps.</param>
public sealed class PatternProgress(string key, ulong logic, int steps)
{
    /// <summary>For people: id and version of the pattern when it began.</summary>
    public string Key { get; } = key;

    /// <summary>See <see cref="CompiledPattern.Logic"/>: whose progress this is.</summary>
    public ulong Logic { get; } = logic;

    public StepProgress[] Steps { get; } = new StepProgress[steps];

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
            var oldest = (RaisedTier, RaisedStage) != (Tier.None, Stage.None) ? RaisedMs : long.MaxValue;
            var isEmpty = true;
            foreach (ref readonly var step in Steps.AsSpan())
            {
                if (step.Done)
                {
                    oldest = Math.Min(oldest, step.LastMs);
                    isEmpty = false;
                }
            }

            return isEmpty ? long.MinValue : oldest;
        }
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

        var left = false;
        foreach (ref var step in Steps.AsSpan())
        {
            if (step.Done && step.LastMs < beforeMs)
            {
                step = default;
                forgot = true;
            }

            left |= step.Done;
        }

        return left;
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
        writer.Byte(Steps.Length);
        writer.UInt16(Taken());
        foreach (ref readonly var step in Steps.AsSpan())
        {
            if (step.Done)
            {
                step.Write(writer);
            }
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
        var taken = reader.UInt16();
        for (var i = 0; i < result.Steps.Length; i++)
        {
            if ((taken & (1 << i)) != 0)
            {
                result.Steps[i] = StepProgress.Read(reader);
            }
        }

        return result;
    }

    /// <summary>A bit a step: <see cref="PatternCompiler.StepsMax"/> fit.</summary>
    private ushort Taken()
    {
        var taken = 0;
        for (var i = 0; i < Steps.Length; i++)
        {
            taken |= Steps[i].Done ? 1 << i : 0;
        }

        return (ushort)taken;
    }
}
