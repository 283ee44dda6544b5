using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>The engine's own logic for whoever keeps entities in a store: records are read into it before their legs, and what these have
/// changed is taken out after them.</summary>
internal sealed class EntityScoring : IStateWriter
{
    private const byte HeaderKind = 0;

    private readonly ScoringPartition _partition;
    private readonly IScoringSink _sink;
    private readonly Dictionary<Token, EntityBundle> _bundles = [];
    private readonly HashSet<Token> _changed = [];
    private readonly List<(Token Entity, byte Kind, byte[] Content)> _pending = [];

    /// <param name="legs">As the source of what is caused.</param>
    /// <param name="artifacts">What decides.</param>
    /// <param name="sink">Takes what legs cause.</param>
    public EntityScoring(Source legs, IArtifacts artifacts, IScoringSink sink) =>
        (_partition, _sink) = (new ScoringPartition(legs, artifacts), sink);

    /// <summary>Marks and clock, as of the last <see cref="Changes"/>.</summary>
    public byte[] Header { get; private set; } = [];

    /// <summary>What the store holds of an entity; once a batch.</summary>
    public void Load(Token entity, ReadOnlySpan<byte> value)
    {
        var bundle = EntityBundle.Read(value);
        _bundles[entity] = bundle;
        Span<byte> key = stackalloc byte[1 + Token.Size];
        entity.Write(key[1..]);
        for (var kind = EntityBundle.FirstKind; kind <= EntityBundle.LastKind; kind++)
        {
            if (bundle[kind] is { IsEmpty: false } content)
            {
                key[0] = kind;
                _partition.Read(key, content);
            }
        }
    }

    public void Apply(in Leg leg, in Position at) => _partition.Apply(leg, at, _sink);

    /// <summary>Entities that changed though nobody asked for them: by time.</summary>
    public IEnumerable<Token> Unasked()
    {
        _changed.Clear();
        _pending.Clear();
        ForgetOwn();
        _partition.WriteChanged(this);
        return _changed.Where(x => !_bundles.ContainsKey(x));
    }

    /// <summary>What has to be written, after <see cref="Unasked"/>; the batch is over with it.</summary>
    /// <param name="unasked">What the store holds of those.</param>
    public List<(Token Entity, byte[] Value)> Changes(IEnumerable<(Token Entity, byte[] Value)> unasked)
    {
        foreach (var (entity, value) in unasked)
        {
            _bundles[entity] = EntityBundle.Read(value);
        }

        foreach (var (entity, kind, content) in _pending)
        {
            _bundles[entity].Set(kind, content);
        }

        List<(Token, byte[])> changes = [.. _changed.Select(x => (x, _bundles[x].Write()))];
        _bundles.Clear();
        return changes;
    }

    /// <summary>What stays in this process costs nothing here: checkpoints are made for many events, not for one.</summary>
    private void ForgetOwn()
    {
        var state = _partition.State;
        state.Seen.ClearAdded();
        state.SeenMoney.ClearAdded();
        state.Counterparts.Touched.Blocks.ClearChanged();
        state.Counterparts.Waves.Table.ClearChanged();
        state.Ahead.ClearChanged();
        state.Talks.ClearChanged();
    }

    /// <summary>Lines that counterparts touched, waves, answers ahead, talks that go on and events seen stay in this process.</summary>
    void IStateWriter.Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key[0] == HeaderKind)
        {
            Header = value.ToArray();
        }
        else if (key[0] is >= EntityBundle.FirstKind and <= EntityBundle.LastKind)
        {
            var entity = Token.Read(key[1..]);
            _pending.Add((entity, key[0], value.ToArray()));
            _changed.Add(entity);
        }
    }
}
