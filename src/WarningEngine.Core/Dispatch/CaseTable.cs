using System.Text.Json;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Dispatch;

/// <summary>The cases of a partition: by person, and by when something is due.</summary>
internal sealed class CaseTable
{
    /// <summary>A case that is no longer open is forgotten after this time, once its episode is over: one that was forgotten
    /// before would begin at revision 1 again, and its entries be taken for old ones.</summary>
    private const long KeptMs = 72 * ProfileTime.HourMs;

    private readonly byte _version;
    private readonly byte _keyKind;
    private readonly SortedDictionary<Token, Case> _cases = [];
    private readonly SortedSet<(long DueMs, UInt128 Case, Token Person)> _due = [];
    private readonly HashSet<Token> _changed = [];

    /// <summary>When the first of <see cref="_due"/> is due, ms; null: not looked up since it changed. Each progress asks, and most hear "not yet".</summary>
    private long? _firstDueMs;

    /// <param name="version">Of the layout, first byte of every value.</param>
    /// <param name="keyKind">First byte of every key.</param>
    public CaseTable(byte version, byte keyKind) => (_version, _keyKind) = (version, keyKind);

    public IReadOnlyCollection<Case> All => _cases.Values;

    public Case? Find(Token person) => _cases.GetValueOrDefault(person);

    /// <summary>The case of which something is due by then, the earliest first, then by id; null where none is.</summary>
    public Case? Due(long nowMs)
    {
        _firstDueMs ??= _due.Count > 0 ? _due.Min.DueMs : long.MaxValue;
        return _due.Count > 0 && _firstDueMs <= nowMs ? _cases[_due.Min.Person] : null;
    }

    public void Put(Case changed)
    {
        Take(changed.Person);
        _cases[changed.Person] = changed;
        _due.Add((DueMs(changed), changed.Id, changed.Person));
        _firstDueMs = null;
        _changed.Add(changed.Person);
    }

    public void Remove(Token person)
    {
        Take(person);
        _changed.Add(person);
    }

    public void WriteChanged(IStateWriter writer)
    {
        foreach (var person in _changed.Order())
        {
            Write(writer, person);
        }

        _changed.Clear();
    }

    public void WriteAll(IStateWriter writer)
    {
        foreach (var person in _cases.Keys)
        {
            Write(writer, person);
        }

        _changed.Clear();
    }

    /// <param name="person">Whose case it is.</param>
    /// <param name="value">With the byte of the version; empty where there is none any more.</param>
    public void Read(Token person, ReadOnlySpan<byte> value)
    {
        Take(person);
        if (!value.IsEmpty)
        {
            Put(CaseMerging.Counted(JsonSerializer.Deserialize<Case>(value[1..])
                ?? throw new InvalidDataException("State record of a case is empty.")));
        }

        _changed.Remove(person);
    }

    private void Take(Token person)
    {
        if (_cases.Remove(person, out var old))
        {
            _due.Remove((DueMs(old), old.Id, person));
            _firstDueMs = null;
        }
    }

    private static long DueMs(Case one) =>
        one.State == CaseState.Open ? Math.Min(one.UsefulUntilMs, one.Offer?.UntilMs ?? long.MaxValue)
        : one.EpisodeEnded ? one.UsefulUntilMs + KeptMs : long.MaxValue;

    private void Write(IStateWriter writer, Token person)
    {
        Span<byte> key = stackalloc byte[1 + Token.Size];
        key[0] = _keyKind;
        person.Write(key[1..]);
        writer.Put(key, _cases.TryGetValue(person, out var one) ? [_version, .. JsonSerializer.SerializeToUtf8Bytes(one)] : []);
    }
}
