using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Decisions;

/// <summary>The episodes of one partition by person, in native memory with all that they keep. Which of them changed, and which ended, since the last checkpoint is known as of
/// profiles.</summary>
public sealed class EpisodeTable : IDisposable
{
    private readonly RecordTable<Episode> _episodes = new();
    private readonly List<Token> _changed = [];

    /// <summary>What nobody has.</summary>
    private readonly Episode[] _none = [new(Token.None, EntityKind.None, 0, 0)];

    /// <summary>Who was looked for last, and the place; -1: none. An event asks for its person several times.</summary>
    private Token _lastPerson;

    /// <inheritdoc cref="_lastPerson"/>
    private int _lastPlace = -1;

    public int Count => _episodes.Count;

    /// <summary>Where the lists of episodes stand.</summary>
    public NativeBlocks Blocks { get; } = new();

    /// <summary>Who has one, in no order.</summary>
    public IEnumerable<Token> Persons
    {
        get
        {
            for (var place = 0; place < _episodes.Slots; place++)
            {
                if (_episodes.IsUsed(place))
                {
                    yield return _episodes.KeyOf(place);
                }
            }
        }
    }

    /// <summary>Valid until it ends.</summary>
    /// <exception cref="KeyNotFoundException">The person has none.</exception>
    public ref Episode this[Token person]
    {
        get
        {
            var place = PlaceOf(person);
            if (place < 0)
            {
                throw new KeyNotFoundException($"Nobody of {Count:#,0} is {person}.");
            }

            return ref _episodes[place];
        }
    }

    /// <summary>Nothing stands anywhere of what was warned of: the next warning of each is the first of its case.</summary>
    public void ForgetCases()
    {
        foreach (var person in Persons.ToArray())
        {
            ref var episode = ref this[person];
            (episode.Warnings, episode.WarningsAtRise) = (0, ~0);
        }
    }

    public bool ContainsKey(Token person) => PlaceOf(person) >= 0;

    /// <summary>The person's episode, valid until it ends; one that is not open where there is none.</summary>
    public ref Episode Find(Token person)
    {
        var place = PlaceOf(person);
        return ref place >= 0 ? ref _episodes[place] : ref _none[0];
    }

    /// <summary>Persons whose episode changed since <see cref="ClearChanged"/>, or ended: those have none, or another. In their order; valid until it is asked again.</summary>
    internal IReadOnlyList<Token> Changed()
    {
        _changed.Clear();
        for (var place = _episodes.NextChanged(-1); place >= 0; place = _episodes.NextChanged(place))
        {
            if (_episodes.IsUsed(place))
            {
                _changed.Add(_episodes.KeyOf(place));
            }
        }

        foreach (var person in _episodes.Removed)
        {
            if (!ContainsKey(person))
            {
                _changed.Add(person);
            }
        }

        _changed.Sort();
        return _changed;
    }

    /// <summary>The person's episode begins; one that the person had gives way.</summary>
    internal ref Episode Begin(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
    {
        var place = _episodes.FindOrAdd(person);
        (_lastPerson, _lastPlace) = (person, place);
        ref var episode = ref _episodes[place];
        episode.Free(Blocks);
        episode = new Episode(person, personKind, firstEvent, startedMs);
        return ref episode;
    }

    /// <summary>Nothing happens where there is none.</summary>
    internal void Remove(Token person)
    {
        var place = PlaceOf(person);
        if (place >= 0)
        {
            _episodes[place].Free(Blocks);
            _episodes.Remove(person);
            _lastPlace = -1;
        }
    }

    /// <summary>The person's episode has changed; nothing happens where there is none.</summary>
    internal void Touch(Token person)
    {
        var place = PlaceOf(person);
        if (place >= 0)
        {
            _episodes.Touch(place);
        }
    }

    internal void ClearChanged() => _episodes.ClearChanged();

    /// <summary>Somebody will ask for the person's episode soon: see <see cref="RecordTable{T}.Expect"/>.</summary>
    internal void Expect(Token person) => _episodes.Expect(person);

    /// <summary>And very soon. Where it is, if it is there at all; -1: it is not.</summary>
    internal int ExpectPlace(Token person) => _episodes.ExpectRecord(person);

    /// <summary>And in a moment: what hangs on it. Nothing where it has ended meanwhile.</summary>
    /// <param name="place">As <see cref="ExpectPlace"/> has told.</param>
    internal void ExpectLists(int place)
    {
        if (place >= 0)
        {
            _episodes[place].Expect();
        }
    }

    /// <summary>Frees its memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        _episodes.Dispose();
        Blocks.Dispose();
    }

    private int PlaceOf(Token person)
    {
        if (person != _lastPerson)
        {
            (_lastPerson, _lastPlace) = (person, _episodes.Find(person));
        }

        return _lastPlace;
    }
}
