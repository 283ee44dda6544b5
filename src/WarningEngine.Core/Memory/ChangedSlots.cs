using System.Numerics;

namespace WarningEngine.Core.Memory;

/// <summary>Which slots have changed: a bit each, and a bit for each 64 of these that have one, so that few are found among many. It costs the same
/// however many have changed: a list of them, once long, would stay so.</summary>
internal sealed class ChangedSlots : IDisposable
{
    private const int Together = 64;

    private readonly NativeSlots<ulong> _marks = new();
    private readonly NativeSlots<ulong> _groups = new();
    private int _slots;

    /// <summary>Makes room for a slot.</summary>
    public void Reserve(int slot)
    {
        _marks.Reserve(slot / Together);
        _groups.Reserve(slot / (Together * Together));
        _slots = Math.Max(_slots, slot + 1);
    }

    public void Mark(int slot)
    {
        ref var marks = ref _marks[slot / Together];
        if (marks == 0)
        {
            _groups[slot / (Together * Together)] |= 1UL << (slot / Together % Together);
        }

        marks |= 1UL << (slot % Together);
    }

    /// <summary>The next after this one; -1 where there is none.</summary>
    public int Next(int slot)
    {
        var next = slot + 1;
        if (next >= _slots)
        {
            return -1;
        }

        var marks = _marks[next / Together] >> (next % Together);
        if (marks != 0)
        {
            return next + BitOperations.TrailingZeroCount(marks);
        }

        var word = NextMarked((next / Together) + 1);
        return word < 0 ? -1 : (word * Together) + BitOperations.TrailingZeroCount(_marks[word]);
    }

    public void Clear()
    {
        for (var word = NextMarked(0); word >= 0; word = NextMarked(word + 1))
        {
            _marks[word] = 0;
            _groups[word / Together] &= ~(1UL << (word % Together));
        }
    }

    public void Dispose()
    {
        _marks.Dispose();
        _groups.Dispose();
    }

    /// <summary>The first 64 slots from these on of which any has changed; -1 where there are none.</summary>
    private int NextMarked(int word)
    {
        for (; (long)word * Together < _slots; word = (word / Together * Together) + Together)
        {
            var group = _groups[word / Together] >> (word % Together);
            if (group != 0)
            {
                return word + BitOperations.TrailingZeroCount(group);
            }
        }

        return -1;
    }
}
