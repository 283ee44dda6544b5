using System.Text.Json.Nodes;
using HdrHistogram;
using WarningEngine.Load.Engines;

namespace WarningEngine.Load.Measures;

/// <summary>What was measured, for the report: one value a measure, and what stands behind it.</summary>
internal sealed class Results
{
    public Dictionary<string, JsonNode?> Measures { get; } = [];

    public Dictionary<string, JsonObject> Details { get; } = [];

    /// <summary>What is not as it must be, though the run may have come to its end: a sentence each.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Milliseconds of a histogram of microseconds; null where it is empty.</summary>
    public static double? Ms(LongHistogram micros, double percentile) =>
        micros.TotalCount == 0 ? null : Round(micros.GetValueAtPercentile(percentile) / 1000.0);

    /// <summary>A rate: the median of its rounds.</summary>
    public void Rate(string name, IReadOnlyList<Figure> rounds)
    {
        Measures[name] = Round(Median(rounds.Select(x => x.PerSecond)));
        Details[name] = Describe(rounds);
    }

    /// <summary>Two that took turns: the geometric mean of the ratios of their rounds.</summary>
    /// <returns>Mean, with the least and the greatest.</returns>
    public static JsonObject Ratio(IReadOnlyList<Figure> engine, IReadOnlyList<Figure> peer)
    {
        double[] rates = [.. engine.Zip(peer, (x, y) => x.PerSecond / y.PerSecond)];
        double[] micros = [.. engine.Zip(peer, (x, y) => (y.Micros + y.BrokerMicros + y.StoreMicros) / (x.Micros + x.BrokerMicros + x.StoreMicros))];
        return new JsonObject
        {
            ["ratio"] = Round(Mean(rates)), ["range"] = Range(rates),
            ["ratioOfCpu"] = Round(Mean([.. engine.Zip(peer, (x, y) => y.Micros / x.Micros)])),
            ["ratioOfCpuWithBrokerAndStore"] = Round(Mean(micros)),
        };
    }

    public static JsonObject Describe(IReadOnlyList<Figure> rounds) => new()
    {
        ["perSecond"] = Round(Median(rounds.Select(x => x.PerSecond))), ["perSecondRange"] = Range([.. rounds.Select(x => x.PerSecond)]),
        ["cpuMicrosPerEvent"] = Round(Median(rounds.Select(x => x.Micros))), ["cpuMicrosPerEventRange"] = Range([.. rounds.Select(x => x.Micros)]),
        ["brokerCpuMicrosPerEvent"] = Round(Median(rounds.Select(x => x.BrokerMicros))),
        ["storeCpuMicrosPerEvent"] = Round(Median(rounds.Select(x => x.StoreMicros))),
        ["events"] = rounds[0].Events, ["seconds"] = new JsonArray([.. rounds.Select(x => (JsonNode)Round(x.Seconds))]),
        ["leftOutEvents"] = rounds[0].ColdEvents, ["leftOutCpuMicrosPerEvent"] = Round(Median(rounds.Select(x => x.ColdMicros))),
        ["cpuSecondsBeforeItCounts"] = Range([.. rounds.Select(x => x.WarmedSeconds)]),
    };

    public static double Round(double value) => value switch
    {
        >= 1_000 or <= -1_000 => Math.Round(value),
        >= 10 or <= -10 => Math.Round(value, 1),
        _ => Math.Round(value, 3),
    };

    public static JsonArray Range(IReadOnlyCollection<double> values) => [Round(values.Min()), Round(values.Max())];

    private static double Mean(IReadOnlyCollection<double> values) => Math.Exp(values.Average(Math.Log));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
