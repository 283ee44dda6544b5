using System.Text;
using WarningEngine.Core.Memory;

namespace WarningEngine.Kafka.Wire;

/// <summary>A few names, found by their UTF-8 bytes without a text being made of them.</summary>
internal sealed class Utf8Names<TValue>
{
    private readonly (byte[]? Name, TValue Value)[] _slots;

    /// <param name="names">Each once.</param>
    public Utf8Names(IReadOnlyCollection<KeyValuePair<string, TValue>> names)
    {
        // Mostly free: what is not there is known at the first slot.
        _slots = new (byte[]?, TValue)[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(names.Count * 4) + 1)];
        foreach (var (text, value) in names)
        {
            var name = Encoding.UTF8.GetBytes(text);
            var slot = Place(name, _slots.Length);
            while (_slots[slot].Name is { } other)
            {
                if (name.AsSpan().SequenceEqual(other))
                {
                    throw new ArgumentException($"'{text}' stands there twice.", nameof(names));
                }

                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (name, value);
        }
    }

    public bool TryFind(ReadOnlySpan<byte> name, out TValue value)
    {
        var slots = _slots;
        for (var slot = Place(name, slots.Length); slots[slot].Name is { } other; slot = (slot + 1) & (slots.Length - 1))
        {
            if (name.SequenceEqual(other))
            {
                value = slots[slot].Value;
                return true;
            }
        }

        value = default!;
        return false;
    }

    private static int Place(ReadOnlySpan<byte> name, int places) => (int)Hashing.Text(name) & (places - 1);
}
