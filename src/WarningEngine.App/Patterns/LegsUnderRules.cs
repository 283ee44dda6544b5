using WarningEngine.App.Commands;
using WarningEngine.App.Owners;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Patterns;

/// <summary>Scores a log of legs as if other rules had decided: what scoring sent itself is dropped, and what it sends under
/// these rules is delivered instead, before time moves on. The partition whose time is furthest behind goes first.</summary>
/// <param name="kafka">Where the log is.</param>
/// <param name="rules">What would have decided.</param>
/// <param name="retention">As it was where this ran.</param>
/// <param name="snapshots">Holds what was filled in beneath the log, if anything was. Null: nothing was.</param>
/// <param name="note">Told which of these snapshots are begun with, and which are ignored.</param>
internal sealed class LegsUnderRules(
    KafkaOptions kafka, IArtifacts rules, Retention retention, SnapshotDirectory? snapshots = null, Action<string>? note = null)
{
    /// <summary>What these rules would have warned of.</summary>
    /// <exception cref="CommandFailedException">The log does not begin at its beginning, or what was filled in beneath it is not to be had.</exception>
    public IReadOnlyList<Warning> Run(CancellationToken stop)
    {
        var ends = Ends();
        var partitions = ends.Length;
        var warnings = new List<Warning>();
        var leftOut = new LegsLog(kafka).LeftOut();
        var lanes = new Lane[partitions];
        for (var p = 0; p < partitions; p++)
        {
            lanes[p] = new Lane(kafka, Begin(p, partitions, ends[p]), p, leftOut);
        }

        try
        {
            var caused = new List<Leg>();
            var sink = new Sink(caused, warnings);
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                foreach (var lane in lanes)
                {
                    lane.ReadOn(sink);
                }

                Deliver(lanes, caused, sink);
                var nextMs = lanes.Min(x => x.NextMs);
                if (nextMs == long.MaxValue)
                {
                    break;
                }

                foreach (var lane in lanes.Where(x => x.NextMs == nextMs))
                {
                    lane.Progress(sink);
                }
            }
        }
        finally
        {
            foreach (var lane in lanes)
            {
                lane.Dispose();
            }
        }

        return warnings;
    }

    /// <summary>The state with which a partition begins. Which sets decided in what was filled in is of no account: these rules do.</summary>
    private ScoringPartition Begin(int partition, int partitions, long end)
    {
        var expected = new SnapshotHeader(StateFill.Score, partition, partitions, kafka.Generation, 0, 0, 0);
        if (snapshots?.FindBeneath(expected, Empty, reason => note?.Invoke($"ignored: {reason}")) is not var (_, filled))
        {
            return snapshots?.WhyNotEmpty(StateFill.Score, partition, kafka.Generation, end) is { } why
                ? throw new CommandFailedException($"{TopicPlan.Legs}/{partition}: {why}.") : Empty();
        }

        note?.Invoke($"{TopicPlan.Legs}/{partition} begins with what was filled in beneath it");
        return filled;

        ScoringPartition Empty() => new(new Source(TopicPlan.Legs, kafka.Generation, partition), rules, retention);
    }

    /// <summary>What was caused since time last moved, by source and position, and what that causes in turn.</summary>
    private static void Deliver(Lane[] lanes, List<Leg> caused, Sink sink)
    {
        while (caused.Count > 0)
        {
            Leg[] legs = [.. caused.OrderBy(x => x.Stamp.Source.Partition).ThenBy(x => x.Stamp.Position)];
            caused.Clear();
            foreach (var leg in legs)
            {
                lanes[leg.Entity.Partition(lanes.Length)].Apply(leg, sink);
            }
        }
    }

    /// <summary>Of each partition the offset after its last message.</summary>
    private long[] Ends()
    {
        var ends = new long[new LegsLog(kafka).Partitions()];
        using var reader = new LogReader(kafka);
        for (var p = 0; p < ends.Length; p++)
        {
            (var first, ends[p]) = reader.Bounds(TopicPlan.Legs, p);
            if (first > 0)
            {
                throw new CommandFailedException(
                    $"{TopicPlan.Legs}/{p} begins at offset {first}: what came before is no longer kept, and decisions hang on it.");
            }
        }

        return ends;
    }

    /// <summary>One partition: its log and its state.</summary>
    private sealed class Lane : IDisposable
    {
        private readonly LogReader _reader;
        private readonly IEnumerator<(long Offset, byte[] Value)> _log;
        private readonly ScoringPartition _scoring;
        private readonly List<Leg> _frame = [];
        private readonly HashSet<string> _leftOut;
        private readonly int _generation;
        private readonly int _partition;
        private long _at;

        public Lane(KafkaOptions kafka, ScoringPartition scoring, int partition, HashSet<string> leftOut)
        {
            (_scoring, _leftOut) = (scoring, leftOut);
            (_generation, _partition) = (kafka.Generation, partition);
            _reader = new LogReader(kafka);
            _log = _reader.Read(TopicPlan.Legs, partition).GetEnumerator();
        }

        /// <summary>The time to which the frame in hand moves some raw partition; greatest where the log has ended. Ms since
        /// epoch.</summary>
        public long NextMs { get; private set; } = long.MinValue;

        /// <summary>Applies frames until one comes that moves time: intake gives progress frames of its own.</summary>
        public void ReadOn(Sink sink)
        {
            while (NextMs == long.MinValue)
            {
                if (!_log.MoveNext())
                {
                    NextMs = long.MaxValue;
                    return;
                }

                _frame.Clear();
                FrameWriter.Read(_log.Current.Value, _frame);
                var progress = _frame.FindIndex(x => x.Kind == LegKind.Progress);
                if (progress >= 0)
                {
                    NextMs = _frame[progress].Progress!.Max(x => x.TimeMs);
                    return;
                }

                ApplyFrame(sink);
            }
        }

        /// <summary>Applies the frame in hand.</summary>
        public void Progress(Sink sink)
        {
            ApplyFrame(sink);
            NextMs = long.MinValue;
        }

        public void Apply(in Leg leg, Sink sink) => _scoring.Apply(leg, new Position(_at++, 0, 0), sink);

        public void Dispose()
        {
            _log.Dispose();
            _reader.Dispose();
        }

        private void ApplyFrame(Sink sink)
        {
            for (var i = 0; i < _frame.Count; i++)
            {
                // What ran live could not take in what was left out, and neither may this.
                if (_frame[i].Stamp.Source.Topic != TopicPlan.Legs
                    && (_leftOut.Count == 0 || !_leftOut.Contains(new LegPlace(_partition, _log.Current.Offset, i).Coordinates(_generation))))
                {
                    Apply(_frame[i], sink);
                }
            }
        }
    }

    private sealed class Sink(List<Leg> caused, List<Warning> warnings) : IScoringSink
    {
        public void Leg(in Leg leg) => caused.Add(leg);

        public void Item(DispatchItem item)
        {
            if (item is WarningItem warning)
            {
                warnings.Add(warning.Warning);
            }
        }
    }
}
