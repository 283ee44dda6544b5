using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.App.Artifacts;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Redis;
using WarningEngine.Stages.Capacity;

namespace WarningEngine.Stages.HotPath;

/// <summary>Scoring alone, of legs in memory, on one thread: <c>hotpath [--people N] [--copies N] [--partitions P] [--warm LEGS] [--legs
/// LEGS] [--seed N] [--model none]</c>. The shipped model decides with the patterns, unless there is to be none. The state is that of a city of
/// people x copies that has been lived in for two weeks. The legs of a message lie in one buffer, used again for the next, as the reader of frames
/// leaves them; only scoring is timed.</summary>
internal sealed class HotPathRun
{
    /// <summary>Some hundred legs of each partition: what frames bring at once.</summary>
    private const long SliceMs = 60_000;
    private const int ChunkLegs = 400_000;

    private readonly ScoringPartition[] _partitions;
    private readonly DecisionHash _sink;
    private readonly CityLegs _legs;
    private readonly long[] _offsets;
    private readonly List<Slice> _chunk = [];
    private readonly Stack<Slice> _free = new();
    private readonly List<Leg> _message = [];
    private readonly Leg[] _progress = new Leg[1];
    private Spent _spent;
    private readonly long[] _kindNs = new long[32];
    private readonly long[] _kindCount = new long[32];

    private HotPathRun(int people, int copies, int partitions, ulong seed, bool withModel)
    {
        var rules = FilledState.Rules(withModel);
        var city = new LivedCity(people, seed, rules);
        _partitions = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", 1, p), rules))];
        _sink = new DecisionHash(partitions);
        _offsets = new long[partitions];
        Fill(city, copies);
        _legs = new CityLegs(city, copies);
    }

    public static int Run(string[] args)
    {
        var given = new RunArguments(
            args,
            "hotpath [--people N] [--copies N] [--partitions P] [--seed N] [--model shipped|none] [--warm N] [--legs N] [--kinds N] [--state-hash yes|no]");
        int Number(string name, string otherwise) => int.Parse(given[name, otherwise], CultureInfo.InvariantCulture);
        var before = LinesRun.InUse;
        var run = new HotPathRun(
            Number("--people", "2000"), Number("--copies", "200"), Number("--partitions", "32"), (ulong)Number("--seed", "7"),
            given["--model", "shipped"] != ShippedModels.None);
        run.DescribeState(before);
        run.Warm(Number("--warm", "3000000"));

        // A state that is lived with is old: the first collections would move all of it, from the first generation to the next and on.
        GC.Collect();
        GC.Collect();
        run.Measure(Number("--legs", "4000000"));
        run.DescribeModel();
        run.MeasureKinds(Number("--kinds", "1000000"));
        Console.WriteLine($"decisions {run._sink.Value:x16}, {run._sink.Warnings:#,0} warnings, {run._sink.Items:#,0} items, "
            + $"{run._partitions.Sum(x => x.Dropped):#,0} legs dropped as seen before");
        if (given["--state-hash", "no"] != "no")
        {
            Console.WriteLine($"state {StateHash.Of(run._partitions)}");
        }

        return 0;
    }

    private void Fill(LivedCity city, int copies)
    {
        var episodes = StateRecords.Of(city.State)[RecordKind.Episode];
        for (var i = 0; i < copies; i++)
        {
            var copy = new CityCopy(i);
            copy.AddProfiles(city.State, EntityKind.Number, _partitions);
            copy.AddProfiles(city.State, EntityKind.Account, _partitions);
            copy.AddCounterparts(city.State, _partitions);
            foreach (var (key, value) in episodes)
            {
                copy.AddEpisode(key, value, _partitions);
            }
        }

        foreach (var partition in _partitions)
        {
            partition.State.Clock.Join(city.State.Clock);
            partition.ForgetChanges();
        }
    }

    private void DescribeState(long before)
    {
        var lines = _partitions.Sum(x => (long)x.State.Profiles.Count);
        var counterparts = _partitions.Sum(x => (long)x.State.Counterparts.Table.Count);
        var episodes = _partitions.Sum(x => (long)x.State.Episodes.Count);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines:#,0} lines, {counterparts:#,0} counterparts, {episodes:#,0} episodes in {_partitions.Length} partitions; "
                + $"{Unsafe.SizeOf<Leg>()} bytes a leg; {(LinesRun.InUse - before) >> 20} MB"));
    }

    /// <summary>What the model was asked, as <c>/metrics</c> says it: the classes too are the same after a change that alters no decision.</summary>
    private void DescribeModel()
    {
        ModelStatistics[] all = [.. _partitions.Select(x => x.StatisticsOf(ModelSubject.Person))];
        var classes = Enumerable.Range(0, all[0].Deciding.Length).Select(x => all.Sum(y => y.Deciding[x]).ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the model was asked {all.Sum(x => x.Asked):#,0} times, warming included; by classes of probability {string.Join(' ', classes)}; "
                + $"{all.Sum(x => x.Unknown.Sum()):#,0} values unknown"));
    }

    private void Warm(long legs)
    {
        long done = 0;
        while (done < legs)
        {
            done += Prepare();
            Score();
            Array.ForEach(_partitions, x => x.ForgetChanges());

            // What is called often is compiled again beside; on a busy machine that takes its time.
            Thread.Sleep(500);
        }
    }

    private void Measure(long legs)
    {
        var (total, whole, caused) = (0L, default(Spent), 0L);
        var (cutNs, cutBytes, cutAllocated, least) = (0L, 0L, 0L, double.MaxValue);
        int[] collections = [0, 0, 0];
        while (total < legs)
        {
            var count = Prepare();
            _spent = default;
            int[] before = [.. collections.Select((_, x) => GC.CollectionCount(x))];
            var scored = Score();
            collections = [.. collections.Select((count, x) => count + GC.CollectionCount(x) - before[x])];
            (total, caused) = (total + scored, caused + scored - count);
            whole.Add(_spent);
            least = Math.Min(least, _spent.CpuNs / (double)scored);
            var (cpu, bytes) = (ThreadTime.Nanoseconds, GC.GetAllocatedBytesForCurrentThread());
            foreach (var partition in _partitions)
            {
                var writer = new SegmentWriter();
                partition.WriteChanged(writer);
                cutBytes += writer.Finish().Length;
            }

            cutNs += ThreadTime.Nanoseconds - cpu;
            cutAllocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{total:#,0} legs ({caused:#,0} of them caused): {total / (whole.CpuNs / 1e3):0.00} M legs/s of CPU "
                + $"({total / (whole.WallNs / 1e3):0.00} M/s by the clock), {whole.CpuNs / (double)total:0} ns/leg (least of {ChunkLegs:#,0}: "
                + $"{least:0}), {whole.Allocated / (double)total:0.0} B/leg allocated; collections of generations 0, 1 and 2: "
                + $"{string.Join(", ", collections)}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"checkpoints beside it, each of {ChunkLegs:#,0} legs: {cutNs / (double)total:0} ns/leg, {cutBytes / (double)total:0} B/leg written, "
                + $"{cutAllocated / (double)total:0} B/leg allocated"));
    }

    /// <summary>Each leg by itself, with the clock read around it: more than in a stream, but comparable with each other.</summary>
    private void MeasureKinds(long legs)
    {
        var empty = long.MaxValue;
        for (var i = 0; i < 1_000; i++)
        {
            var at = Stopwatch.GetTimestamp();
            empty = Math.Min(empty, Stopwatch.GetTimestamp() - at);
        }

        long done = 0;
        while (done < legs)
        {
            done += Prepare();
            ScoreEach(empty);
            Array.ForEach(_partitions, x => x.ForgetChanges());
        }

        for (var kind = 0; kind < _kindNs.Length; kind++)
        {
            if (_kindCount[kind] > 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {(LegKind)kind,-18} {_kindCount[kind] * 100.0 / _kindCount.Sum(),5:0.0} % of legs "
                        + $"{_kindNs[kind] / (double)_kindCount[kind],7:0} ns {_kindNs[kind] * 100.0 / _kindNs.Sum(),5:0.0} % of time"));
            }
        }
    }

    /// <summary>The legs of the next slices, in memory. How many.</summary>
    private long Prepare()
    {
        foreach (var used in _chunk)
        {
            _free.Push(used);
        }

        _chunk.Clear();
        long legs = 0;
        while (legs < ChunkLegs)
        {
            if (_legs.AtEnd)
            {
                throw new InvalidOperationException("The city has no more legs: more copies, or fewer legs.");
            }

            var slice = _free.TryPop(out var free) ? free : new Slice(_partitions.Length);
            _legs.Deal(SliceMs, slice.Legs);
            slice.Progress = new Leg { Kind = LegKind.Progress, EventTimeMs = _legs.NowMs, Progress = _legs.Progress(_legs.NowMs) };
            legs += slice.Legs.Sum(x => x.Count);
            _chunk.Add(slice);
        }

        return legs;
    }

    private long Score()
    {
        long count = 0;
        foreach (var slice in _chunk)
        {
            var caused = _sink.Take();
            for (var p = 0; p < _partitions.Length; p++)
            {
                Score(p, caused[p]);
                Score(p, slice.Legs[p]);
                _progress[0] = slice.Progress;
                Score(p, _progress);
                count += caused[p].Count + slice.Legs[p].Count + 1;
            }
        }

        return count;
    }

    private void Score(int p, IReadOnlyCollection<Leg> legs)
    {
        _message.Clear();
        _message.AddRange(legs);
        var message = CollectionsMarshal.AsSpan(_message);
        var before = Spent.Now;
        var (partition, offset) = (_partitions[p], _offsets[p]++);
        for (var i = 0; i < message.Length; i++)
        {
            partition.ApplyAt(message, i, offset, _sink);
        }

        _spent.Since(before);
    }

    private void ScoreEach(long empty)
    {
        foreach (var slice in _chunk)
        {
            var caused = _sink.Take();
            for (var p = 0; p < _partitions.Length; p++)
            {
                foreach (var leg in caused[p].Concat(slice.Legs[p]).Append(slice.Progress))
                {
                    var at = Stopwatch.GetTimestamp();
                    _partitions[p].Apply(leg, new Position(_offsets[p]++, 0, 0), _sink);
                    _kindNs[(int)leg.Kind] += Stopwatch.GetTimestamp() - at - empty;
                    _kindCount[(int)leg.Kind]++;
                }
            }
        }
    }

    /// <summary>What this thread spends.</summary>
    private struct Spent
    {
        public long CpuNs;
        public long WallNs;
        public long Allocated;

        public static Spent Now => new()
        {
            Allocated = GC.GetAllocatedBytesForCurrentThread(),
            WallNs = Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency), CpuNs = ThreadTime.Nanoseconds,
        };

        /// <summary>Adds what was spent since then.</summary>
        public void Since(in Spent then)
        {
            var now = Now;
            (CpuNs, WallNs, Allocated) = (CpuNs + now.CpuNs - then.CpuNs, WallNs + now.WallNs - then.WallNs, Allocated + now.Allocated - then.Allocated);
        }

        public void Add(in Spent other) =>
            (CpuNs, WallNs, Allocated) = (CpuNs + other.CpuNs, WallNs + other.WallNs, Allocated + other.Allocated);
    }

    /// <summary>Some seconds of event time.</summary>
    private sealed class Slice(int partitions)
    {
        public List<Leg>[] Legs { get; } = [.. Enumerable.Range(0, partitions).Select(_ => new List<Leg>())];

        public Leg Progress { get; set; }
    }

    /// <summary>Keeps the records of episodes alone.</summary>
}
