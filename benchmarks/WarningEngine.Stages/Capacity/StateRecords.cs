using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Stages.Capacity;

/// <summary>The records of a state as a checkpoint holds them, by kind.</summary>
internal sealed class StateRecords : IStateWriter
{
    private const byte ProfileKey = 1;
    private const byte CounterpartKey = 2;
    private const byte EpisodeKey = 3;
    private const byte TouchedKey = 6;

    private readonly ScoringState _state;

    private readonly Dictionary<RecordKind, List<(byte[] Key, byte[] Value)>> _records =
        Enum.GetValues<RecordKind>().ToDictionary(x => x, _ => new List<(byte[], byte[])>());

    private StateRecords(ScoringState state) => _state = state;

    public IReadOnlyList<(byte[] Key, byte[] Value)> this[RecordKind kind] => _records[kind];

    public static StateRecords Of(ScoringState state)
    {
        var records = new StateRecords(state);
        state.WriteAll(records);
        return records;
    }

    void IStateWriter.Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (KindOf(key) is { } kind)
        {
            _records[kind].Add((key.ToArray(), value.ToArray()));
        }
    }

    /// <summary>Null of what is not weighed.</summary>
    private RecordKind? KindOf(ReadOnlySpan<byte> key) => key[0] switch
    {
        ProfileKey => _state.Profiles[_state.Profiles.Find(Token.Read(key[1..]))].Kind == EntityKind.Number ? RecordKind.Line : RecordKind.Account,
        CounterpartKey => RecordKind.Counterpart,
        TouchedKey => RecordKind.TouchedBlock,
        EpisodeKey => RecordKind.Episode,
        _ => null,
    };
}
