using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>Memory for the texts of records, one behind the other: a message's bytes are another's with the next message. What a record
/// refers to is never written again. Not safe for two threads at once.</summary>
internal sealed class TextMemory
{
    /// <summary>Texts of some hundred records; a longer text has memory of its own.</summary>
    private const int Together = 1 << 16;

    private byte[] _bytes = [];
    private int _used;

    public Utf8Text Keep(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        return Kept(text.Length);
    }

    /// <summary>Where a text may be written that is then kept.</summary>
    /// <param name="bytes">At most.</param>
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _used < bytes)
        {
            (_bytes, _used) = (GC.AllocateUninitializedArray<byte>(Math.Max(Together, bytes)), 0);
        }

        return _bytes.AsSpan(_used, bytes);
    }

    /// <summary>The text that was written to where there was <see cref="Room"/>.</summary>
    /// <param name="bytes">Of it.</param>
    public Utf8Text Kept(int bytes)
    {
        _used += bytes;
        return new Utf8Text(_bytes, _used - bytes, bytes);
    }
}
