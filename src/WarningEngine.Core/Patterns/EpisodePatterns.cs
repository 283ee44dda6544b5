using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far the patterns have come in one episode; only those that have begun.</summary>
public sealed class EpisodePatterns
{
    /// <summary>Of the object, about.</summary>
    internal const int Bytes = 48;

    private readonly List<PatternProgress> _begun = [];

    /// <summary>Those that have begun, as <see cref="_set"/> knows them; follows from <see cref="_begun"/>, place by place.</summary>
    private BegunPattern[] _places = [];
    private PatternSet? _set;

    public IReadOnlyList<PatternProgress> Begun => _begun;

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
            _places = _begun.Count <= _places.Length ? _places : new BegunPattern[_begun.Count];
            for (var i = 0; i < _begun.Count; i++)
            {
                _places[i] = new BegunPattern(set.NumberOf(_begun[i].Logic), _begun[i].OldestMs);
            }
        }

        return _places.AsSpan(0, _begun.Count);
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

    internal PatternProgress At(int place) => _begun[place];

    /// <summary>A pattern begins. Its place.</summary>
    internal int Add(PatternSet set, int number, PatternProgress progress)
    {
        _ = In(set);
        if (_begun.Count == _places.Length)
        {
            Array.Resize(ref _places, _places.Length + 2);
        }

        _begun.Add(progress);
        _places[_begun.Count - 1] = new BegunPattern(number, long.MinValue);
        return _begun.Count - 1;
    }

    /// <summary>What a pattern keeps has changed.</summary>
    internal void Refresh(int place) => _places[place] = _places[place] with { OldestMs = _begun[place].OldestMs };

    internal void RemoveAt(int place)
    {
        _places.AsSpan(place + 1, _begun.Count - place - 1).CopyTo(_places.AsSpan(place));
        _begun.RemoveAt(place);
    }

    /// <summary>An event will be scored soon, and the object itself has been fetched: what the event asks first is fetched meanwhile.</summary>
    internal void Expect() => Fetch.Span<BegunPattern>(_places);

    /// <summary>Another set decides from now on: patterns that do the same in it go on where they were, the others begin
    /// anew.</summary>
    /// <returns>True where anything changed.</returns>
    internal bool Keep(PatternSet set)
    {
        var changed = false;
        for (var i = _begun.Count - 1; i >= 0; i--)
        {
            var progress = _begun[i];
            if (set.Find(progress.Logic) is null)
            {
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
        foreach (var progress in _begun)
        {
            progress.Write(writer);
        }
    }

    /// <param name="reader">Stands at its beginning.</param>
    internal static EpisodePatterns Read(RecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var result = new EpisodePatterns();
        for (var count = reader.Byte(); count > 0; count--)
        {
            result._begun.Add(PatternProgress.Read(reader));
        }

        return result;
    }
}
