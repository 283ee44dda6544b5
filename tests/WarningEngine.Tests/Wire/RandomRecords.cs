using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace WarningEngine.Tests.Wire;

/// <summary>Messages of any schema with any values in them.</summary>
internal static class RandomRecords
{
    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Char[' ', '~'], Gen.Char['一', '龥']), 0, 20];

    public static Gen<IMessage> Of(MessageDescriptor type) =>
        Gen.Select(Gen.UInt, Gen.UInt).Select((have, seed) => New(type, have, new Random((int)seed)));

    private static IMessage New(MessageDescriptor type, uint have, Random random)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if ((have >> (field.Index % 32) & 1) == 1)
            {
                field.Accessor.SetValue(message, Value(field, random));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, Random random) => field.FieldType switch
    {
        FieldType.String => Text.Example(random),
        FieldType.Bool => random.Next(2) == 1,
        FieldType.UInt32 => (uint)random.NextInt64(uint.MaxValue + 1L),
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        FieldType.Message when field.MessageType == Timestamp.Descriptor => new Timestamp
        {
            Seconds = random.NextInt64(-62_135_596_800, 253_402_300_799),
            Nanos = random.Next(3) switch { 0 => 0, 1 => random.Next(1000) * 1_000_000, _ => random.Next(1_000_000_000) },
        },
        FieldType.Message => New(field.MessageType, uint.MaxValue, random),
        _ => throw new NotSupportedException(field.FullName),
    };

    private static string Example(this Gen<string> text, Random random) =>
        text.Generate(new PCG((uint)random.Next(), (ulong)random.NextInt64()), null, out _);
}
