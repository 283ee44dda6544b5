using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Memory;

/// <summary>Fixed-size records by token: an open-addressing index over native memory. Slots never move, so a reference stays good
/// until its record is removed or the table is freed; a removed record's slot is used again. Knows which records changed, and
/// which were removed, since the last checkpoint. Before a record stands its key, 16 bytes, so that whoever has compared the key has the first line of the
/// record; beside both are a bit, and 8 bytes of index filled to three quarters at most. <see cref="Token.None"/> is no key.</summary>
public sealed unsafe class RecordTable<T> : IDisposable
    where T : unmanaged
{
    private const int IndexMin = 64;

    private readonly NativeSlots<Entry> _entries = new();
    private readonly ChangedSlots _changed = new();
    private readonly Stack<int> _free = new();
    private readonly List<Token> _removed = [];
    private NativeRegion _region;
    private Place* _index;
    private uint _mask = IndexMin - 1;
    private int _slots;

    public RecordTable()
    {
        _region = new NativeRegion(IndexMin * (nuint)sizeof(Place));
        _index = (Place*)_region.Start;
    }

    /// <summary>Records.</summary>
    public int Count => _slots - _free.Count;

    /// <summary>Slots are 0 to this less one; some of them may be free, see <see cref="IsUsed"/>.</summary>
    public int Slots => _slots;

    /// <summary>Keys removed since <see cref="ClearChanged"/>; some may have a record again.</summary>
    public ReadOnlySpan<Token> Removed => CollectionsMarshal.AsSpan(_removed);

    public ref T this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries.At(slot)->Record;
    }

    public Token KeyOf(int slot) => _entries[slot].Key;

    public bool IsUsed(int slot) => !_entries[slot].Key.IsNone;

    /// <summary>-1 where there is none.</summary>
    public int Find(Token key) => _index[At(key)].Slot - 1;

    /// <summary>Somebody will ask for this key soon: the place in the index is fetched meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(Token key) => Fetch.Line(_index + (Hash(key) & _mask));

    /// <summary>Somebody will ask for this key very soon, and its place has been fetched: the record is fetched meanwhile.</summary>
    /// <returns>Its slot, or that of another whose hash is the same; -1 where there is none.</returns>
    public int ExpectRecord(Token key)
    {
        var hash = Hash(key);
        var at = hash & _mask;
        while (_index[at].Slot != 0 && _index[at].Hash != hash)
        {
            at = (at + 1) & _mask;
        }

        if (_index[at].Slot != 0)
        {
            Fetch.Lines(_entries.At(_index[at].Slot - 1), sizeof(Entry));
        }

        return _index[at].Slot - 1;
    }

    /// <summary>The slot of the record, a zeroed new one where there was none.</summary>
    /// <exception cref="ArgumentException">The key is <see cref="Token.None"/>.</exception>
    public int FindOrAdd(Token key)
    {
        var at = At(key);
        var slot = _index[at].Slot - 1;
        return slot >= 0 ? slot : Add(key, at);
    }

    /// <summary>Removes a record, zeroes its memory and lets its slot be used again. False where there was none.</summary>
    public bool Remove(Token key)
    {
        var hole = At(key);
        var slot = _index[hole].Slot - 1;
        if (slot < 0)
        {
            return false;
        }

        // What was pushed on past this place moves back into it: a search stops at the first empty place.
        for (var at = (hole + 1) & _mask; _index[at].Slot != 0; at = (at + 1) & _mask)
        {
            var home = _index[at].Hash & _mask;
            if (((at - home) & _mask) >= ((at - hole) & _mask))
            {
                _index[hole] = _index[at];
                hole = at;
            }
        }

        _index[hole] = default;
        _entries[slot] = default;
        _free.Push(slot);
        _removed.Add(key);
        return true;
    }

    /// <summary>Adds the records of one of <paramref name="parts"/> parts into which all tokens fall, by key and slot. Which part a
    /// token belongs to is a function of the token alone, and finding them costs a part of the index, not a walk over all records.</summary>
    /// <param name="part">0 to <paramref name="parts"/> less one.</param>
    /// <param name="parts">A power of two.</param>
    /// <param name="found">Takes them, in no order.</param>
    public void AddPart(int part, int parts, List<(Token Key, int Slot)> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        for (var home = (uint)part & _mask; home <= _mask; home += (uint)parts)
        {
            for (var at = home; _index[at].Slot != 0; at = (at + 1) & _mask)
            {
                if ((_index[at].Hash & _mask) == home && (_index[at].Hash & (uint)(parts - 1)) == part)
                {
                    found.Add((KeyOf(_index[at].Slot - 1), _index[at].Slot - 1));
                }
            }
        }
    }

    /// <summary>Marks a record as changed since the last checkpoint.</summary>
    public void Touch(int slot) => _changed.Mark(slot);

    /// <summary>The next slot after this one that has changed since <see cref="ClearChanged"/>; it may be free by now. -1 where there is none.</summary>
    /// <param name="slot">-1: from the first.</param>
    public int NextChanged(int slot) => _changed.Next(slot);

    public void ClearChanged()
    {
        _changed.Clear();
        _removed.Clear();
    }

    /// <summary>Frees the memory at once. Nothing of the table may be used afterwards.</summary>
    public void Dispose()
    {
        _entries.Dispose();
        _changed.Dispose();
        _region.Dispose();
        _index = null;
    }

    /// <summary>Tokens are uniform already; the other half of these 64 bits has decided the partition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(Token key) => (uint)key.Low;

    /// <summary>Where the key stands in the index, else the empty place where it would.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint At(Token key)
    {
        var hash = Hash(key);
        var at = hash & _mask;
        while (_index[at].Slot != 0 && (_index[at].Hash != hash || _entries.At(_index[at].Slot - 1)->Key != key))
        {
            at = (at + 1) & _mask;
        }

        return at;
    }

    private int Add(Token key, uint at)
    {
        if (key.IsNone)
        {
            throw new ArgumentException("An entity without a token has no record.", nameof(key));
        }

        if ((uint)(Count + 1) > (_mask >> 2) * 3)
        {
            Grow();
            at = At(key);
        }

        if (!_free.TryPop(out var slot))
        {
            slot = _slots++;
            _entries.Reserve(slot);
            _changed.Reserve(slot);
        }

        _entries[slot].Key = key;
        _index[at] = new Place { Hash = Hash(key), Slot = slot + 1 };
        return slot;
    }

    private void Grow()
    {
        var old = _index;
        var (oldMask, oldRegion) = (_mask, _region);
        _region = new NativeRegion(2 * ((nuint)oldMask + 1) * (nuint)sizeof(Place));
        _index = (Place*)_region.Start;
        _mask = (2 * oldMask) + 1;
        for (uint from = 0; from <= oldMask; from++)
        {
            if (old[from].Slot == 0)
            {
                continue;
            }

            var at = old[from].Hash & _mask;
            while (_index[at].Slot != 0)
            {
                at = (at + 1) & _mask;
            }

            _index[at] = old[from];
        }

        oldRegion.Dispose();
    }

    /// <summary>A place in the index.</summary>
    private struct Place
    {
        public uint Hash;

        /// <summary>Its number plus one; 0 where the place is empty.</summary>
        public int Slot;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Entry
    {
        public Token Key;
        public T Record;
    }
}
