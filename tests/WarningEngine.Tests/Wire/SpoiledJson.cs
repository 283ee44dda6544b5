using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace WarningEngine.Tests.Wire;

/// <summary>JSON objects as a careless source, a later schema or an enemy may send them.</summary>
internal static class SpoiledJson
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "7", "-1", "1.0", "1e2", "4294967295", "4294967296", "99999999999999999999", "1.5", "1e400", "\"\"", "\"7\"", "\"1e1\"",
        "\"电话\"", "\"\\u0041\"", "\"a\\nb\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"START\"", "\"\\u0053TART\"", "\"LATER\"",
        "\"2026-03-02T01:00:00.25Z\"", "\"2026-03-02T01:00:00+18:59\"", "\"0001-01-01T00:00:00+08:00\"", "\"2026-03-02T01:00:00\\u005a\"", "\"2026-03-02T09:00:00\\u002B08:00\"", "\"2026-03-02T09:00:00\\u002b\"",
        "{}", "[]", "{\"amount\":\"1\"}", "{\"currency\":\"CNY\",\"amount\":null}", "{\"amount\":1.5}", "{\"amount\":1e400,\"currency\":2}", "{\"amount\":{}}",
        "[1,{\"a\":[]}]", "\"\u0001\"", "'x'", "tru", "01", "",
    ];

    /// <param name="json">A good object.</param>
    /// <param name="type">Of the schema.</param>
    /// <param name="random">Decides what happens to it.</param>
    public static byte[] Of(string json, MessageDescriptor type, Random random)
    {
        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.EnumerateObject().Select(x => (x.Name, Value: x.Value.GetRawText())).ToList();
        for (var i = random.Next(3); i > 0; i--)
        {
            var field = type.Fields.InDeclarationOrder()[random.Next(type.Fields.InDeclarationOrder().Count)];
            members.Insert(random.Next(members.Count + 1), (Name(field, random), Value(field, random)));
        }

        var text = $"{{{string.Join(',', members.Select(x => $"\"{x.Name}\":{x.Value}"))}}}";
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(text)];
        if (random.Next(3) == 0)
        {
            SpoilBytes(bytes, random);
        }

        return [.. bytes];
    }

    private static string Name(FieldDescriptor field, Random random) => random.Next(7) switch
    {
        0 => field.Name,
        1 => $"\\u{(int)field.JsonName[0]:x4}{field.JsonName[1..]}",
        2 when random.Next(4) == 0 => "later\\ud800",
        2 => new string('n', random.Next(60, 70)),
        3 => Escaped(field.JsonName),
        _ => field.JsonName,
    };

    /// <summary>Every letter of it.</summary>
    private static string Escaped(string text) => string.Concat(text.Select(x => $"\\u{(int)x:x4}"));

    private static string Value(FieldDescriptor field, Random random) =>
        field.FieldType == FieldType.Enum && random.Next(2) == 0
            ? $"\"{(random.Next(4) == 0 ? Escaped(EnumName(field, random)) : EnumName(field, random))}\""
        : field.FieldType == FieldType.Enum && random.Next(2) == 0 ? $"{random.Next(-1, 70)}"
        : random.Next(60) == 0 ? $"{new string('[', random.Next(28, 36))}{new string(']', random.Next(28, 36))}"
        : Values[random.Next(Values.Length)];

    private static string EnumName(FieldDescriptor field, Random random) => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Name;

    private static void SpoilBytes(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, random.Next(bytes.Count - at) + 1);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            default:
                bytes.AddRange("} {\"a\":1}"u8[..random.Next(1, 9)].ToArray());
                break;
        }
    }
}
