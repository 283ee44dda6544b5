using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using WarningEngine.Core;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using Proto = WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Tests.Wire.Oracle;

/// <summary>Reads one JSON object as the library's message, by reflection: what the engine's reader is compared with.</summary>
internal sealed class MessageJsonReader(MessageShape type)
{
    /// <summary>No enum of the schemas has it: stands for a name that the schema does not know.</summary>
    private const int UnknownEnum = -1;

    private WireFault _fault;

    /// <returns>False where it could not be read; <paramref name="fault"/> says why.</returns>
    public bool TryRead(ReadOnlySpan<byte> json, out IMessage message, out WireFault fault)
    {
        _fault = WireFault.None;
        message = type.New();
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
                ? Object(ref reader, message, type)
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

    private bool Object(ref Utf8JsonReader reader, IMessage message, MessageShape shape)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = shape.Find(reader.GetString());
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Null)
            {
                field.Descriptor.Accessor.Clear(message);
            }
            else if (!Value(ref reader, message, field))
            {
                return false;
            }
        }

        return true;
    }

    private bool Value(ref Utf8JsonReader reader, IMessage message, MessageField field)
    {
        if (field.Message is { } shape)
        {
            var inner = shape.New();
            field.Descriptor.Accessor.SetValue(message, inner);
            return reader.TokenType == JsonTokenType.StartObject
                ? Object(ref reader, inner, shape) : Wrong(ref reader, field);
        }

        if (Scalar(ref reader, field) is not { } value)
        {
            return Wrong(ref reader, field);
        }

        field.Descriptor.Accessor.SetValue(message, value);
        return true;
    }

    /// <summary>Null where the token is of another type, or out of its range.</summary>
    private static object? Scalar(ref Utf8JsonReader reader, MessageField field)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        var isNumber = reader.TokenType == JsonTokenType.Number;
        switch (field.Descriptor.FieldType)
        {
            case FieldType.String:
                return isText ? reader.GetString() : null;
            case FieldType.Bool:
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : null;
            case FieldType.UInt32:
                // The mapping allows numbers in quotes, and 1.0 and 1e2 for whole ones.
                const NumberStyles whole = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                return (isText || isNumber) && uint.TryParse(reader.ValueSpan, whole, CultureInfo.InvariantCulture, out var number)
                    ? number : null;
            case FieldType.Enum:
                return isText ? EnumOf(ref reader, field)
                    : isNumber && reader.TryGetInt32(out var ordinal) ? ordinal : null;
            case FieldType.Message when field.IsTime:
                return isText && Rfc3339.TryParse(Encoding.UTF8.GetBytes(reader.GetString()!), out var seconds, out var nanos)
                    ? new Timestamp { Seconds = seconds, Nanos = nanos } : null;
            default:
                throw new NotSupportedException($"{field.Path}: {field.Descriptor.FieldType} has no JSON reader.");
        }
    }

    private static int EnumOf(ref Utf8JsonReader reader, MessageField field) =>
        field.TryGetEnum(reader.GetString(), out var number) ? number : UnknownEnum;

    private bool Wrong(ref Utf8JsonReader reader, MessageField field)
    {
        if (field.Descriptor == Proto.Amount.Descriptor.FindFieldByNumber(Proto.Amount.Amount_FieldNumber)
            && reader.TokenType == JsonTokenType.Number)
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
