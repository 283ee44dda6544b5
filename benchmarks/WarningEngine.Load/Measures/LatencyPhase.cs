using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using HdrHistogram;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Latency;

namespace WarningEngine.Load.Measures;

/// <summary>From the moment at which a raw event ought to be sent to the moment at which the entry that it causes can be read from its queue:
/// intake, the counterpart's owner, the person's owner and dispatch lie between, and four topics.</summary>
internal sealed class LatencyPhase(LoadRun run)
{
    private const int WarnedPerSecond = 50;

    /// <summary>A rate that any of the engines and peers bears.</summary>
    private const int CommonRate = 2_000;

    /// <summary>Where somebody is may be known only after the warning: their own leg of the call goes another way than the counterpart's.</summary>
    private static readonly string[] Queues =
        [.. new[] { "510000", "unknown" }.SelectMany(x => Enumerable.Range(0, 4).Select(tier => $"dissuasion.{x}.p{tier}"))];
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(20);

    private readonly TestGround _ground = run.Ground;

    public async Task RunAsync()
    {
        var half = await RunAsync(run.Settings.Rate ?? (int)(run.Results.Measures["jsonEventsPerSecond"]!.GetValue<double>() / 2));
        run.Results.Measures["latencyMs"] = new JsonObject
        {
            ["p50"] = half["p50"]!.DeepClone(), ["p99"] = half["p99"]!.DeepClone(), ["p999"] = half["p999"]!.DeepClone(),
        };
        run.Results.Details["latencyMs"] = new JsonObject { ["atHalfOfTheMaximum"] = half, ["atTheCommonRate"] = await RunAsync(CommonRate) };
    }

    private async Task<JsonObject> RunAsync(int perSecond)
    {
        await _ground.BeginAsync(_ => false);
        foreach (var queue in Queues)
        {
            await _ground.Kafka.MakeAsync(queue, 1);
        }

        using var engine = new EngineUnderLoad(_ground, "intake,score,dispatch");
        await engine.ReadyAsync();
        using var sender = new PacedSender(_ground.Kafka.BootstrapServers);
        using var reader = new QueueReader(_ground.Kafka.BootstrapServers, Queues);
        using var hiccups = new Hiccups();
        var clock = TimeProvider.System;
        var input = new PacedInput(_ground.RawPartitions);
        sender.Send([.. input.List(clock.GetUtcNow())], Stopwatch.GetTimestamp(), _ground.Stop);

        // As long a time before it warms the process and its caches.
        var time = run.Settings.LatencyTime;
        var warned = Math.Min(WarnedPerSecond, perSecond / 4);
        var begin = clock.GetUtcNow() + Lead + (time * (perSecond / 200_000.0));
        var events = input.Make(begin, perSecond, warned, 2 * time);
        var start = Stopwatch.GetTimestamp() + (long)((begin - clock.GetUtcNow()).TotalSeconds * Stopwatch.Frequency);
        double[] before = [0, 0];
        using var counting = new Timer(
            _ =>
            {
                hiccups.Begin();
                before = Computed(engine);
            }, null, (begin - clock.GetUtcNow()) + time, Timeout.InfiniteTimeSpan);
        var late = await Task.Run(() => sender.Send(events, start, _ground.Stop));
        engine.Check();
        var (computed, counted) = (Computed(engine), perSecond * time.TotalSeconds);
        var expected = events.Length / (perSecond / warned);
        for (var waited = Stopwatch.GetTimestamp(); reader.Persons < expected && Stopwatch.GetElapsedTime(waited) < Tail;)
        {
            await Task.Delay(50);
        }

        engine.Stop();
        var result = Describe(perSecond, warned, start, time, reader.End(), hiccups.End(), late, expected);
        var from = begin + time;
        var decided = DecidedTimes.Read(
            _ground.Kafka.BootstrapServers, _ground.Partitions, from.ToUnixTimeMilliseconds(), (from + time).ToUnixTimeMilliseconds());
        Describe(decided, result, time.TotalSeconds);
        result["cpuMicrosPerEvent"] = Results.Round(1e6 * (computed[0] - before[0]) / counted);
        result["brokerCpuMicrosPerEvent"] = Results.Round(1e6 * (computed[1] - before[1]) / counted);
        run.Say($"CPU an event: {result["cpuMicrosPerEvent"]} µs, broker {result["brokerCpuMicrosPerEvent"]} µs");
        return result;
    }

    /// <summary>Seconds of engine and broker.</summary>
    private double[] Computed(EngineUnderLoad engine) => [ProcessorTime.Of(engine.Id), ProcessorTime.Of(_ground.Kafka.Id)];

    /// <summary>Where the time goes on the way to the warning; the rest is dispatch's and the reader's.</summary>
    private void Describe(DecidedTimes decided, JsonObject result, double seconds)
    {
        result["untilDecidedMs"] = Percentiles(decided.Whole);
        result["rawToFrameMs"] = Percentiles(decided.RawToFrame);
        result["frameToAnswerMs"] = Percentiles(decided.FrameToAnswer);
        result["answerToWarningMs"] = Percentiles(decided.AnswerToWarning);
        result["framesPerSecond"] = Results.Round(decided.Frames / seconds);
        result["legsPerFrame"] = Results.Round((double)decided.Legs / Math.Max(1, decided.Frames));
        run.Say($"until decided {Text("untilDecidedMs")}: raw to frame {Text("rawToFrameMs")}, frame to answer {Text("frameToAnswerMs")}, answer to warning {Text("answerToWarningMs")} ms; "
            + $"{result["framesPerSecond"]} frames a second of {result["legsPerFrame"]} legs");

        string Text(string name) => string.Join(" / ", result[name]!.AsObject().Select(x => x.Value));
    }

    private static JsonObject Percentiles(LongHistogram ms) => new()
    {
        ["p50"] = ms.GetValueAtPercentile(50), ["p99"] = ms.GetValueAtPercentile(99), ["p999"] = ms.GetValueAtPercentile(99.9),
    };

    private JsonObject Describe(
        int perSecond, int warned, long start, TimeSpan time, IReadOnlyDictionary<long, long> readAt, LongHistogram hiccups, long late, int expected)
    {
        var micros = new LongHistogram(600_000_000, 3);
        var every = perSecond / warned;
        foreach (var (victim, at) in readAt)
        {
            var dueMicros = ((victim * every) + (every / 2)) * 1_000_000L / perSecond;
            if (dueMicros >= time.TotalMicroseconds)
            {
                micros.RecordValue(Math.Max(0, (long)((at - start) * 1e6 / Stopwatch.Frequency) - dueMicros));
            }
        }

        var missing = expected - readAt.Count;
        run.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"latency at {perSecond:#,0} events a second: p50 {Ms(micros, 50)}, p99 {Ms(micros, 99)}, p99.9 {Ms(micros, 99.9)} ms of {micros.TotalCount} warnings, {missing} missing; hiccups p99.9 {Ms(hiccups, 99.9)} ms"));
        return new JsonObject
        {
            ["p50"] = Ms(micros, 50), ["p99"] = Ms(micros, 99), ["p999"] = Ms(micros, 99.9), ["most"] = Ms(micros, 100), ["eventsPerSecond"] = perSecond,
            ["warnings"] = micros.TotalCount, ["missing"] = missing, ["senderLateMsAtMost"] = Results.Round(late / 1000.0),
            ["hiccupsMs"] = new JsonObject { ["p50"] = Ms(hiccups, 50), ["p99"] = Ms(hiccups, 99), ["p999"] = Ms(hiccups, 99.9), ["most"] = Ms(hiccups, 100) },
        };
    }

    private static double Ms(LongHistogram micros, double percentile) =>
        micros.TotalCount == 0 ? 0 : Results.Round(micros.GetValueAtPercentile(percentile) / 1000.0);
}
