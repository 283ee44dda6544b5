using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The form of a source in checkpoints.</summary>
internal static class SourceRecords
{
    public static void Write(this BinaryWriter writer, Source source)
    {
        writer.Write(source.Topic);
        writer.Write(source.Generation);
        writer.Write(source.Partition);
    }

    public static Source ReadSource(this BinaryReader reader) =>
        new(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
}
