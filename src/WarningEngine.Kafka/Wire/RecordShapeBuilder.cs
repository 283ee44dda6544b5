using Google.Protobuf.Reflection;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>Says field by field where the values of a message go. The schema's own names are used, and each field of the schema must be named.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class RecordShapeBuilder<T>(MessageDescriptor message, string path = "")
    where T : RawRecord
{
    private readonly Dictionary<string, RecordField<T>> _fields = [];

    public RecordShapeBuilder<T> Text(string name, Action<T, Utf8Text> set) =>
        Add(name, x => new RecordField<T>(x, path) { SetText = set }, RecordFieldKind.Text);

    /// <summary>A text that is checked to be one, and that the record has no place for.</summary>
    public RecordShapeBuilder<T> Unused(string name) => Text(name, (_, _) => { });

    public RecordShapeBuilder<T> Number(string name, Action<T, uint> set) =>
        Add(name, x => new RecordField<T>(x, path) { SetNumber = set }, RecordFieldKind.Number);

    public RecordShapeBuilder<T> Flag(string name, Action<T, bool> set) =>
        Add(name, x => new RecordField<T>(x, path) { SetFlag = set }, RecordFieldKind.Flag);

    public RecordShapeBuilder<T> Enum(string name, Action<T, int> set) =>
        Add(name, x => new RecordField<T>(x, path) { SetEnum = set, Ordinal = Count(RecordFieldKind.Enum) }, RecordFieldKind.Enum);

    /// <summary>An enum without which a record has no meaning.</summary>
    /// <param name="name">Of the schema.</param>
    /// <param name="set">Takes its number.</param>
    /// <param name="where">Which records have none without it; null: all.</param>
    public RecordShapeBuilder<T> Deciding(string name, Action<T, int> set, Func<T, bool>? where = null) => Add(
        name, x => new RecordField<T>(x, path) { SetEnum = set, Ordinal = Count(RecordFieldKind.Enum), IsDeciding = where ?? (_ => true) },
        RecordFieldKind.Enum);

    public RecordShapeBuilder<T> Time(string name, Action<T, long?> set) =>
        Add(name, x => new RecordField<T>(x, path) { SetTime = set, Ordinal = Count(RecordFieldKind.Time) }, RecordFieldKind.Time);

    /// <summary>An amount of money: its decimal text and its currency.</summary>
    public RecordShapeBuilder<T> Amount(string name, Action<T, Utf8Text> setAmount, Action<T, Utf8Text> setCurrency) => Add(
        name,
        x => new RecordField<T>(x, path)
        {
            Fields = new RecordShapeBuilder<T>(x.MessageType, $"{name}.").Text("amount", setAmount).Text("currency", setCurrency).Fields(),
        },
        RecordFieldKind.Message);

    /// <exception cref="InvalidOperationException">A field of the schema was not named.</exception>
    public RecordShape<T> Build(Func<T> create) => new(Fields(), create);

    private RecordFields<T> Fields() => new([.. message.Fields.InDeclarationOrder().Select(x => _fields.TryGetValue(x.JsonName, out var field)
        ? field : throw new InvalidOperationException($"Nothing is said about {x.FullName}."))]);

    private int Count(RecordFieldKind kind) => _fields.Values.Count(x => x.Kind == kind);

    private RecordShapeBuilder<T> Add(string name, Func<FieldDescriptor, RecordField<T>> make, RecordFieldKind kind)
    {
        var field = make(message.Fields.InDeclarationOrder().Single(x => x.JsonName == name));
        if (field.Kind != kind)
        {
            throw new InvalidOperationException($"{message.FullName}.{name} is no {kind} but {field.Kind}.");
        }

        _fields.Add(name, field);
        return this;
    }
}
