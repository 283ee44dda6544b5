using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>How a raw message becomes a record.</summary>
internal abstract class RecordShape
{
    public abstract RecordReader NewProtobuf(TextMemory texts);

    public abstract RecordReader NewJson(TextMemory texts);
}

/// <summary>The fields of a raw message and where their values go: said once, for both formats.</summary>
/// <param name="fields">All that the schema has.</param>
/// <param name="create">A record of a message without fields.</param>
internal sealed class RecordShape<T>(RecordFields<T> fields, Func<T> create) : RecordShape
    where T : RawRecord
{
    public RecordFields<T> Fields => fields;

    public IReadOnlyList<RecordField<T>> Enums { get; } = [.. fields.Where(x => x.Kind == RecordFieldKind.Enum)];

    /// <summary>Times of a record.</summary>
    public int Times { get; } = fields.Count(x => x.Kind == RecordFieldKind.Time);

    public T New() => create();

    public override RecordReader NewProtobuf(TextMemory texts) => new ProtobufRecordReader<T>(this, texts);

    public override RecordReader NewJson(TextMemory texts) => new JsonRecordReader<T>(this, texts);
}
