using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Fixed-size records by token: an open-addressing index over chunks of plain memory. Slots never move, so a
/// reference stays good. Knows which records changed since the last checkpoint.</summary>
public sealed class RecordTable<T>
    where T : unmanaged
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];
    private readonly List<Token> _keys = [];
    private readonly List<int> _changed = [];
    private readonly List<bool> _isChanged = [];
    private int[] _index = new int[64];

    /// <summary>Records, which have the slots 0 to <see cref="Count"/> - 1 in the order of their addition.</summary>
    public int Count => _keys.Count;

    /// <summary>Slots of records changed since <see cref="ClearChanged"/>, in the order of the first change.</summary>
    public IReadOnlyList<int> Changed => _changed;

    public ref T this[int slot] => ref _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)];

    public Token KeyOf(int slot) => _keys[slot];

    /// <summary>-1 where there is none.</summary>
    public int Find(Token key)
    {
        var mask = _index.Length - 1;
        for (var i = Start(key) & mask; ; i = (i + 1) & mask)
        {
            var entry = _index[i];
            if (entry == 0)
            {
                return -1;
            }

            if (_keys[entry - 1] == key)
            {
                return entry - 1;
            }
        }
    }

    /// <summary>The slot of the record, a zeroed new one where there was none.</summary>
    public int FindOrAdd(Token key)
    {
        var slot = Find(key);
        if (slot >= 0)
        {
            return slot;
        }

        if (_keys.Count + 1 > _index.Length / 2)
        {
            Grow();
        }

        slot = _keys.Count;
        if (slot >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new T[ChunkSize]);
        }

        _keys.Add(key);
        _isChanged.Add(false);
        Link(key, slot);
        return slot;
    }

    /// <summary>Marks a record as changed since the last checkpoint.</summary>
    public void Touch(int slot)
    {
        if (!_isChanged[slot])
        {
            _isChanged[slot] = true;
            _changed.Add(slot);
        }
    }

    public void ClearChanged()
    {
        foreach (var slot in _changed)
        {
            _isChanged[slot] = false;
        }

        _changed.Clear();
    }

    private static int Start(Token key) => (int)key.Low;

    private void Link(Token key, int slot)
    {
        var mask = _index.Length - 1;
        var i = Start(key) & mask;
        while (_index[i] != 0)
        {
            i = (i + 1) & mask;
        }

        _index[i] = slot + 1;
    }

    private void Grow()
    {
        _index = new int[_index.Length * 2];
        for (var slot = 0; slot < _keys.Count; slot++)
        {
            Link(_keys[slot], slot);
        }
    }
}
