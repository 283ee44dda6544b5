using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace WarningEngine.Tests.Wire.Oracle;

/// <summary>A field of a raw message, as the library describes it.</summary>
internal sealed class MessageField
{
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _values;
    private readonly FrozenSet<int>? _numbers;

    /// <param name="descriptor">Of the schema.</param>
    /// <param name="parent">Path of the message that holds it, with a dot behind it; empty at the top.</param>
    /// <param name="deciding">Whether a value that the schema does not know makes the record unreadable.</param>
    public MessageField(FieldDescriptor descriptor, string parent, bool deciding)
    {
        Descriptor = descriptor;
        Path = parent + descriptor.JsonName;
        IsDeciding = deciding;
        if (descriptor.FieldType == FieldType.Enum)
        {
            var values = descriptor.EnumType.Values;
            _values = values.ToFrozenDictionary(x => x.Name, x => x.Number).GetAlternateLookup<ReadOnlySpan<char>>();
            _numbers = values.Select(x => x.Number).ToFrozenSet();
        }
        else if (descriptor.FieldType == FieldType.Message)
        {
            IsTime = descriptor.MessageType == Timestamp.Descriptor;
            Message = IsTime ? null : new MessageShape(descriptor.MessageType, [], Path + ".");
        }
    }

    public FieldDescriptor Descriptor { get; }

    /// <summary>In JSON names, as rejections show it.</summary>
    public string Path { get; }

    public bool IsDeciding { get; }

    public bool IsTime { get; }

    /// <summary>Null where it is a scalar or a time.</summary>
    public MessageShape? Message { get; }

    public bool TryGetEnum(ReadOnlySpan<char> name, out int number) => _values.TryGetValue(name, out number);

    public bool KnowsEnum(int number) => _numbers!.Contains(number);
}
