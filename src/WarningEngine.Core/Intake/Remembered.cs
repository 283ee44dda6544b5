using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Intake;

/// <summary>What was made of a text, by the text: a city's identifiers come again and again. A text stands in one of a few places from
/// its hash on, beside what was made of it, in a line of memory or two, so that finding it waits once; where others have these places, the
/// first gives way. So a search is bounded, whatever texts somebody chooses. Not safe for two threads at once.</summary>
internal sealed unsafe class Remembered<TValue> : IDisposable
    where TValue : unmanaged
{
    private const uint PlacesMin = 1 << 6;

    /// <summary>32 MB where a place has 64 bytes.</summary>
    private const uint PlacesMax = 1 << 19;

    /// <summary>Places that are looked at, at most.</summary>
    private const uint Reach = 8;

    private NativeRegion _region = Region(PlacesMin);
    private uint _mask = PlacesMin - 1;
    private uint _count;

    public bool TryGet(Utf8Text text, out TValue value)
    {
        var known = Find(text.Bytes, out _);
        value = known != null ? known->Value : default;

        // Whoever is dropped while it is asked would be freed by its finalizer meanwhile.
        GC.KeepAlive(this);
        return known != null;
    }

    /// <summary>Remembers it; a longer text than most identifiers are is not worth it.</summary>
    /// <returns>The value.</returns>
    public TValue Keep(Utf8Text text, TValue value)
    {
        if (text.Length is 0 or > Text35.Capacity)
        {
            return value;
        }

        // Half of the places are used at most, until there are no more of them.
        if (_count > _mask / 2 && _mask < PlacesMax - 1)
        {
            Grow();
        }

        var known = Find(text.Bytes, out var hash);
        if (known != null)
        {
            known->Value = value;
        }
        else
        {
            Put(new Place { Hash = hash, Text = Text35.From(text.Bytes), Value = value });
        }

        GC.KeepAlive(this);
        return value;
    }

    public void Dispose() => _region.Dispose();

    private static NativeRegion Region(uint places) => new((places + Reach) * (nuint)sizeof(Place));

    /// <summary>Null where it is not known: no place becomes free again, so nothing stands behind one that is.</summary>
    private Place* Find(ReadOnlySpan<byte> text, out uint hash)
    {
        hash = (uint)Hashing.Text(text);
        var place = Home(hash);
        for (var end = place + Reach; place < end && place->Text.Length > 0; place++)
        {
            if (place->Hash == hash && place->Text.Utf8.SequenceEqual(text))
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>Into a free place, else into the first.</summary>
    private void Put(in Place place)
    {
        var home = Home(place.Hash);
        for (var at = home; at < home + Reach; at++)
        {
            if (at->Text.Length == 0)
            {
                *at = place;
                _count++;
                return;
            }
        }

        *home = place;
    }

    private void Grow()
    {
        using var old = _region;
        var places = new ReadOnlySpan<Place>(old.Start, (int)(_mask + 1 + Reach));
        _mask = (2 * _mask) + 1;
        _region = Region(_mask + 1);
        _count = 0;
        foreach (ref readonly var place in places)
        {
            if (place.Text.Length > 0)
            {
                Put(place);
            }
        }
    }

    private Place* Home(uint hash) => (Place*)_region.Start + (hash & _mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        public uint Hash;

        /// <summary>Empty: the place is free.</summary>
        public Text35 Text;
        public TValue Value;
    }
}
