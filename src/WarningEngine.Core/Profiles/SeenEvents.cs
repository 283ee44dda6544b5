using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>Identities of recent events, so that a record sent twice counts once. Two generations: an identity is
/// remembered for one to two terms. 64-bit hashes; bounded, what does not fit is counted.</summary>
public sealed class SeenEvents(long termMs, int capacity) : IDisposable
{
    private IdentitySet _current = new();
    private IdentitySet _previous = new();

    /// <summary>In the order of generations, for none is added to once another has begun.</summary>
    private readonly NativeList<ulong> _added = new();
    private int _addedBeforePrevious;
    private int _addedBeforeCurrent;
    private long _generation;

    /// <summary>Identities not remembered because the generation was full.</summary>
    public long Overflow { get; private set; }

    /// <summary>Identities added to <see cref="Generation"/> since <see cref="ClearAdded"/>. Valid until the next is added.</summary>
    public ReadOnlySpan<ulong> AddedToCurrent => _added.Span[_addedBeforeCurrent..];

    /// <summary>And to the one before it, which has ended meanwhile: they are restored as what they are, and forgotten when their time comes.</summary>
    public ReadOnlySpan<ulong> AddedToPrevious => _added.Span[_addedBeforePrevious.._addedBeforeCurrent];

    /// <summary>All that were added since then, those that are forgotten by now included.</summary>
    public int AddedCount => _added.Count;

    /// <summary>A copy, in no order.</summary>
    public IReadOnlyList<ulong> Current => _current.ToArray();

    /// <inheritdoc cref="Current"/>
    public IReadOnlyList<ulong> Previous => _previous.ToArray();

    public long Generation => _generation;

    /// <summary>False where the identity was seen within the term before <paramref name="nowMs"/>.</summary>
    public bool Add(ulong identity, long nowMs)
    {
        Turn(nowMs / termMs);
        if (_previous.Contains(identity))
        {
            return false;
        }

        if (_current.Count >= capacity)
        {
            var isNew = !_current.Contains(identity);
            Overflow += isNew ? 1 : 0;
            return isNew;
        }

        if (!_current.Add(identity))
        {
            return false;
        }

        _added.Add(identity);
        return true;
    }

    /// <summary>It will be added soon.</summary>
    internal void Expect(ulong identity)
    {
        _current.Expect(identity);
        _previous.Expect(identity);
    }

    public void ClearAdded()
    {
        _added.Clear();
        _addedBeforePrevious = _addedBeforeCurrent = 0;
    }

    /// <summary>Frees the memory at once; nothing may be added or asked afterwards.</summary>
    public void Dispose()
    {
        _current.Dispose();
        _previous.Dispose();
        _added.Dispose();
    }

    /// <summary>Restores what was remembered in <paramref name="generation"/>.</summary>
    public void Restore(long generation, ReadOnlySpan<ulong> identities)
    {
        Turn(generation);
        var set = generation == _generation ? _current : generation == _generation - 1 ? _previous : null;
        foreach (var identity in identities)
        {
            set?.Add(identity);
        }
    }

    /// <summary>Remembers what <paramref name="other"/> remembers, as far as there is room.</summary>
    public void Join(SeenEvents other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Turn(other._generation);
        Join(other._generation, other._current);
        Join(other._generation - 1, other._previous);
    }

    private void Join(long generation, IdentitySet identities)
    {
        var set = generation == _generation ? _current : generation == _generation - 1 ? _previous : null;
        if (set is null)
        {
            return;
        }

        // Which of too many stay must not hang on the order in which a set tells its members.
        foreach (var identity in identities.ToArray().Order())
        {
            if (set.Count < capacity)
            {
                set.Add(identity);
            }
            else if (!set.Contains(identity))
            {
                Overflow++;
            }
        }
    }

    /// <summary>Goes on to a generation, where it is not there yet: a turn is state, also where nothing was added after it.</summary>
    public void Turn(long generation)
    {
        if (generation <= _generation)
        {
            return;
        }

        (_previous, _current) = (_current, _previous);
        (_addedBeforePrevious, _addedBeforeCurrent) = (_addedBeforeCurrent, _added.Count);
        _current.Clear();
        if (generation != _generation + 1)
        {
            _previous.Clear();
            _addedBeforePrevious = _addedBeforeCurrent;
        }

        _generation = generation;
    }
}
