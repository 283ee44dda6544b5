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

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Key);
        writer.Write(Logic);
        writer.Write(Found);
        writer.Write((byte)RaisedTier);
        writer.Write((byte)RaisedStage);
        writer.Write(RaisedMs);
        writer.Write((byte)Steps.Length);
        foreach (ref readonly var step in Steps.AsSpan())
        {
            writer.Write(step.Count);
            writer.Write(step.FirstMs);
            writer.Write(step.LastMs);
            writer.Write(step.Sum);
            writer.Write(step.Max);
            writer.Write(step.Last);
            writer.Write(step.DurationMs);
            writer.Write(step.Parties);
            writer.Write(step.LastCall);
        }
    }

    public static PatternProgress Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var key = reader.ReadString();
        var logic = reader.ReadUInt64();
        var found = reader.ReadUInt16();
        var (tier, stage, raised) = ((Tier)reader.ReadByte(), (Stage)reader.ReadByte(), reader.ReadInt64());
        var result = new PatternProgress(key, logic, reader.ReadByte())
        {
            Found = found,
            RaisedTier = tier,
            RaisedStage = stage,
            RaisedMs = raised,
        };
        foreach (ref var step in result.Steps.AsSpan())
        {
            step.Count = reader.ReadInt32();
            step.FirstMs = reader.ReadInt64();
            step.LastMs = reader.ReadInt64();
            step.Sum = reader.ReadDouble();
            step.Max = reader.ReadDouble();
            step.Last = reader.ReadDouble();
            step.DurationMs = reader.ReadInt64();
            step.Parties = reader.ReadUInt64();
            step.LastCall = reader.ReadUInt64();
        }

        return result;
    }
}
