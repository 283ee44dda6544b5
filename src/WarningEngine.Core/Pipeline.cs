using System.Runtime.InteropServices;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core;

/// <summary>Takes what comes out at the end of the flow.</summary>
public interface IPipelineSink : IDispatchSink
{
    void Warned(Warning warning);

    void Rejected(in RecordContext context, CheckResult result);
}

/// <summary>The whole flow in one process and in event time, for replay, history and tests: the same intake, scoring and
/// dispatch that run as roles over Kafka. Time moves in slices; at the end of a slice scoring's own legs are delivered
/// by source and position, then progress.</summary>
public sealed class Pipeline : ILegSink, IScoringSink
{
    private readonly IntakeSplitter _intake;
    private readonly ScoringPartition[] _scoring;
    private readonly DispatchPartition[]? _dispatch;
    private readonly IPipelineSink _sink;
    private readonly List<Leg> _legs = [];

    /// <summary>Where the legs of each partition stand in what is delivered: places, since legs are large.</summary>
    private readonly List<int>[] _inbox;

    /// <summary>All of them, partition by partition.</summary>
    private readonly List<(int Partition, int Place, int Episode)> _order = [];
    private readonly long[] _offsets;
    private List<Leg> _caused = [];
    private List<Leg> _delivered = [];
    private int _current;

    /// <param name="partitions">P.</param>
    /// <param name="intake">Checks, normalises, tokenises, splits.</param>
    /// <param name="artifacts">What decides: its first set, and those that the input activates.</param>
    /// <param name="dispatch">Null: warnings are made but become no cases (history).</param>
    /// <param name="sink">Takes what comes out.</param>
    /// <param name="generation">Of <c>legs</c> as a source. History that is filled in under a live log is of generation 0:
    /// its positions say nothing about those of the live log.</param>
    /// <param name="retention">For how long who is silent is remembered; null: the default.</param>
    /// <param name="tap">Takes what models are asked; null outside of training.</param>
    public Pipeline(
        int partitions, IntakeSplitter intake, IArtifacts artifacts, DispatchOptions? dispatch, IPipelineSink sink, int generation = 1,
        Retention? retention = null, IFeatureTap? tap = null)
    {
        _intake = intake;
        _sink = sink;
        _scoring = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", generation, p), artifacts, retention, tap))];
        _dispatch = dispatch is null ? null : [.. Enumerable.Range(0, partitions).Select(_ => new DispatchPartition(dispatch))];
        _inbox = [.. Enumerable.Range(0, partitions).Select(_ => new List<int>())];
        _offsets = new long[partitions];
    }

    public IReadOnlyList<ScoringPartition> Scoring => _scoring;

    /// <summary>Legs scored so far, but for time.</summary>
    public long Legs { get; private set; }

    /// <summary>Those of them that scoring sent itself.</summary>
    public long Caused { get; private set; }

    /// <summary>History is over, and no dispatch has made cases of it: whoever goes on counts warnings from the first that becomes one.</summary>
    public void ForgetCases()
    {
        foreach (var partition in _scoring)
        {
            partition.State.Episodes.ForgetCases();
        }
    }

    /// <summary>Not everyone whom a counterpart touched has heard yet of what it has become: the next progress goes on.</summary>
    public bool IsTelling => _scoring.Any(x => x.State.Counterparts.Waves.Next is not null);

    /// <summary>The flow of one record. Events enter; Intake checks and splits them into legs; the owner of each leg's
    /// entity updates Profiles, fills Features, advances Patterns, asks Models and makes Decisions
    /// (<see cref="ScoringPartition"/>); Cases merge them and Dispatch routes them (<see cref="DispatchPartition"/>).</summary>
    public void Run(RawRecord record, in RecordContext context)
    {
        // In one process nothing needs to be read back from a vault: the key is at hand, and accounts stay tokens.
        var result = _intake.Split(record, context, this, vault: null);
        if (!result.IsGood)
        {
            _sink.Rejected(context, result);
        }
    }

    /// <summary>Ends a slice: everything read in it is scored, and time moves to <paramref name="timeMs"/>.</summary>
    /// <param name="timeMs">Ms since epoch.</param>
    /// <param name="progress">How far each source has been read.</param>
    public void EndSlice(long timeMs, ReadOnlySpan<ProgressEntry> progress) => EndSlice([], timeMs, progress.ToArray());

    /// <summary>The same of a slice that was split elsewhere.</summary>
    /// <param name="legs">Its legs in the order in which intake wrote them; they come after those that were added one by one.</param>
    /// <param name="timeMs">Ms since epoch.</param>
    /// <param name="progress">How far each source has been read. Kept by the legs of this slice.</param>
    public void EndSlice(ReadOnlySpan<Leg> legs, long timeMs, ProgressEntry[] progress)
    {
        // Partitions share nothing: that one of them hears of both parts in turn decides nothing for it.
        Deliver(CollectionsMarshal.AsSpan(_legs));
        _legs.Clear();
        Deliver(legs);
        DeliverCaused();
        var moved = new Leg { Kind = LegKind.Progress, Progress = progress, EventTimeMs = timeMs };
        for (_current = 0; _current < _scoring.Length; _current++)
        {
            _scoring[_current].Apply(moved, new Position(_offsets[_current]++, 0, 0), this);
        }

        DeliverCaused();
    }

    /// <summary>Forgets what a checkpoint would have to write: where none is made, that grows with every event.</summary>
    public void ForgetChanges()
    {
        foreach (var partition in _scoring)
        {
            partition.ForgetChanges();
        }
    }

    /// <summary>What progress causes is delivered with it: nothing of a slice is left for one that may never come.</summary>
    private void DeliverCaused()
    {
        while (_caused.Count > 0)
        {
            (_delivered, _caused) = (_caused, _delivered);
            _delivered.Sort(static (a, b) => a.Stamp.Source.Partition != b.Stamp.Source.Partition
                ? a.Stamp.Source.Partition.CompareTo(b.Stamp.Source.Partition)
                : a.Stamp.Position.CompareTo(b.Stamp.Position));
            Deliver(CollectionsMarshal.AsSpan(_delivered));
            Caused += _delivered.Count;
            _delivered.Clear();
        }
    }

    /// <summary>Adds a leg to the slice at hand.</summary>
    public void Add(in Leg leg) => _legs.Add(leg);

    void IScoringSink.Leg(in Leg leg) => _caused.Add(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        if (item is WarningItem warning)
        {
            _sink.Warned(warning.Warning);
        }

        _dispatch?[_current].Apply(item, _sink);
    }

    /// <summary>To each partition its legs, in their order; one without an entity to all.</summary>
    private void Deliver(ReadOnlySpan<Leg> legs)
    {
        if (legs.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < legs.Length; i++)
        {
            if (legs[i].Entity.IsNone)
            {
                foreach (var inbox in _inbox)
                {
                    inbox.Add(i);
                }
            }
            else
            {
                _inbox[legs[i].Entity.Partition(_inbox.Length)].Add(i);
            }
        }

        for (var partition = 0; partition < _inbox.Length; partition++)
        {
            foreach (var place in _inbox[partition])
            {
                _order.Add((partition, place, -1));
            }

            _inbox[partition].Clear();
        }

        var order = CollectionsMarshal.AsSpan(_order);
        for (var i = 0; i < order.Length; i++)
        {
            if (i % LookAhead.Group == 0)
            {
                Expect(legs, order, i);
            }

            _current = order[i].Partition;
            _scoring[_current].Apply(legs[order[i].Place], new Position(_offsets[_current]++, 0, 0), this);
        }

        Legs += order.Length;
        _order.Clear();
    }

    /// <summary>A slice has few legs in each partition, but some in all of them: the memory is asked for what the next need, whosever they are, in groups
    /// as <see cref="LookAhead.From"/> does.</summary>
    private void Expect(ReadOnlySpan<Leg> legs, Span<(int Partition, int Place, int Episode)> order, int at)
    {
        foreach (ref readonly var far in Part(order, at == 0 ? 0 : at + (2 * LookAhead.Group), at + (3 * LookAhead.Group)))
        {
            ref readonly var leg = ref legs[far.Place];
            _scoring[far.Partition].LookAhead.Places(leg, LegIdentities.Of(leg));
        }

        foreach (ref var near in Part(order, at == 0 ? 0 : at + LookAhead.Group, at + (2 * LookAhead.Group)))
        {
            near.Episode = _scoring[near.Partition].LookAhead.Records(legs[near.Place]);
        }

        foreach (ref readonly var next in Part(order, at, at + LookAhead.Group))
        {
            _scoring[next.Partition].LookAhead.Lists(next.Episode);
        }
    }

    private static Span<T> Part<T>(Span<T> all, int from, int to) => all[Math.Min(from, all.Length)..Math.Min(to, all.Length)];
}
