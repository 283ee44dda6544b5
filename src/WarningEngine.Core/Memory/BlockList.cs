using System.Diagnostics;

namespace WarningEngine.Core.Memory;

/// <summary>A short list in a piece of <see cref="NativeBlocks"/>. Its owner frees it, with the same blocks; a copy is the same list as long as nothing is added.</summary>
internal unsafe struct BlockList<T>
    where T : unmanaged
{
    private T* _values;
    private ushort _count;
    private ushort _capacity;

    public readonly int Count => _count;

    /// <summary>Valid until something is added, or the list is freed.</summary>
    public readonly Span<T> Span => new(_values, _count);

    /// <summary>One of them, as long as <see cref="Span"/>.</summary>
    public readonly ref T this[int place]
    {
        get
        {
            Debug.Assert((uint)place < _count, "There is no such place.");
            return ref _values[place];
        }
    }

    public void Add(NativeBlocks blocks, T value) => Insert(blocks, _count, value);

    /// <summary>What stands there and behind it moves up by one.</summary>
    /// <param name="blocks">Of the list.</param>
    /// <param name="place">0 to <see cref="Count"/>.</param>
    /// <param name="value">A copy: one of the list itself would be spoilt when the list grows.</param>
    public void Insert(NativeBlocks blocks, int place, T value)
    {
        if (_count == _capacity)
        {
            Reserve(blocks, checked((ushort)(_count + 1 + (_count / 2))));
        }

        _count++;
        var behind = Span[place..];
        behind[..^1].CopyTo(behind[1..]);
        behind[0] = value;
    }

    /// <summary>What stands behind it moves down by one.</summary>
    public void RemoveAt(int place)
    {
        var from = Span[place..];
        from[1..].CopyTo(from);
        _count--;
    }

    /// <summary>Makes it so long, of values that are still to be set.</summary>
    /// <returns>All of them.</returns>
    public Span<T> SetCount(NativeBlocks blocks, int count)
    {
        if (count > _capacity)
        {
            Reserve(blocks, checked((ushort)count));
        }

        _count = (ushort)count;
        return Span;
    }

    /// <summary>Empty again, with its memory.</summary>
    public void Clear() => _count = 0;

    /// <summary>Empty again; its memory goes back.</summary>
    public void Free(NativeBlocks blocks)
    {
        if (_capacity > 0)
        {
            blocks.Return(_values, _capacity * sizeof(T));
            _values = null;
            (_count, _capacity) = (0, 0);
        }
    }

    private void Reserve(NativeBlocks blocks, int least)
    {
        // All of the piece is used.
        var capacity = (ushort)Math.Min(ushort.MaxValue, NativeBlocks.SizeFor(least * sizeof(T)) / sizeof(T));
        var values = (T*)blocks.Take(capacity * sizeof(T));
        Span.CopyTo(new Span<T>(values, _count));
        if (_capacity > 0)
        {
            blocks.Return(_values, _capacity * sizeof(T));
        }

        _values = values;
        _capacity = capacity;
    }
}
