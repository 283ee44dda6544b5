using System.Text.Json;
using WarningEngine.Core.Decisions;

namespace WarningEngine.Kafka.Frames;

/// <summary>An entry of the topic <c>warnings</c> on the wire: its kind in the header <c>ce_type</c>, JSON as value.</summary>
public static class ItemCodec
{
    private static readonly (string Name, Type Type)[] Kinds =
    [
        ("warning", typeof(WarningItem)), ("disposition", typeof(DispositionItem)), ("command", typeof(CommandItem)),
        ("episode-ended", typeof(EpisodeEndedItem)), ("on-call", typeof(OnCallItem)),
        ("progress", typeof(ProgressItem)),
    ];

    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    public static (string Kind, byte[] Value) Write(DispatchItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (Kinds.First(x => x.Type == item.GetType()).Name, JsonSerializer.SerializeToUtf8Bytes(item, item.GetType(), Options));
    }

    /// <exception cref="FrameException">The entry cannot be read.</exception>
    public static DispatchItem Read(string? kind, ReadOnlySpan<byte> value)
    {
        var type = Kinds.FirstOrDefault(x => x.Name == kind).Type ?? throw new FrameException(0, $"unknown kind of entry '{kind}'");
        try
        {
            var item = (DispatchItem?)JsonSerializer.Deserialize(value, type, Options) ?? throw new FrameException(0, "empty entry");

            // A struct takes its defaults where nothing is said: without a source its receiver could not know what it has seen.
            return item.Stamp.Source is null ? throw new FrameException(0, "an entry without a stamp") : item;
        }
        catch (JsonException error)
        {
            throw new FrameException((int)(error.BytePositionInLine ?? 0), error.Message);
        }
    }
}
