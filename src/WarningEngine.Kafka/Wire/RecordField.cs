using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>What a field of a raw message holds.</summary>
internal enum RecordFieldKind : byte { Text, Number, Flag, Enum, Time, Message }

/// <summary>A field of a raw message: where it stands in both formats, and where its value goes in the record.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class RecordField<T>
{
    private readonly Utf8Names<int>? _names;

    /// <summary>A bit for each number that the schema knows; numbers are below 64.</summary>
    private readonly ulong _numbers;

    /// <param name="descriptor">Of the schema.</param>
    /// <param name="parent">Path of the message that holds it, with a dot behind it; empty at the top.</param>
    public RecordField(FieldDescriptor descriptor, string parent)
    {
        Path = parent + descriptor.JsonName;
        Names = [.. new[] { descriptor.JsonName, descriptor.Name }.Distinct()];
        Kind = descriptor.FieldType switch
        {
            _ when descriptor.IsRepeated => throw Unread(descriptor),
            FieldType.String => RecordFieldKind.Text,
            FieldType.UInt32 => RecordFieldKind.Number,
            FieldType.Bool => RecordFieldKind.Flag,
            FieldType.Enum => RecordFieldKind.Enum,
            FieldType.Message when descriptor.MessageType == Timestamp.Descriptor => RecordFieldKind.Time,
            FieldType.Message => RecordFieldKind.Message,
            _ => throw Unread(descriptor),
        };
        IsAmount = descriptor == Proto.Amount.Descriptor.FindFieldByNumber(Proto.Amount.Amount_FieldNumber);
        var isVarint = Kind is RecordFieldKind.Number or RecordFieldKind.Flag or RecordFieldKind.Enum;
        Tag = WireFormat.MakeTag(descriptor.FieldNumber, isVarint ? WireFormat.WireType.Varint : WireFormat.WireType.LengthDelimited);
        if (Kind == RecordFieldKind.Enum)
        {
            var values = descriptor.EnumType.Values;
            _names = new Utf8Names<int>([.. values.Select(x => KeyValuePair.Create(x.Name, x.Number))]);
            _numbers = values.Aggregate(0UL, (bits, x) => x.Number is >= 0 and < 64 ? bits | (1UL << x.Number) : throw Unread(descriptor));
        }
    }

    /// <summary>In JSON names, as rejections show it.</summary>
    public string Path { get; }

    /// <summary>Both that JSON allows, or the one.</summary>
    public IReadOnlyList<string> Names { get; }

    public RecordFieldKind Kind { get; }

    /// <summary>Decimal text of an amount of money.</summary>
    public bool IsAmount { get; }

    /// <summary>In protobuf, with its wire type: with another it is a field that nobody knows.</summary>
    public uint Tag { get; }

    /// <summary>Whether a value that the schema does not know makes the record unreadable, by what else it says; null: never.</summary>
    public Func<T, bool>? IsDeciding { get; init; }

    /// <summary>0-based among the times, or among the enums, of its record.</summary>
    public int Ordinal { get; init; }

    public Action<T, Utf8Text>? SetText { get; init; }

    public Action<T, uint>? SetNumber { get; init; }

    public Action<T, bool>? SetFlag { get; init; }

    public Action<T, int>? SetEnum { get; init; }

    /// <summary>Milliseconds since epoch, or null.</summary>
    public Action<T, long?>? SetTime { get; init; }

    /// <summary>Of a message inside the record.</summary>
    public RecordFields<T>? Fields { get; init; }

    public bool TryFindEnum(ReadOnlySpan<byte> name, out int number) => _names!.TryFind(name, out number);

    public bool KnowsEnum(int number) => (uint)number < 64 && (_numbers >> number & 1) == 1;

    /// <summary>As if the message did not have it.</summary>
    public void Clear(T record)
    {
        SetText?.Invoke(record, default);
        SetNumber?.Invoke(record, 0);
        SetFlag?.Invoke(record, false);
        SetEnum?.Invoke(record, 0);
        SetTime?.Invoke(record, null);
        Fields?.Clear(record);
    }

    private static NotSupportedException Unread(FieldDescriptor field) => new($"{field.FullName}: no reader reads such a field.");
}
