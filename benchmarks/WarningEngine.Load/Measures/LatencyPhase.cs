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
        run.Results.Measures["latencyMs"] = half["p50"] is null ? null : new JsonObject
        {
            ["p50"] = half["p50"]!.DeepClone(), ["p99"] = half["p99"]!.DeepClone(), ["p999"] = half["p999"]!.DeepClone(),
        };
        run.Results.Details["latencyMs"] = new JsonObject { ["atHalfOfTheMaximum"] = half };
        run.Results.Details["latencyMs"]["atTheCommonRate"] = await RunAsync(CommonRate);
    }

    private async Task<JsonObject> RunAsync(int perSecond)
    {
        var time = run.Settings.LatencyTime;
        if (PacedInput.Refusal(perSecond, 2 * time, Machine.AvailableBytes()) is { } refusal)
        {
            throw new InvalidOperationException($"latencyMs: {refusal}.");
        }

        await _ground.BeginAsync(_ => false);
        foreach (var queue in Queues)
        {
            await _ground.Kafka.MakeAsync(queue, 1);
        }

        using var engine = new EngineUnderLoad(_ground, "intake,score,dispatch", run.Say);
        await engine.ReadyAsync();
        using var sender = new PacedSender(_ground.Kafka.BootstrapServers);
        using var reader = new QueueReader(_ground.Kafka.BootstrapServers, Queues);
        using var hiccups = new Hiccups();
        var clock = TimeProvider.System;
        var input = new PacedInput(_ground.RawPartitions);
        sender.Send([.. input.List(clock.GetUtcNow())], Stopwatch.GetTimestamp(), _ground.Stop);

        // As long a time before it warms the process and its caches.
        var begin = clock.GetUtcNow() + Lead + (time * (perSecond / 200_000.0));
        var events = input.Make(begin, perSecond, 2 * time, _ground.Stop);
        var start = Stopwatch.GetTimestamp() + (long)((begin - clock.GetUtcNow()).TotalSeconds * Stopwatch.Frequency);
        var counting = CountAsync(engine, hiccups, begin + time - clock.GetUtcNow());
        var late = await Task.Run(() => sender.Send(events, start, _ground.Stop));
        engine.Check();
        var (before, computed, counted) = (await counting, Computed(engine), perSecond * time.TotalSeconds);
        var expected = PacedInput.Warned(events.Length, perSecond);
        for (var waited = Stopwatch.GetTimestamp(); reader.Persons < expected && Stopwatch.GetElapsedTime(waited) < Tail;)
        {
            await Task.Delay(50, _ground.Stop);
        }

        var end = Micros(Stopwatch.GetTimestamp());
        engine.Stop();
        var readAt = reader.End().ToDictionary(x => x.Key, x => Micros(x.Value));
        var delays = WarningDelays.Of(readAt, expected, x => PacedInput.DueMicros(x, perSecond), (long)time.TotalMicroseconds, end);
        var result = Describe(perSecond, delays, hiccups.End(), late);
        var from = begin + time;
        var decided = DecidedTimes.Read(
            _ground.Kafka.BootstrapServers, _ground.Partitions, from.ToUnixTimeMilliseconds(), (from + time).ToUnixTimeMilliseconds());
        Describe(decided, result, time.TotalSeconds);
        result["cpuMicrosPerEvent"] = Results.Round(1e6 * (computed[0] - before[0]) / counted);
        result["brokerCpuMicrosPerEvent"] = Results.Round(1e6 * (computed[1] - before[1]) / counted);
        run.Say($"CPU an event: {result["cpuMicrosPerEvent"]} µs, broker {result["brokerCpuMicrosPerEvent"]} µs");
        return result;

        long Micros(long at) => (long)((at - start) * 1e6 / Stopwatch.Frequency);
    }

    /// <summary>What was computed before it counts. A task, so that an engine that has died meanwhile is an error of the measure.</summary>
    private async Task<double[]> CountAsync(EngineUnderLoad engine, Hiccups hiccups, TimeSpan after)
    {
        await Task.Delay(after > TimeSpan.Zero ? after : TimeSpan.Zero, _ground.Stop);
        hiccups.Begin();
        return Computed(engine);
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
        run.Say($"until decided {Text("untilDecidedMs")}: raw to frame {Text("rawToFrameMs")}, frame to answer {Text("frameToAnswerMs")}, "
            + $"answer to warning {Text("answerToWarningMs")} ms; "
            + $"{result["framesPerSecond"]} frames a second of {result["legsPerFrame"]} legs");

        string Text(string name) => string.Join(" / ", result[name]!.AsObject().Select(x => x.Value));
    }

    private static JsonObject Percentiles(LongHistogram ms) => new()
    {
        ["p50"] = Of(ms, 50), ["p99"] = Of(ms, 99), ["p999"] = Of(ms, 99.9),
    };

    private static long? Of(LongHistogram ms, double percentile) => ms.TotalCount == 0 ? null : ms.GetValueAtPercentile(percentile);

    private JsonObject Describe(int perSecond, WarningDelays delays, LongHistogram hiccups, long late)
    {
        run.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"latency at {perSecond:#,0} events a second: p50 {delays.Ms(50)}, p99 {delays.Ms(99)}, "
                + $"p99.9 {delays.Ms(99.9)} ms of {delays.Read} warnings, {delays.Missing} missing; hiccups p99.9 {Results.Ms(hiccups, 99.9)} ms"));
        if (delays.Missing > 0)
        {
            run.Results.Faults.Add(string.Create(
                CultureInfo.InvariantCulture, $"latencyMs at {perSecond} events a second: {delays.Missing} warnings did not come"));
        }

        return new JsonObject
        {
            ["p50"] = delays.Ms(50), ["p99"] = delays.Ms(99), ["p999"] = delays.Ms(99.9), ["most"] = delays.Ms(100), ["eventsPerSecond"] = perSecond,
            ["warnings"] = delays.Read, ["missing"] = delays.Missing, ["senderLateMsAtMost"] = Results.Round(late / 1000.0),
            ["hiccupsMs"] = new JsonObject
            {
                ["p50"] = Results.Ms(hiccups, 50), ["p99"] = Results.Ms(hiccups, 99), ["p999"] = Results.Ms(hiccups, 99.9), ["most"] = Results.Ms(hiccups, 100),
            },
        };
    }
}
