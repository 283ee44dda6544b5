using System.Collections;

namespace WarningEngine.Kafka.Wire;

/// <summary>The fields of one message, found by both formats' names for them.</summary>
/// <typeparam name="T">The record that they fill.</typeparam>
internal sealed class RecordFields<T> : IReadOnlyCollection<RecordField<T>>
{
    private readonly RecordField<T>[] _fields;
    private readonly RecordField<T>?[] _byNumber;
    private readonly Utf8Names<RecordField<T>> _byName;

    /// <param name="fields">In the schema's order.</param>
    public RecordFields(RecordField<T>[] fields)
    {
        _fields = fields;
        _byNumber = new RecordField<T>?[fields.Max(x => x.Tag >> 3) + 1];
        foreach (var field in fields)
        {
            _byNumber[field.Tag >> 3] = field;
        }

        _byName = new Utf8Names<RecordField<T>>([.. fields.SelectMany(x => x.Names.Select(name => KeyValuePair.Create(name, x)))]);
    }

    public int Count => _fields.Length;

    /// <summary>Null where the schema has no such field (yet), or it has another wire type.</summary>
    public RecordField<T>? Find(uint tag)
    {
        var number = tag >> 3;
        return number < (uint)_byNumber.Length && _byNumber[number] is { } field && field.Tag == tag ? field : null;
    }

    /// <summary>By a name in JSON; null where the schema has no such field (yet).</summary>
    public RecordField<T>? Find(ReadOnlySpan<byte> name) => _byName.TryFind(name, out var field) ? field : null;

    public void Clear(T record)
    {
        foreach (var field in _fields)
        {
            field.Clear(record);
        }
    }

    public IEnumerator<RecordField<T>> GetEnumerator() => ((IEnumerable<RecordField<T>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
