using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Replay;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Redis;
using WarningEngine.Stages.HotPath;

namespace WarningEngine.Stages.Capacity;

/// <summary>What lines cost with everything that two weeks of life leave beside them: <c>capacity --lines N --redis HOST:PORT --json FILE
/// [--people N] [--partitions P]</c>. A small city's state is copied until there are N lines, kind by kind, and the process is weighed
/// after each; then it is written to the store, which must be empty, dropped, and restored.</summary>
internal static class CapacityRun
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<int> RunAsync(string[] args)
    {
        var given = new RunArguments(args, "capacity --lines N --redis HOST:PORT --json FILE [--people N] [--partitions P]");
        var (lines, partitions) = (Whole(given["--lines"]), Whole(given["--partitions", "32"]));
        var rules = FilledState.Rules();
        var city = new LivedCity(Whole(given["--people", "2000"]), seed: 7, rules).State;
        var records = StateRecords.Of(city);
        var copies = Math.Max(1, lines / records[RecordKind.Line].Count);
        await using var redis = await FilledState.ConnectAsync(given["--redis"]);
        var store = new RedisCheckpointStore(redis);
        StateFill.Refuse(store, StateFill.Score, partitions);
        var states = Empty(partitions, rules);
        var kinds = new[]
        {
            Fill(records, RecordKind.Line, copies, copy => copy.AddProfiles(city, EntityKind.Number, states)),
            Fill(records, RecordKind.Account, copies, copy => copy.AddProfiles(city, EntityKind.Account, states)),
            Fill(records, RecordKind.Counterpart, copies, copy => copy.AddCounterparts(city, states), RecordKind.TouchedBlock),
            Fill(records, RecordKind.Episode, copies, copy => records[RecordKind.Episode].ToList().ForEach(x => copy.AddEpisode(x.Key, x.Value, states))),
        };
        var used = await UsedByAsync(redis);
        await StateFill.WriteAsync(store, snapshots: null, StateFill.Score, states);
        var stored = await UsedByAsync(redis) - used;
        Array.ForEach(states, x => x.Dispose());

        var restoring = Stopwatch.GetTimestamp();
        var restored = Empty(partitions, rules);
        for (var partition = 0; partition < partitions; partition++)
        {
            store.Take(StateFill.Score, partition, partitions, owner: 1).LoadInto(restored[partition]);
        }

        var took = Stopwatch.GetElapsedTime(restoring).TotalSeconds;
        var count = restored.Sum(x => (long)x.State.Profiles.Count);
        var measured = new Measured(
            kinds[0].Count, kinds, kinds.Sum(x => x.EngineBytes * x.Count) / kinds[0].Count, stored / (double)kinds[0].Count,
            stored / kinds.Sum(x => x.RecordBytes * x.Count), took, kinds[0].Count / took);
        await File.WriteAllTextAsync(given["--json"], JsonSerializer.Serialize(measured, Json) + "\n");
        Console.WriteLine(JsonSerializer.Serialize(measured, Json));
        return count == kinds[0].Count + kinds[1].Count ? 0 : 1;
    }

    public static Measured Read(string file) => JsonSerializer.Deserialize<Measured>(File.ReadAllText(file), Json)
        ?? throw new InvalidDataException($"{file} holds nothing.");

    /// <param name="records">Of the city.</param>
    /// <param name="kind">Which.</param>
    /// <param name="copies">How many times.</param>
    /// <param name="add">Adds those of one copy.</param>
    /// <param name="beside">Stands beside the kind, and is weighed with it.</param>
    private static KindMeasured Fill(StateRecords records, RecordKind kind, int copies, Action<CityCopy> add, RecordKind? beside = null)
    {
        var before = LinesRun.InUse;
        for (var copy = 0; copy < copies; copy++)
        {
            add(new CityCopy(copy));
        }

        long count = (long)records[kind].Count * copies;
        var bytes = records[kind].Concat(beside is { } other ? records[other] : []).Sum(x => (double)x.Key.Length + x.Value.Length);
        var result = new KindMeasured(
            kind.ToString(), count, records[kind].Count / (double)records[RecordKind.Line].Count, (LinesRun.InUse - before) / (double)Math.Max(1, count),
            bytes / Math.Max(1, records[kind].Count));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{kind}: {result.Count:#,0}, {result.PerLine:0.000} a line, "
                + $"{result.EngineBytes:0} bytes in the process, {result.RecordBytes:0} in a checkpoint"));
        return result;
    }

    private static ScoringPartition[] Empty(int partitions, Core.FixedArtifacts rules) =>
        [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", 1, p), rules))];

    private static async Task<long> UsedByAsync(StackExchange.Redis.ConnectionMultiplexer redis) => long.Parse(
        (await redis.GetServers()[0].InfoAsync("memory")).SelectMany(x => x).First(x => x.Key == "used_memory").Value, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>One kind of record.</summary>
    /// <param name="Kind">Its name.</param>
    /// <param name="Count">How many there were.</param>
    /// <param name="PerLine">How many for each line.</param>
    /// <param name="EngineBytes">Of each, in the process, all included.</param>
    /// <param name="RecordBytes">Of each, key and value in a checkpoint. Of counterparts with the lines that they touched.</param>
    internal sealed record KindMeasured(string Kind, long Count, double PerLine, double EngineBytes, double RecordBytes);

    /// <summary>What was measured.</summary>
    /// <param name="Lines">Lines of people.</param>
    /// <param name="Kinds">Each kind of record.</param>
    /// <param name="EngineBytesPerLine">With everything that stands beside a line.</param>
    /// <param name="StoreBytesPerLine">The same in the store, by its own count, after one whole checkpoint.</param>
    /// <param name="StoreOverhead">Of the store's bytes to those of the records.</param>
    /// <param name="RestoreSeconds">All partitions, one after the other, on one thread.</param>
    /// <param name="RestoredLinesPerSecond">Lines with everything beside them.</param>
    internal sealed record Measured(
        long Lines, KindMeasured[] Kinds, double EngineBytesPerLine, double StoreBytesPerLine, double StoreOverhead, double RestoreSeconds,
        double RestoredLinesPerSecond);
}
