using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace WarningEngine.Tests.Wire.Oracle;

/// <summary>A message type of the schemas: fields by both names that JSON allows.</summary>
internal sealed class MessageShape
{
    private readonly FrozenDictionary<string, MessageField>.AlternateLookup<ReadOnlySpan<char>> _fields;

    /// <param name="descriptor">Of the schema.</param>
    /// <param name="deciding">JSON names of fields that say what the record is.</param>
    /// <param name="path">Path of the field that holds it, with a dot behind it; empty at the top.</param>
    public MessageShape(MessageDescriptor descriptor, IReadOnlyCollection<string> deciding, string path = "")
    {
        Descriptor = descriptor;
        var fields = descriptor.Fields.InDeclarationOrder()
            .Select(x => new MessageField(x, path, deciding.Contains(x.JsonName))).ToArray();
        _fields = fields.SelectMany(x => new[] { (Name: x.Descriptor.JsonName, Field: x), (Name: x.Descriptor.Name, Field: x) })
            .DistinctBy(x => x.Name).ToFrozenDictionary(x => x.Name, x => x.Field)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        Enums = [.. fields.Where(x => x.Descriptor.FieldType == FieldType.Enum)];
    }

    public MessageDescriptor Descriptor { get; }

    public IReadOnlyList<MessageField> Enums { get; }

    public IMessage New() => Descriptor.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);

    /// <summary>Null where the schema has no such field (yet).</summary>
    public MessageField? Find(ReadOnlySpan<char> name) => _fields.TryGetValue(name, out var field) ? field : null;
}
