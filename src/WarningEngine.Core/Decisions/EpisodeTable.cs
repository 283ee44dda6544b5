using System.Diagnostics.CodeAnalysis;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The episodes of one partition by person. Which of them changed, and which ended, since the last checkpoint is known as of profiles. What they keep stands in native
/// memory, and an object that has ended is used again: where as many begin as end, the collector has nothing to do.</summary>
public sealed class EpisodeTable : IDisposable
{
    /// <summary>Objects that wait for another person: some seconds of all that begin.</summary>
    private const int SpareMax = 1024;

    private readonly NativeBlocks _blocks = new();
    private readonly Stack<Episode> _spare = new();
    private readonly List<Token> _changed = [];

    /// <summary>Of places in <see cref="_episodes"/>; of what is in native memory an event's place can be asked for ahead.</summary>
    private readonly RecordTable<byte> _places = new();

    private Episode?[] _episodes = new Episode?[64];

    /// <summary>Who was looked for last, and the place; -1: none. An event asks for its person several times.</summary>
    private Token _lastPerson;

    /// <inheritdoc cref="_lastPerson"/>
    private int _lastPlace = -1;

    public int Count => _places.Count;

    /// <summary>In no order.</summary>
    public IEnumerable<Episode> Values => _episodes.OfType<Episode>();

    /// <exception cref="KeyNotFoundException">The person has none.</exception>
    public Episode this[Token person] =>
        TryGetValue(person, out var episode) ? episode : throw new KeyNotFoundException($"Nobody of {Count:#,0} is {person}.");

    /// <summary>Persons whose episode changed since <see cref="ClearChanged"/>, or ended: those have none, or another. In their order; valid until it is asked again.</summary>
    internal IReadOnlyList<Token> Changed()
    {
        _changed.Clear();
        for (var place = _places.NextChanged(-1); place >= 0; place = _places.NextChanged(place))
        {
            if (_places.IsUsed(place))
            {
                _changed.Add(_places.KeyOf(place));
            }
        }

        foreach (var person in _places.Removed)
        {
            if (!ContainsKey(person))
            {
                _changed.Add(person);
            }
        }

        _changed.Sort();
        return _changed;
    }

    public bool ContainsKey(Token person) => Find(person) >= 0;

    public bool TryGetValue(Token person, [NotNullWhen(true)] out Episode? episode)
    {
        var place = Find(person);
        episode = place < 0 ? null : _episodes[place];
        return episode is not null;
    }

    /// <summary>What patterns keep of a person for as long as there is no episode.</summary>
    internal EpisodePatterns NewPatterns() => new(_blocks);

    /// <summary>The person's episode begins; one that the person had gives way.</summary>
    internal Episode Begin(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
    {
        var place = _places.FindOrAdd(person);
        (_lastPerson, _lastPlace) = (person, place);
        if (place >= _episodes.Length)
        {
            Array.Resize(ref _episodes, 2 * _episodes.Length);
        }

        var episode = _episodes[place] ??= _spare.TryPop(out var spare) ? spare : new Episode(_blocks);
        episode.Free();
        episode.Begin(person, personKind, firstEvent, startedMs);
        return episode;
    }

    /// <summary>Nothing happens where there is none.</summary>
    internal void Remove(Token person)
    {
        var place = _places.Find(person);
        if (place >= 0)
        {
            var ended = _episodes[place]!;
            _episodes[place] = null;
            (_lastPerson, _lastPlace) = (person, -1);
            _places.Remove(person);
            ended.Free();
            if (_spare.Count < SpareMax)
            {
                _spare.Push(ended);
            }
        }
    }

    /// <summary>The person's episode has changed; nothing happens where there is none.</summary>
    internal void Touch(Token person)
    {
        var place = Find(person);
        if (place >= 0)
        {
            _places.Touch(place);
        }
    }

    private int Find(Token person)
    {
        if (person != _lastPerson)
        {
            (_lastPerson, _lastPlace) = (person, _places.Find(person));
        }

        return _lastPlace;
    }

    internal void ClearChanged() => _places.ClearChanged();

    /// <summary>Somebody will ask for the person's episode soon: see <see cref="RecordTable{T}.Expect"/>.</summary>
    internal void Expect(Token person) => _places.Expect(person);

    /// <summary>And very soon. Where it is, if it is there at all; -1: it is not.</summary>
    internal int ExpectPlace(Token person)
    {
        var place = _places.ExpectRecord(person);
        Fetch.Element(_episodes, place);
        return place;
    }

    /// <summary>What <see cref="ExpectPlace"/> has told of; null where it has ended meanwhile.</summary>
    internal Episode? Peek(int place) => place < 0 ? null : _episodes[place];

    /// <summary>Frees its memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        _places.Dispose();
        _blocks.Dispose();
    }
}
