using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>A set of 64-bit hashes in native memory, filled to four fifths at most: 10 to 15 bytes each. Eight places are one line of the cache, filled
/// from its start; a line that is full is followed by the next. So nearly every question waits for one line, which <see cref="Expect"/> has
/// fetched. Hashes are spread evenly: their uppermost bits tell the line, and growing, by half, goes through old and new memory
/// once from start to end. It is emptied whole.</summary>
internal sealed unsafe class IdentitySet : IDisposable
{
    private const int LinesMin = 5;
    private const int PerLine = 8;

    private NativeRegion _region;
    private ulong* _places;
    private uint _lines;
    private uint _full;
    private bool _hasZero;

    public IdentitySet()
    {
        _region = new NativeRegion(LinesMin * PerLine * sizeof(ulong));
        Use();
    }

    public int Count { get; private set; }

    /// <summary>An empty set is not looked into: reading what it gave back would bring it again.</summary>
    public bool Contains(ulong identity) => Count > 0 && (identity == 0 ? _hasZero : _places[At(identity)] != 0);

    /// <summary>It will be asked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(ulong identity) => Fetch.Line(_places + (PerLine * Home(identity)));

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

        if ((uint)Count >= _full)
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
        for (uint at = 0; at < _lines * PerLine; at++)
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
        _lines = (uint)(_region.Bytes / (PerLine * sizeof(ulong)));
        _full = (uint)(_lines * (PerLine * 4UL) / 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Home(ulong identity) => (uint)Math.BigMul(identity, _lines, out _);

    /// <summary>Its place, or the free one that it would take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint At(ulong identity)
    {
        var line = Home(identity);
        while (true)
        {
            var places = Vector512.Load(_places + (PerLine * line));
            var itOrFree = Vector512.Equals(places, Vector512.Create(identity)) | Vector512.IsZero(places);
            if (itOrFree != Vector512<ulong>.Zero)
            {
                return (PerLine * line) + (uint)BitOperations.TrailingZeroCount(itOrFree.ExtractMostSignificantBits());
            }

            line = line + 1 < _lines ? line + 1 : 0;
        }
    }

    private void Grow()
    {
        var old = _region;
        _region = new NativeRegion(NativeRegion.Whole((_lines + (_lines / 2)) * (nuint)(PerLine * sizeof(ulong))));
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
