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
public sealed class Pipeline : ILegSink, IVaultSink, IScoringSink
{
    private readonly IntakeSplitter _intake;
    private readonly ScoringPartition[] _scoring;
    private readonly DispatchPartition[]? _dispatch;
    private readonly IPipelineSink _sink;
    private readonly List<Leg>[] _inbox;
    private readonly long[] _offsets;
    private readonly List<Leg> _caused = [];
    private int _current;

    /// <param name="partitions">P.</param>
    /// <param name="intake">Checks, normalises, tokenises, splits.</param>
    /// <param name="ruleSets">What decides: its first set, and those that the input activates.</param>
    /// <param name="dispatch">Null: warnings are made but become no cases (history).</param>
    /// <param name="sink">Takes what comes out.</param>
    /// <param name="generation">Of <c>legs</c> as a source. History that is filled in under a live log is of generation 0:
    /// its positions say nothing about those of the live log.</param>
    /// <param name="retention">For how long who is silent is remembered; null: the default.</param>
    public Pipeline(
        int partitions, IntakeSplitter intake, IRuleSets ruleSets, DispatchOptions? dispatch, IPipelineSink sink, int generation = 1,
        Retention? retention = null)
    {
        _intake = intake;
        _sink = sink;
        _scoring = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", generation, p), ruleSets, retention))];
        _dispatch = dispatch is null ? null : [.. Enumerable.Range(0, partitions).Select(_ => new DispatchPartition(dispatch))];
        _inbox = [.. Enumerable.Range(0, partitions).Select(_ => new List<Leg>())];
        _offsets = new long[partitions];
    }

    public IReadOnlyList<ScoringPartition> Scoring => _scoring;

    /// <summary>Legs scored so far.</summary>
    public long Legs { get; private set; }

    /// <summary>Those of them that scoring sent itself.</summary>
    public long Caused { get; private set; }

    /// <summary>Not everyone whom a counterpart touched has heard yet of what it has become: the next progress goes on.</summary>
    public bool IsTelling => _scoring.Any(x => x.State.Counterparts.Waves.Next is not null);

    /// <summary>The flow of one record. Events enter; Intake checks and splits them into legs; the owner of each leg's
    /// entity updates Profiles, fills Features, advances Patterns, asks Models and makes Decisions
    /// (<see cref="ScoringPartition"/>); Cases merge them and Dispatch routes them (<see cref="DispatchPartition"/>).</summary>
    public void Run(RawRecord record, in RecordContext context)
    {
        var result = _intake.Split(record, context, this, this);
        if (!result.IsGood)
        {
            _sink.Rejected(context, result);
        }
    }

    /// <summary>Ends a slice: everything read in it is scored, and time moves to <paramref name="timeMs"/>.</summary>
    public void EndSlice(long timeMs, ReadOnlySpan<ProgressEntry> progress)
    {
        Deliver();
        DeliverCaused();
        var entries = progress.ToArray();
        for (var p = 0; p < _scoring.Length; p++)
        {
            _inbox[p].Add(new Leg { Kind = LegKind.Progress, Progress = entries, EventTimeMs = timeMs });
        }

        Deliver();
        DeliverCaused();
    }

    /// <summary>What progress causes is delivered with it: nothing of a slice is left for one that may never come.</summary>
    private void DeliverCaused()
    {
        while (_caused.Count > 0)
        {
            _caused.Sort(static (a, b) => a.Stamp.Source.Partition != b.Stamp.Source.Partition
                ? a.Stamp.Source.Partition.CompareTo(b.Stamp.Source.Partition)
                : a.Stamp.Position.CompareTo(b.Stamp.Position));
            foreach (var leg in _caused)
            {
                Add(leg);
            }

            Caused += _caused.Count;
            _caused.Clear();
            Deliver();
        }
    }

    public void Add(in Leg leg)
    {
        if (leg.Entity.IsNone)
        {
            foreach (var inbox in _inbox)
            {
                inbox.Add(leg);
            }

            return;
        }

        _inbox[leg.Entity.Partition(_inbox.Length)].Add(leg);
    }

    void IVaultSink.Keep(Token token, byte[] sealedText)
    {
        // In one process nothing needs to be read back: the key is at hand, and accounts stay tokens.
    }

    void IScoringSink.Leg(in Leg leg) => _caused.Add(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        if (item is WarningItem warning)
        {
            _sink.Warned(warning.Warning);
        }

        _dispatch?[_current].Apply(item, _sink);
    }

    private void Deliver()
    {
        for (_current = 0; _current < _scoring.Length; _current++)
        {
            var inbox = _inbox[_current];
            foreach (ref readonly var leg in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(inbox))
            {
                _scoring[_current].Apply(leg, new Position(_offsets[_current]++, 0, 0), this);
            }

            Legs += inbox.Count;
            inbox.Clear();
        }
    }
}
