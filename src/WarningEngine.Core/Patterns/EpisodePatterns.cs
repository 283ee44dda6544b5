using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far the patterns have come in one episode; only those that have begun. They stand in the blocks of the episode, and are freed with it.</summary>
public struct EpisodePatterns
{
    private BlockList<PatternProgress> _begun;

    /// <summary>Those that have begun, as the set of <see cref="_set"/> knows them; follows from <see cref="_begun"/>, place by place.</summary>
    private BlockList<BegunPattern> _places;

    /// <summary><see cref="PatternSet.Number"/>; 0: none yet.</summary>
    private int _set;

    /// <summary>An event that took no step made something leave its window: that is a change too.</summary>
    internal bool Forgot;

    /// <summary>Valid until another begins, or one ends.</summary>
    public readonly ReadOnlySpan<PatternProgress> Begun => _begun.Span;

    /// <summary>None has begun.</summary>
    public readonly bool IsEmpty => _begun.Count == 0;

    /// <summary>What events of this set ask first, in the order of <see cref="Begun"/>.</summary>
    internal ReadOnlySpan<BegunPattern> In(PatternSet set, NativeBlocks blocks)
    {
        if (_set != set.Number)
        {
            _set = set.Number;
            _places.Clear();
            foreach (ref readonly var progress in Begun)
            {
                _places.Add(blocks, new BegunPattern(set.NumberOf(progress.Logic), progress.OldestMs));
            }
        }

        return _places.Span;
    }

    /// <summary>Where the pattern of this number has its progress; -1 where it has not begun.</summary>
    internal int Find(PatternSet set, int number, NativeBlocks blocks)
    {
        var places = In(set, blocks);
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
    public readonly ref readonly PatternProgress Of(CompiledPattern pattern)
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
    internal readonly ref PatternProgress At(int place) => ref _begun[place];

    /// <summary>A pattern begins. Its place.</summary>
    internal int Add(PatternSet set, int number, CompiledPattern pattern, NativeBlocks blocks)
    {
        _ = In(set, blocks);
        _begun.Add(blocks, new PatternProgress(pattern.KeyNumber, pattern.Logic, pattern.Steps.Length));
        _places.Add(blocks, new BegunPattern(number, long.MinValue));
        return _begun.Count - 1;
    }

    /// <summary>A step of one that has begun takes in an event.</summary>
    internal readonly void Take(int place, int step, in PatternFacts facts, NativeBlocks blocks) => _begun[place].Add(blocks, step, facts);

    /// <summary>Something was said of a pattern.</summary>
    internal readonly void Say(CompiledPattern pattern, Tier tier)
    {
        foreach (ref var progress in _begun.Span)
        {
            if (progress.Logic == pattern.Logic && tier < progress.SaidTier)
            {
                progress.SaidTier = tier;
            }
        }
    }

    /// <summary>What a pattern keeps has changed.</summary>
    internal readonly void Refresh(int place) => _places[place] = _places[place] with { OldestMs = _begun[place].OldestMs };

    internal void RemoveAt(int place, NativeBlocks blocks)
    {
        _begun[place].Free(blocks);
        _begun.RemoveAt(place);
        _places.RemoveAt(place);
    }

    /// <summary>None has begun any more; their memory goes back.</summary>
    internal void Free(NativeBlocks blocks)
    {
        foreach (ref var progress in _begun.Span)
        {
            progress.Free(blocks);
        }

        _begun.Free(blocks);
        _places.Free(blocks);
        _set = 0;
        Forgot = false;
    }

    /// <summary>An event will be scored soon: what it asks first is fetched meanwhile.</summary>
    internal readonly void Expect()
    {
        Fetch.Span<BegunPattern>(_places.Span);
        Fetch.Span<PatternProgress>(_begun.Span);
    }

    /// <summary>Another set decides from now on: patterns that do the same in it go on where they were, the others begin
    /// anew.</summary>
    /// <returns>True where anything changed.</returns>
    internal bool Keep(PatternSet set, NativeBlocks blocks)
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

        _set = 0;
        return changed;
    }

    internal readonly void Write(RecordWriter writer)
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
    /// <param name="blocks">Of the episode.</param>
    internal void Read(ref RecordReader reader, NativeBlocks blocks)
    {
        for (var count = reader.Byte(); count > 0; count--)
        {
            _begun.Add(blocks, PatternProgress.Read(ref reader, blocks));
        }
    }
}
