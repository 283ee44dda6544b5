using System.Buffers.Binary;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>All that is remembered of one entity, as one value of Redis: profile, counterpart and episode, each as the engine's own checkpoints
/// write it. One key an entity: whoever keeps state in a store asks once for each.</summary>
internal sealed class EntityBundle
{
    /// <summary>Kinds of records that a bundle holds, as checkpoints number them: profile, counterpart, episode.</summary>
    public const byte FirstKind = 1;
    public const byte LastKind = 3;

    /// <summary>Kind, and the length of the content.</summary>
    private const int HeadSize = 1 + 4;

    private readonly byte[]?[] _parts = new byte[]?[LastKind - FirstKind + 1];

    /// <summary>Key of an entity in Redis.</summary>
    public static byte[] KeyOf(Token entity)
    {
        var key = new byte[2 + Token.Size];
        (key[0], key[1]) = ((byte)'e', (byte)':');
        entity.Write(key.AsSpan(2));
        return key;
    }

    public static EntityBundle Read(ReadOnlySpan<byte> value)
    {
        var bundle = new EntityBundle();
        while (!value.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(value[1..]);
            bundle._parts[value[0] - FirstKind] = value.Slice(HeadSize, length).ToArray();
            value = value[(HeadSize + length)..];
        }

        return bundle;
    }

    /// <summary>Empty where there is no such record.</summary>
    public ReadOnlySpan<byte> this[byte kind] => _parts[kind - FirstKind];

    /// <param name="kind">Which record.</param>
    /// <param name="content">Empty: it was deleted.</param>
    public void Set(byte kind, ReadOnlySpan<byte> content) => _parts[kind - FirstKind] = content.IsEmpty ? null : content.ToArray();

    /// <summary>Empty where nothing is left.</summary>
    public byte[] Write()
    {
        var value = new byte[_parts.Sum(x => x is null ? 0 : HeadSize + x.Length)];
        var rest = value.AsSpan();
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i] is { } part)
            {
                rest[0] = (byte)(i + FirstKind);
                BinaryPrimitives.WriteInt32LittleEndian(rest[1..], part.Length);
                part.CopyTo(rest[HeadSize..]);
                rest = rest[(HeadSize + part.Length)..];
            }
        }

        return value;
    }
}
