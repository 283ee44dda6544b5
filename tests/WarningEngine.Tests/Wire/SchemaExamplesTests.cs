using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Kafka.Wire.Proto;
using WarningEngine.Testing;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Wire;

public sealed class SchemaExamplesTests
{
    private static readonly string Examples = Path.Combine(AppContext.BaseDirectory, "examples");

    private static readonly Dictionary<string, MessageDescriptor> Messages = RawMessages.All
        .Select(x => (x.Key.FileName, x.Value)).Concat([("warnings", Warning.Descriptor), ("queue", QueueEntry.Descriptor)])
        .ToDictionary(x => x.Item1, x => x.Item2);

    /// <summary>Rejections of whole messages, too large for a file here: see <see cref="RecordDecoderTests"/>.</summary>
    private static readonly Rejection[] WithoutExample = [Rejection.None, Rejection.MessageTooLarge, Rejection.TooManyRecords];

    public static TheoryData<string> Valid => [.. Files("valid")];

    public static TheoryData<string> Invalid => [.. Files("invalid")];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_example_is_taken_in_or_comes_back_unchanged(string file)
    {
        var json = File.ReadAllBytes(Path.Combine(Examples, "valid", file));
        var name = file.Split('.')[0];
        if (RawTopic.All.FirstOrDefault(x => x.FileName == name) is not { } topic)
        {
            var message = JsonParser.Default.Parse(File.ReadAllText(Path.Combine(Examples, "valid", file)), Messages[name]);
            Assert.Equal(message, JsonParser.Default.Parse(JsonFormatter.Default.Format(message), Messages[name]));
            return;
        }

        var decoded = CollectedRecords.Of(topic, json);
        Assert.Empty(decoded.Rejections);
        Assert.Equal(file is "calls.unknown-value.json" or "sms.unknown-template.json" or "intelligence.unknown-level-lifted.json" ? 1 : 0, decoded.UnknownValues.Count);
        Assert.Equal(CheckResult.Good, Intaken.Of(Assert.Single(decoded.Records).Record).Result);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_example_uses_only_what_its_schema_has(string file)
    {
        if (file.Contains("unknown", StringComparison.Ordinal))
        {
            return;
        }

        // Throws on a field or a value that the schema does not know.
        var message = JsonParser.Default.Parse(File.ReadAllText(Path.Combine(Examples, "valid", file)), Messages[file.Split('.')[0]]);
        Assert.NotEqual(0, message.CalculateSize());
    }

    /// <summary>A leg of nobody goes to every partition: what is right for an order of the operator stops them all where it is a mistake.</summary>
    [Theory]
    [MemberData(nameof(Valid))]
    public void Whatever_text_is_blank_no_leg_is_nobodys_but_an_orders(string file)
    {
        if (RawTopic.All.FirstOrDefault(x => x.FileName == file.Split('.')[0]) is not { } topic)
        {
            return;
        }

        var example = JsonNode.Parse(File.ReadAllText(Path.Combine(Examples, "valid", file)))!.AsObject();
        foreach (var field in example.Where(x => x.Value is JsonValue value && value.TryGetValue<string>(out _)).Select(x => x.Key))
        {
            var blank = example.DeepClone().AsObject();
            blank[field] = "  ";
            var legs = CollectedRecords.Of(topic, Encoding.UTF8.GetBytes(blank.ToJsonString())).Records
                .SelectMany(x => Intaken.Of(x.Record).Legs);
            Assert.All(legs, x => Assert.True(!x.Entity.IsNone || x.Kind == LegKind.Command, $"{field}: {x.Kind}"));
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_example_gets_the_rejection_it_is_named_by(string file)
    {
        var parts = file.Split('.');
        var topic = RawTopic.All.Single(x => x.FileName == parts[0]);
        var decoded = CollectedRecords.Of(topic, File.ReadAllBytes(Path.Combine(Examples, "invalid", file)));
        var (reason, field) = decoded.Rejections.Count > 0
            ? (decoded.Rejections[0].Reason, decoded.Rejections[0].Field)
            : Reject(Assert.Single(decoded.Records).Record);
        Assert.Equal(parts[1], reason.Label());
        var isWhole = reason is Rejection.Malformed or Rejection.NestingTooDeep;
        Assert.Equal(isWhole, field.Length == 0);
    }

    [Fact]
    public void Every_rejection_has_an_example()
    {
        var shown = Files("invalid").Select(x => x.Split('.')[1]).ToHashSet();
        Assert.All(Enum.GetValues<Rejection>().Except(WithoutExample), x => Assert.Contains(x.Label(), shown));
    }

    private static (Rejection Reason, string Field) Reject(RawRecord record)
    {
        var intaken = Intaken.Of(record);
        Assert.Empty(intaken.Legs);
        return (intaken.Result.Reason, intaken.Result.Field);
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Examples, folder)).Select(x => Path.GetFileName(x)!).Order(StringComparer.Ordinal);
}
