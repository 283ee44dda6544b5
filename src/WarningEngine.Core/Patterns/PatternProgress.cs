using WarningEngine.Core.Events;

namespace WarningEngine.Core.Patterns;

/// <summary>How far one pattern has come in one episode.</summary>
/// <param name="key">Id and version of the pattern.</param>
/// <param name="steps">Number of its steps.</param>
/// <param name="startedMs">Event time of the first step.</param>
public sealed class PatternProgress(string key, int steps, long startedMs)
{
    public string Key { get; } = key;

    public long StartedMs { get; } = startedMs;

    public StepProgress[] Steps { get; } = new StepProgress[steps];

    /// <summary>What this pattern has already raised.</summary>
    public Tier RaisedTier { get; set; } = Tier.None;

    /// <inheritdoc cref="RaisedTier"/>
    public Stage RaisedStage { get; set; }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Key);
        writer.Write(StartedMs);
        writer.Write((byte)RaisedTier);
        writer.Write((byte)RaisedStage);
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
        var started = reader.ReadInt64();
        var (tier, stage) = ((Tier)reader.ReadByte(), (Stage)reader.ReadByte());
        var result = new PatternProgress(key, reader.ReadByte(), started) { RaisedTier = tier, RaisedStage = stage };
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
