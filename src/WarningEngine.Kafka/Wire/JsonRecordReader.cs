using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Reads one JSON object into a record, by the proto3 mapping, and names the field that is wrong. Fields that the schema
/// does not know are passed over.</summary>
internal sealed class JsonRecordReader<T>(RecordShape<T> shape, TextMemory texts) : RecordReader<T>(shape)
    where T : RawRecord
{
    /// <summary>Longer names are nobody's.</summary>
    private const int NameMax = 64;

    /// <summary>The same, where every letter is written as <c>\u0061</c>.</summary>
    private const int EscapedNameMax = 6 * NameMax;

    /// <summary>No enum of the schemas has it: stands for a name that the schema does not know.</summary>
    private const int UnknownEnum = -1;

    private WireFault _fault;

    protected override bool TryFill(ReadOnlySpan<byte> json, T record, out WireFault fault)
    {
        _fault = WireFault.None;
        if (!Utf8.IsValid(json))
        {
            fault = new WireFault(Rejection.Malformed, "", "not UTF-8");
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Limits.NestingMax });
        try
        {
            reader.Read();
            var good = reader.TokenType == JsonTokenType.StartObject
                ? TryObject(ref reader, record, Shape.Fields)
                : Fault(Rejection.Malformed, "", $"expected an object, not {reader.TokenType}");

            // Throws where something stands behind the object.
            good = good && !reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader's two ways to say that it is not JSON; the second is half of a surrogate pair. Where it stopped
            // behind an opening bracket, it does not count that one as depth.
            var reason = error is JsonException && reader.CurrentDepth >= Limits.NestingMax - 1
                ? Rejection.NestingTooDeep : Rejection.Malformed;
            Fault(reason, "", $"not JSON at byte {reader.BytesConsumed}");
        }

        fault = _fault;
        return fault.IsNone;
    }

    private bool TryObject(ref Utf8JsonReader reader, T record, RecordFields<T> fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field(ref reader, fields);
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Null)
            {
                Clear(record, field);
            }
            else if (!TryValue(ref reader, record, field))
            {
                return Wrong(ref reader, field);
            }
        }

        return true;
    }

    private static RecordField<T>? Field(ref Utf8JsonReader reader, RecordFields<T> fields) =>
        fields.Find(Short(reader, stackalloc byte[EscapedNameMax]));

    /// <summary>False where the token is of another type, or out of its range; or the fault is said.</summary>
    private bool TryValue(ref Utf8JsonReader reader, T record, RecordField<T> field)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        var isNumber = reader.TokenType == JsonTokenType.Number;
        switch (field.Kind)
        {
            case RecordFieldKind.Text when isText:
                field.SetText!(record, Text(ref reader));
                return true;
            case RecordFieldKind.Flag when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                field.SetFlag!(record, reader.TokenType == JsonTokenType.True);
                return true;
            case RecordFieldKind.Number when isText || isNumber:
                // The mapping allows numbers in quotes, and 1.0 and 1e2 for whole ones.
                const NumberStyles whole = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                if (!uint.TryParse(reader.ValueSpan, whole, CultureInfo.InvariantCulture, out var number))
                {
                    return false;
                }

                field.SetNumber!(record, number);
                return true;
            case RecordFieldKind.Enum when isText:
                SetEnum(record, field, EnumOf(ref reader, field));
                return true;
            case RecordFieldKind.Enum when isNumber && reader.TryGetInt32(out var ordinal):
                SetEnum(record, field, ordinal);
                return true;
            case RecordFieldKind.Time when isText && TryTime(reader, out var timeMs):
                field.SetTime!(record, timeMs);
                return true;
            case RecordFieldKind.Message when reader.TokenType == JsonTokenType.StartObject:
                // In JSON the second of two replaces the first.
                field.Clear(record);
                return TryObject(ref reader, record, field.Fields!);
            default:
                return false;
        }
    }

    private Utf8Text Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return texts.Keep(reader.ValueSpan);
        }

        // What is escaped is no shorter than what it stands for.
        return texts.Kept(reader.CopyString(texts.Room(reader.ValueSpan.Length)));
    }

    private static int EnumOf(ref Utf8JsonReader reader, RecordField<T> field) =>
        field.TryFindEnum(Short(reader, stackalloc byte[EscapedNameMax]), out var number) ? number : UnknownEnum;

    private static bool TryTime(in Utf8JsonReader reader, out long timeMs)
    {
        // Writers of JSON escape its + too.
        var isTime = Rfc3339.TryParse(Short(reader, stackalloc byte[EscapedNameMax]), out var seconds, out var nanos);
        timeMs = isTime ? Ms(seconds, nanos) : 0;
        return isTime;
    }

    /// <summary>A name or a time. What is escaped and longer than these is neither, and stays as it is.</summary>
    private static ReadOnlySpan<byte> Short(in Utf8JsonReader reader, Span<byte> buffer) =>
        reader.ValueIsEscaped && reader.ValueSpan.Length <= buffer.Length ? buffer[..reader.CopyString(buffer)] : reader.ValueSpan;

    private bool Wrong(ref Utf8JsonReader reader, RecordField<T> field)
    {
        if (!_fault.IsNone)
        {
            return false;
        }

        if (field.IsAmount && reader.TokenType == JsonTokenType.Number)
        {
            // A JSON number may have lost digits on its way: amounts are text.
            var text = reader.ValueSpan[..Math.Min(Limits.TextFieldMax, reader.ValueSpan.Length)];
            var reason = Amounts.Parse(text, out _) == Rejection.AmountOutOfRange
                ? Rejection.AmountOutOfRange : Rejection.InvalidAmount;
            return Fault(reason, field.Path, "a number, not decimal text");
        }

        return Fault(Rejection.InvalidValue, field.Path, $"{reader.TokenType}, or out of range");
    }

    private bool Fault(Rejection reason, string field, string detail)
    {
        _fault = new WireFault(reason, field, detail);
        return false;
    }
}
