using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Fixed-size records by token: an open-addressing index over chunks of plain memory. Slots never move, so a
/// reference stays good until its record is removed; a removed record's slot is used again. Knows which records changed,
/// and which were removed, since the last checkpoint.</summary>
public sealed class RecordTable<T>
    where T : unmanaged
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];
    private readonly List<Token> _keys = [];
    private readonly List<int> _changed = [];
    private readonly List<SlotMarks> _marks = [];
    private readonly Stack<int> _free = new();
    private readonly List<Token> _removed = [];
    private int[] _index = new int[64];

    [Flags]
    private enum SlotMarks : byte
    {
        None = 0,
        Changed = 1,
        Free = 2,
    }

    /// <summary>Records.</summary>
    public int Count => _keys.Count - _free.Count;

    /// <summary>Slots are 0 to this less one; some of them may be free, see <see cref="IsUsed"/>.</summary>
    public int Slots => _keys.Count;

    /// <summary>Slots changed since <see cref="ClearChanged"/>, in the order of the first change; some may be free by now.</summary>
    public IReadOnlyList<int> Changed => _changed;

    /// <summary>Keys removed since <see cref="ClearChanged"/>; some may have a record again.</summary>
    public IReadOnlyList<Token> Removed => _removed;

    public ref T this[int slot] => ref _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)];

    public Token KeyOf(int slot) => _keys[slot];

    public bool IsUsed(int slot) => (_marks[slot] & SlotMarks.Free) == 0;

    /// <summary>-1 where there is none.</summary>
    public int Find(Token key)
    {
        var at = Place(key);
        return _index[at] - 1;
    }

    /// <summary>The slot of the record, a zeroed new one where there was none.</summary>
    public int FindOrAdd(Token key)
    {
        var slot = Find(key);
        if (slot >= 0)
        {
            return slot;
        }

        if (Count + 1 > _index.Length / 2)
        {
            Grow();
        }

        if (_free.TryPop(out slot))
        {
            _keys[slot] = key;
            _marks[slot] &= ~SlotMarks.Free;
        }
        else
        {
            slot = _keys.Count;
            if (slot >> ChunkBits == _chunks.Count)
            {
                _chunks.Add(new T[ChunkSize]);
            }

            _keys.Add(key);
            _marks.Add(SlotMarks.None);
        }

        _index[Place(key)] = slot + 1;
        return slot;
    }

    /// <summary>Removes a record, zeroes its memory and lets its slot be used again. False where there was none.</summary>
    public bool Remove(Token key)
    {
        var hole = Place(key);
        var slot = _index[hole] - 1;
        if (slot < 0)
        {
            return false;
        }

        // What was pushed on past this place moves back into it: a search stops at the first empty place.
        var mask = _index.Length - 1;
        for (var at = (hole + 1) & mask; _index[at] != 0; at = (at + 1) & mask)
        {
            var home = Start(_keys[_index[at] - 1]) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _index[hole] = _index[at];
                hole = at;
            }
        }

        _index[hole] = 0;
        _keys[slot] = Token.None;
        _marks[slot] |= SlotMarks.Free;
        this[slot] = default;
        _free.Push(slot);
        _removed.Add(key);
        return true;
    }

    /// <summary>Adds the keys of one of <paramref name="parts"/> parts into which all tokens fall. Which part a token belongs
    /// to is a function of the token alone, and finding them costs a part of the index, not a walk over all records.</summary>
    /// <param name="part">0 to <paramref name="parts"/> less one.</param>
    /// <param name="parts">A power of two.</param>
    /// <param name="keys">Takes them, in no order.</param>
    public void AddPart(int part, int parts, ICollection<Token> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var mask = _index.Length - 1;
        for (var home = part & mask; home < _index.Length; home += parts)
        {
            for (var at = home; _index[at] != 0; at = (at + 1) & mask)
            {
                var key = _keys[_index[at] - 1];
                if ((Start(key) & mask) == home && (Start(key) & (parts - 1)) == part)
                {
                    keys.Add(key);
                }
            }
        }
    }

    /// <summary>Marks a record as changed since the last checkpoint.</summary>
    public void Touch(int slot)
    {
        if ((_marks[slot] & SlotMarks.Changed) == 0)
        {
            _marks[slot] |= SlotMarks.Changed;
            _changed.Add(slot);
        }
    }

    public void ClearChanged()
    {
        foreach (var slot in _changed)
        {
            _marks[slot] &= ~SlotMarks.Changed;
        }

        _changed.Clear();
        _removed.Clear();
    }

    private static int Start(Token key) => (int)key.Low;

    /// <summary>Where the key stands in the index, else the empty place where it would.</summary>
    private int Place(Token key)
    {
        var mask = _index.Length - 1;
        var at = Start(key) & mask;
        while (_index[at] != 0 && _keys[_index[at] - 1] != key)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        _index = new int[_index.Length * 2];
        for (var slot = 0; slot < _keys.Count; slot++)
        {
            if (IsUsed(slot))
            {
                _index[Place(_keys[slot])] = slot + 1;
            }
        }
    }
}
