using System.Text;
using Google.Protobuf.Reflection;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Wire;

public sealed class RecordMappingTests
{
    /// <summary>Where the engine says the schema's word otherwise.</summary>
    private static readonly Dictionary<string, string> Other = new()
    {
        ["MO_CALL_RECORD"] = "originating",
        ["MT_CALL_RECORD"] = "terminating",
        ["CALL_FORWARDING_RECORD"] = "forwarding",
        ["A"] = "full",
        ["B"] = "partial",
        ["C"] = "gateway",
        ["APPEAL_NONE"] = "none",
    };

    private static readonly Dictionary<string, string> Properties = new() { ["templateClass"] = "Template" };

    public static TheoryData<string, string, string> Values
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            var words =
                from message in RawMessages.All
                from word in message.Value.Fields.InDeclarationOrder()
                where word.FieldType == FieldType.Enum
                from value in word.EnumType.Values
                where !value.Name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal)
                select (message.Key.Name, word.JsonName, value.Name);
            foreach (var (topic, name, value) in words)
            {
                data.Add(topic, name, value);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_word_of_the_schema_is_the_same_word_in_the_engine(string topic, string field, string value)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"{{field}}":"{{value}}"}""");
        var record = Assert.Single(CollectedRecords.Of(RawTopic.Find(topic)!, json).Records).Record;
        var property = Properties.GetValueOrDefault(field, char.ToUpperInvariant(field[0]) + field[1..]);
        var found = record.GetType().GetProperty(property)!.GetValue(record)!.ToString()!;
        var expected = Other.GetValueOrDefault(value, value.Replace("_", "", StringComparison.Ordinal));
        Assert.Equal(expected, found, ignoreCase: true);
    }
}
