using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Measures;

/// <summary>What a line costs in the engine and in the store, all included: the service reads ordinary calls of many lines, and is weighed when
/// all are known, garbage and what it has anyway too.</summary>
internal sealed class MemoryPhase(LoadRun run)
{
    private const int CallsPerLine = 3;
    private const long StartMs = 1_773_590_400_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Time goes on once a second for so long before what is known is weighed.</summary>
    private const int SettlesSeconds = 30;
    private const int WeighedSeconds = 5;

    private readonly TestGround _ground = run.Ground;

    public async Task RunAsync()
    {
        await _ground.BeginAsync(_ => false);
        using var watch = new LogWatch(_ground);
        using var engine = new EngineUnderLoad(_ground, "score", run.Say);
        await engine.ReadyAsync();
        var lines = run.Settings.Lines;
        var (resident, used) = Weigh(watch, engine, lines);
        engine.Stop();
        var (own, store) = ((double)resident / lines, (double)used / lines);
        run.Results.Measures["bytesPerLine"] = Results.Round(own);
        run.Results.Details["bytesPerLine"] = new JsonObject
        {
            ["lines"] = lines, ["callsPerLine"] = CallsPerLine, ["engineBytesPerLine"] = Results.Round(own),
            ["storeBytesPerLine"] = Results.Round(store), ["engineResidentBytes"] = resident, ["storeUsedBytes"] = used,
        };
        run.Say($"memory: {own:0} bytes a line in the engine, {store:0} in the store");
    }

    private (long Own, long Store) Weigh(LogWatch watch, EngineUnderLoad engine, int lines)
    {
        var filled = Fill(lines);
        var ends = watch.Ends(TopicPlan.Legs);
        for (var started = Stopwatch.GetTimestamp(); !watch.HasCome("score", ends); Thread.Sleep(Look))
        {
            engine.Check();
            _ground.Stop.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{lines:#,0} lines are not known after {Patience}.");
            }
        }

        long own = long.MaxValue, store = long.MaxValue;
        for (var second = 0; second < SettlesSeconds + WeighedSeconds; second++)
        {
            // A service hears of time once a second, and what was merged meanwhile is written with the checkpoint that this brings about; what a
            // collection frees the system hears of late.
            Progress(second);
            Thread.Sleep(TimeSpan.FromSeconds(1));
            if (second >= SettlesSeconds)
            {
                own = Math.Min(own, ProcessorTime.ResidentBytes(engine.Id));
                store = Math.Min(store, UsedByStore());
            }
        }

        run.Say($"memory: {lines:#,0} lines, {filled:#,0} legs: engine {own:#,0}, store {store:#,0} bytes");
        return (own, store);
    }

    private long Fill(int lines)
    {
        using var writer = new LogWriter(_ground.Kafka.BootstrapServers);
        FrameWriter[] frames = [.. Enumerable.Range(0, _ground.Partitions).Select(_ => new FrameWriter())];
        long count = 0;
        for (var call = 0; call < CallsPerLine; call++)
        {
            for (var line = 0; line < lines; line++)
            {
                _ground.Stop.ThrowIfCancellationRequested();
                var leg = Call(line, call, count++);
                var partition = leg.Entity.Partition(frames.Length);
                if (frames[partition].IsFull)
                {
                    writer.Write(TopicPlan.Legs, partition, frames[partition].Take());
                }

                frames[partition].Add(leg);
            }
        }

        for (var partition = 0; partition < frames.Length; partition++)
        {
            writer.Write(TopicPlan.Legs, partition, frames[partition].Take());
        }

        writer.Finish();
        return count;
    }

    private void Progress(int second)
    {
        using var writer = new LogWriter(_ground.Kafka.BootstrapServers);
        var raw = new Source(RawStreams.Calls, 1, 0);
        var frame = new FrameWriter();
        frame.Add(new Leg
        {
            Kind = LegKind.Progress, Stamp = new Stamp(raw, Position.Before),
            Progress = [new ProgressEntry(raw, StartMs + (CallsPerLine * 86_400_000L) + (second * 1_000L), HoldsBack: true)],
        });
        var value = frame.Take();
        for (var partition = 0; partition < _ground.Partitions; partition++)
        {
            writer.Write(TopicPlan.Legs, partition, value);
        }

        writer.Finish();
    }

    /// <summary>A friend's call of some minutes; each on another day.</summary>
    private static Leg Call(int line, int call, long count)
    {
        var startMs = StartMs + (call * 86_400_000L) + (line % 3_600_000);
        return new Leg
        {
            Kind = LegKind.Call, Entity = Token(line), EntityKind = EntityKind.Number, Other = Token(line ^ (call + 1)), OtherKind = EntityKind.Number,
            Stamp = new Stamp(new Source(RawStreams.Calls, 1, 0), new Position(count, 0, 0)),
            EventId = new UInt128(Hashing.Mix((ulong)line), (ulong)call), EventTimeMs = startMs, ArrivalTimeMs = startMs, IngestTimeMs = startMs,
            Call = new CallFacts
            {
                Direction = CallDirection.Incoming, PeerClass = NumberClass.Mobile, EntityClass = NumberClass.Mobile, Answered = true, Region = 510_100,
                StartMs = startMs, AnswerMs = startMs + 5_000, ReleaseMs = startMs + 125_000, DurationMs = 120_000,
            },
        };
    }

    private static Token Token(int line) => new(Hashing.Mix((ulong)line + 1), Hashing.Mix(~(ulong)line));

    private long UsedByStore() => long.Parse(
        _ground.Store.GetServers()[0].Info("memory").SelectMany(x => x).First(x => x.Key == "used_memory").Value, CultureInfo.InvariantCulture);
}
