namespace WarningEngine.Core.Decisions;

/// <summary>A rule set that was activated in a partition.</summary>
/// <param name="RuleSet">Its hash.</param>
/// <param name="Command">Identity of the command; 0 of the set that an empty partition begins with.</param>
public readonly record struct Activation(UInt128 RuleSet, UInt128 Command)
{
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(writer, RuleSet);
        Write(writer, Command);
    }

    public static Activation Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new Activation(Hash(reader), Hash(reader));
    }

    private static void Write(BinaryWriter writer, UInt128 hash)
    {
        writer.Write((ulong)(hash >> 64));
        writer.Write((ulong)hash);
    }

    private static UInt128 Hash(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());
}
