using Google.Protobuf;

namespace WarningEngine.Tests.Wire;

/// <summary>Protobuf messages as a bad line, a later schema or an enemy may send them.</summary>
internal static class SpoiledProtobuf
{
    private const int FieldMax = 24;

    /// <param name="bytes">A good message.</param>
    /// <param name="second">Another of its kind.</param>
    /// <param name="random">Decides what happens to it.</param>
    public static byte[] Of(byte[] bytes, byte[] second, Random random)
    {
        List<byte> result = [.. bytes];
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Spoil(result, second, random);
        }

        return [.. result];
    }

    private static void Spoil(List<byte> bytes, byte[] second, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveRange(at, random.Next(bytes.Count - at) + 1);
                break;
            case 2:
                bytes.InsertRange(at, RandomBytes(random, random.Next(1, 5)));
                break;
            case 3:
                // Two messages behind each other are one: the second's fields win, or are merged.
                bytes.AddRange(second);
                break;
            case 4 when at < bytes.Count:
                bytes.InsertRange(at, bytes[at..Math.Min(bytes.Count, at + random.Next(1, 20))]);
                break;
            case 5:
                bytes.InsertRange(0, Field(random, depth: 0));
                break;
            case 6:
                bytes.AddRange(Groups(random));
                break;
            default:
                bytes.AddRange(Field(random, depth: 0));
                break;
        }
    }

    /// <summary>Any number below or above the schema's, in any wire type, with whatever such a field can hold.</summary>
    private static byte[] Field(Random random, int depth)
    {
        var number = random.Next(20) == 0 ? random.Next(1 << 29) : random.Next(FieldMax);
        var type = random.Next(20) == 0 ? random.Next(8) : random.Next(6) switch { 0 => 5, 1 => 1, 2 => 3, 3 => 0, _ => 2 };
        byte[] tag = Varint(((ulong)number << 3) | (uint)type, random);
        return type switch
        {
            0 => [.. tag, .. Varint(Number(random), random)],
            1 => [.. tag, .. RandomBytes(random, 8)],
            2 => [.. tag, .. Delimited(random, depth)],
            3 => [.. tag, .. depth < 4 ? Field(random, depth + 1) : [], .. Varint(((ulong)number << 3) | 4, random)],
            5 => [.. tag, .. RandomBytes(random, 4)],
            _ => tag,
        };
    }

    private static byte[] Delimited(Random random, int depth)
    {
        byte[] content = random.Next(4) switch
        {
            0 => RandomBytes(random, random.Next(6)),
            1 => "电话"u8.ToArray(),
            2 => "0123456789"u8.ToArray(),
            _ when depth < 4 => [.. Timestamp(random), .. random.Next(2) == 0 ? Field(random, depth + 1) : []],
            _ => [],
        };
        return [.. Varint((ulong)content.Length, random), .. content];
    }

    /// <summary>Seconds, nanoseconds, or both.</summary>
    private static byte[] Timestamp(Random random) => random.Next(3) switch
    {
        0 => [0x08, .. Varint(Number(random), random)],
        1 => [0x10, .. Varint(Number(random), random)],
        _ => [0x10, .. Varint(Number(random), random), 0x08, .. Varint(Number(random), random)],
    };

    /// <summary>Around the depth at which the library gives up, inside a field or at the top.</summary>
    private static byte[] Groups(Random random)
    {
        var depth = random.Next(97, 104);
        byte[] groups = [.. Enumerable.Repeat((byte)0x0B, depth), .. Enumerable.Repeat((byte)0x0C, depth)];
        return random.Next(2) == 0 ? groups
            : [.. Varint(((ulong)random.Next(1, FieldMax) << 3) | 2, random), .. Varint((ulong)groups.Length, random), .. groups];
    }

    private static ulong Number(Random random) => random.Next(5) switch
    {
        0 => (ulong)random.Next(10),
        1 => (ulong)random.Next(1, 400),
        2 => (ulong)-random.NextInt64(1_000_000_000_000),
        3 => (ulong)random.NextInt64(253_402_300_799 * 2),
        _ => (ulong)random.NextInt64() << random.Next(2),
    };

    /// <summary>Sometimes longer than it must be, up to the ten bytes that are allowed and the eleven that are not.</summary>
    private static byte[] Varint(ulong value, Random random)
    {
        var bytes = new MemoryStream();
        var output = new CodedOutputStream(bytes);
        output.WriteUInt64(value);
        output.Flush();
        var result = bytes.ToArray();
        if (random.Next(8) != 0)
        {
            return result;
        }

        result[^1] |= 0x80;
        return [.. result, .. Enumerable.Repeat((byte)0x80, random.Next(11 - result.Length + 1)), (byte)random.Next(2)];
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
