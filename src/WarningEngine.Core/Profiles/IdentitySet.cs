using System.Runtime.CompilerServices;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>A set of 64-bit hashes in native memory, filled to half at most: 16 bytes each. Grows, and is emptied whole.</summary>
internal sealed unsafe class IdentitySet : IDisposable
{
    private const int SizeMin = 32;

    private NativeRegion _region;
    private ulong* _places;
    private uint _mask;
    private bool _hasZero;

    public IdentitySet()
    {
        _region = new NativeRegion(SizeMin * sizeof(ulong));
        Use();
    }

    public int Count { get; private set; }

    public bool Contains(ulong identity) => identity == 0 ? _hasZero : _places[At(identity)] != 0;

    /// <summary>It will be asked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(ulong identity) => Fetch.Line(_places + ((uint)identity & _mask));

    /// <summary>False where it was there.</summary>
    public bool Add(ulong identity)
    {
        if (identity == 0)
        {
            // An empty place is 0.
            Count += _hasZero ? 0 : 1;
            return _hasZero != (_hasZero = true);
        }

        var at = At(identity);
        if (_places[at] != 0)
        {
            return false;
        }

        if ((uint)Count >= _mask / 2)
        {
            Grow();
            at = At(identity);
        }

        _places[at] = identity;
        Count++;
        return true;
    }

    /// <summary>Empties it. It keeps its room: what comes next is as much again.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            _region.Clear();
        }

        Count = 0;
        _hasZero = false;
    }

    /// <summary>All of them, in no order.</summary>
    public ulong[] ToArray()
    {
        var all = new ulong[Count];
        var next = _hasZero ? 1 : 0;
        for (uint at = 0; at <= _mask; at++)
        {
            if (_places[at] != 0)
            {
                all[next++] = _places[at];
            }
        }

        return all;
    }

    public void Dispose() => _region.Dispose();

    private void Use()
    {
        _places = (ulong*)_region.Start;
        _mask = (uint)(_region.Bytes / sizeof(ulong)) - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint At(ulong identity)
    {
        var at = (uint)identity & _mask;
        while (_places[at] != 0 && _places[at] != identity)
        {
            at = (at + 1) & _mask;
        }

        return at;
    }

    private void Grow()
    {
        var old = _region;
        _region = new NativeRegion(2 * old.Bytes);
        Use();
        foreach (var identity in new ReadOnlySpan<ulong>(old.Start, (int)(old.Bytes / sizeof(ulong))))
        {
            if (identity != 0)
            {
                _places[At(identity)] = identity;
            }
        }

        old.Dispose();
    }
}
