using System.Text.Json;
using System.Text.Json.Serialization;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>A leg as JSON, by System.Text.Json, as somebody would write it who has no frames.</summary>
internal static class LegJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new Text35Converter() },
    };

    public static byte[] Write(in Leg leg) => JsonSerializer.SerializeToUtf8Bytes(leg, Options);

    public static Leg Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<Leg>(json, Options);

    private sealed class Text35Converter : JsonConverter<Text35>
    {
        public override Text35 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Text35.From((reader.GetString() ?? "").AsSpan());

        public override void Write(Utf8JsonWriter writer, Text35 value, JsonSerializerOptions options) => writer.WriteStringValue(value.Utf8);
    }
}
