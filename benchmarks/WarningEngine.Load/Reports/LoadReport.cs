using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WarningEngine.App.Artifacts;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Measures;

namespace WarningEngine.Load.Reports;

/// <summary>What a run found, for scripts and for readers.</summary>
internal static class LoadReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>What issue and README promise of each measure; more is better, or less.</summary>
    private static readonly Dictionary<string, string> Musts = new()
    {
        ["scoringLegsPerSecondPerCore"] = "2,000,000", ["legsToWarningsPerSecond"] = "600,000", ["jsonEventsPerSecond"] = "100,000",
        ["protobufEventsPerSecond"] = "400,000", ["ratioToPlain"] = "50", ["ratioToBatched"] = "4", ["sameWarningsAsBatched"] = "true",
        ["latencyMs"] = "10 / 40 / 100", ["allocatedBytesPerEvent"] = "0", ["bytesPerLine"] = "320",
    };

    public static string Json(Machine machine, string commit, LoadSettings settings, Results results)
    {
        var measures = new JsonObject();
        var details = new JsonObject();
        foreach (var name in LoadSettings.Names)
        {
            measures[name] = results.Measures.GetValueOrDefault(name)?.DeepClone();
            if (results.Details.TryGetValue(name, out var detail))
            {
                details[name] = detail.DeepClone();
            }
        }

        return new JsonObject
        {
            ["machine"] = JsonSerializer.SerializeToNode(machine, Options), ["commit"] = settings.Program is null ? commit : null,
            ["program"] = settings.Program, ["model"] = Model(settings), ["warmSeconds"] = settings.WarmSeconds, ["people"] = settings.People,
            ["rounds"] = settings.Rounds, ["partitions"] = settings.Partitions, ["rawPartitions"] = settings.RawPartitions,
            ["quick"] = settings.Quick, ["measures"] = measures, ["details"] = details,
            ["faults"] = new JsonArray([.. results.Faults.Select(x => JsonValue.Create(x))]),
        }.ToJsonString(Options) + "\n";
    }

    private static string Model(LoadSettings settings) => settings.WithModel ? "shipped" : ShippedModels.None;

    public static string Markdown(Machine machine, string commit, LoadSettings settings, Results results)
    {
        var text = new StringBuilder();
        text.AppendLine("# Load").AppendLine()
            .AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.Processor}, {machine.Cores} cores, {machine.MemoryBytes / (1 << 30)} GiB, {machine.System}; broker, store and engine share it. "))
            .AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $".NET {machine.DotNet}, Apache Kafka {machine.Kafka}, Redis {machine.Redis}, librdkafka {machine.Librdkafka}; "
                    + $"load at the start {machine.LoadAtStart:0.0}."))
            .AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(settings.Program is { } other ? $"The engine is {other}" : $"Commit {commit}")}, model {Model(settings)}, "
                    + $"a round counts after {settings.WarmSeconds:0.#} s of CPU; a city of {settings.People} people, {settings.Rounds} rounds, "
                    + $"{settings.Partitions} partitions, {settings.RawPartitions} of each raw topic.")).AppendLine()
            .AppendLine("| measure | must | measured |").AppendLine("|---|---|---|");
        foreach (var name in LoadSettings.Names.Where(x => settings.Only.Contains(x) || results.Measures.ContainsKey(x)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {Musts[name]} | {Value(results.Measures.GetValueOrDefault(name))} |");
        }

        if (results.Faults.Count > 0)
        {
            text.AppendLine().AppendLine("Not as it must be:").AppendLine();
            foreach (var fault in results.Faults)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {fault}");
            }
        }

        text.AppendLine().AppendLine("## What stands behind them").AppendLine();
        foreach (var name in LoadSettings.Names.Where(results.Details.ContainsKey))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"### {name}").AppendLine();
            Lines(text, results.Details[name], "");
            text.AppendLine();
        }

        return text.ToString();
    }

    private static void Lines(StringBuilder text, JsonObject detail, string indent)
    {
        foreach (var (name, value) in detail)
        {
            if (value is JsonObject inner)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{indent}- {name}:");
                Lines(text, inner, indent + "  ");
            }
            else
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{indent}- {name}: {Value(value)}");
            }
        }
    }

    private static string Value(JsonNode? value) => value switch
    {
        null => "not to be had",
        JsonArray range => string.Join(" to ", range.Select(Value)),
        JsonObject many => string.Join(" / ", many.Select(x => Value(x.Value))),
        JsonValue number when number.TryGetValue<double>(out var found) => found.ToString("#,0.###", CultureInfo.InvariantCulture),
        JsonValue number when number.TryGetValue<long>(out var found) => found.ToString("#,0", CultureInfo.InvariantCulture),
        JsonValue number when number.TryGetValue<int>(out var found) => found.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
