using System.Diagnostics.CodeAnalysis;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Reads records of one raw topic in one format. Not safe for two threads at once.</summary>
internal abstract class RecordReader
{
    /// <summary>The schema's last second, 9999-12-31T23:59:59Z.</summary>
    private const long SecondsMax = 253_402_300_799;

    /// <param name="bytes">One message.</param>
    /// <param name="sink">Is told of values that this version does not know.</param>
    /// <param name="record">Null where it could not be read.</param>
    /// <param name="fault">Says why.</param>
    public abstract bool TryRead(ReadOnlySpan<byte> bytes, IRecordSink sink, [NotNullWhen(true)] out RawRecord? record, out WireFault fault);

    /// <summary>Milliseconds since epoch. What lies outside the years 1 to 9999 stays outside: intake rejects it.</summary>
    protected static long Ms(long seconds, int nanos) => (Math.Clamp(seconds, -SecondsMax, SecondsMax) * 1000) + (nanos / 1_000_000);
}

/// <summary>What both formats share.</summary>
internal abstract class RecordReader<T>(RecordShape<T> shape) : RecordReader
    where T : RawRecord
{
    /// <summary>A bit for each enum field whose last value the schema does not know.</summary>
    private ulong _unknown;

    protected RecordShape<T> Shape => shape;

    public sealed override bool TryRead(ReadOnlySpan<byte> bytes, IRecordSink sink, [NotNullWhen(true)] out RawRecord? record, out WireFault fault)
    {
        _unknown = 0;
        var read = shape.New();
        var isGood = TryFill(bytes, read, out fault) && (_unknown == 0 || IsKnown(read, sink, out fault));
        record = isGood ? read : null;
        return isGood;
    }

    protected abstract bool TryFill(ReadOnlySpan<byte> bytes, T record, out WireFault fault);

    /// <summary>Enums are open: a value of a later schema arrives as a number. Where it says what the record is, the record
    /// waits in the dead letters for a version that knows it; elsewhere it is read as unspecified.</summary>
    protected void SetEnum(T record, RecordField<T> field, int number)
    {
        var isKnown = field.KnowsEnum(number);
        field.SetEnum!(record, isKnown ? number : 0);
        var bit = 1UL << field.Ordinal;
        _unknown = isKnown ? _unknown & ~bit : _unknown | bit;
    }

    /// <summary>As if the message did not have it.</summary>
    protected void Clear(T record, RecordField<T> field)
    {
        field.Clear(record);
        if (field.Kind == RecordFieldKind.Enum)
        {
            _unknown &= ~(1UL << field.Ordinal);
        }
    }

    private bool IsKnown(T record, IRecordSink sink, out WireFault fault)
    {
        foreach (var field in shape.Enums)
        {
            if ((_unknown >> field.Ordinal & 1) == 0)
            {
                continue;
            }

            if (field.IsDeciding?.Invoke(record) == true)
            {
                fault = new WireFault(Rejection.UnknownType, field.Path, "a value that this version does not know");
                return false;
            }

            sink.UnknownValue(field.Path);
        }

        fault = WireFault.None;
        return true;
    }
}
