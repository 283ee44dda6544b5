using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far the patterns have come in one episode; only those that have begun.</summary>
/// <param name="blocks">Where they stand; freed with them.</param>
public sealed class EpisodePatterns(NativeBlocks blocks)
{
    /// <summary>Of the object, about.</summary>
    internal const int Bytes = 72;

    private BlockList<PatternProgress> _begun;

    /// <summary>Those that have begun, as <see cref="_set"/> knows them; follows from <see cref="_begun"/>, place by place.</summary>
    private BlockList<BegunPattern> _places;
    private PatternSet? _set;

    /// <summary>Valid until another begins, or one ends.</summary>
    public ReadOnlySpan<PatternProgress> Begun => _begun.Span;

    /// <summary>None has begun.</summary>
    public bool IsEmpty => _begun.Count == 0;

    /// <summary>An event that took no step made something leave its window: that is a change too.</summary>
    internal bool Forgot { get; set; }

    /// <summary>What events of this set ask first, in the order of <see cref="Begun"/>.</summary>
    internal ReadOnlySpan<BegunPattern> In(PatternSet set)
    {
        if (_set != set)
        {
            _set = set;
            _places.Clear();
            foreach (ref readonly var progress in Begun)
            {
                _places.Add(blocks, new BegunPattern(set.NumberOf(progress.Logic), progress.OldestMs));
            }
        }

        return _places.Span;
    }

    /// <summary>Where the pattern of this number has its progress; -1 where it has not begun.</summary>
    internal int Find(PatternSet set, int number)
    {
        var places = In(set);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i].Number == number)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The progress of the pattern that does this; one that has not begun has none.</summary>
    public ref readonly PatternProgress Of(CompiledPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        foreach (ref readonly var progress in Begun)
        {
            if (progress.Logic == pattern.Logic)
            {
                return ref progress;
            }
        }

        return ref PatternSet.NotBegun;
    }

    /// <summary>Valid as long as <see cref="Begun"/>.</summary>
    internal ref PatternProgress At(int place) => ref _begun[place];

    /// <summary>A pattern begins. Its place.</summary>
    internal int Add(PatternSet set, int number, CompiledPattern pattern)
    {
        _ = In(set);
        _begun.Add(blocks, new PatternProgress(pattern.KeyNumber, pattern.Logic, pattern.Steps.Length));
        _places.Add(blocks, new BegunPattern(number, long.MinValue));
        return _begun.Count - 1;
    }

    /// <summary>A step of one that has begun takes in an event.</summary>
    internal void Take(int place, int step, in PatternFacts facts) => _begun[place].Add(blocks, step, facts);

    /// <summary>What a pattern keeps has changed.</summary>
    internal void Refresh(int place) => _places[place] = _places[place] with { OldestMs = _begun[place].OldestMs };

    internal void RemoveAt(int place)
    {
        _begun[place].Free(blocks);
        _begun.RemoveAt(place);
        _places.RemoveAt(place);
    }

    /// <summary>None has begun any more; their memory goes back.</summary>
    internal void Free()
    {
        foreach (ref var progress in _begun.Span)
        {
            progress.Free(blocks);
        }

        _begun.Free(blocks);
        _places.Free(blocks);
        _set = null;
        Forgot = false;
    }

    /// <summary>An event will be scored soon, and the object itself has been fetched: what the event asks first is fetched meanwhile.</summary>
    internal void Expect() => Fetch.Span<BegunPattern>(_places.Span);

    /// <summary>Another set decides from now on: patterns that do the same in it go on where they were, the others begin
    /// anew.</summary>
    /// <returns>True where anything changed.</returns>
    internal bool Keep(PatternSet set)
    {
        var changed = false;
        for (var i = _begun.Count - 1; i >= 0; i--)
        {
            if (set.Find(_begun[i].Logic) is null)
            {
                _begun[i].Free(blocks);
                _begun.RemoveAt(i);
                changed = true;
            }
        }

        _set = null;
        return changed;
    }

    internal void Write(RecordWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Byte(_begun.Count);
        foreach (ref readonly var progress in Begun)
        {
            progress.Write(writer);
        }
    }

    /// <summary>Of an episode that has just begun.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    internal void Read(RecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (var count = reader.Byte(); count > 0; count--)
        {
            _begun.Add(blocks, PatternProgress.Read(reader, blocks));
        }
    }
}
