namespace WarningEngine.Kafka.Wire;

/// <summary>Walks over the records of a protobuf batch (<c>repeated X records = 1</c>) without reading them, so that one
/// bad record spoils no other.</summary>
internal ref struct BatchCursor(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The bytes end inside a field, or have groups: nothing can be read behind that.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>False at the end, or where the batch is broken.</summary>
    public bool TryNext(out ReadOnlySpan<byte> record)
    {
        record = default;
        while (!_rest.IsEmpty)
        {
            if (!TryVarint(out var tag) || !TryTake((int)(tag & 7), out var content))
            {
                IsBroken = true;
                return false;
            }

            if (tag == (1 << 3 | Delimited))
            {
                record = content;
                return true;
            }
        }

        return false;
    }

    private bool TryTake(int wireType, out ReadOnlySpan<byte> content)
    {
        content = default;
        ulong length = 0;
        var known = wireType switch
        {
            Varint => TryVarint(out _),
            Fixed64 => (length = 8) != 0,
            Delimited => TryVarint(out length),
            Fixed32 => (length = 4) != 0,
            _ => false,
        };
        if (!known || length > (ulong)_rest.Length)
        {
            return false;
        }

        content = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
