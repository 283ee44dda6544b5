using System.Collections.Frozen;

namespace WarningEngine.Load.Measures;

/// <summary>How a run is done.</summary>
internal sealed record LoadSettings
{
    /// <summary>What can be measured, by the names that scripts use.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "scoringLegsPerSecondPerCore", "legsToWarningsPerSecond", "jsonEventsPerSecond", "protobufEventsPerSecond", "ratioToPlain", "ratioToBatched",
        "sameWarningsAsBatched", "latencyMs", "allocatedBytesPerEvent", "bytesPerLine",
    ];

    public required FrozenSet<string> Only { get; init; }

    public required bool Quick { get; init; }

    /// <summary>Another build's executable than the one that was built with this; null: that one.</summary>
    public string? Program { get; init; }

    /// <summary>The shipped model decides with the patterns, as in a new installation.</summary>
    public required bool WithModel { get; init; }

    /// <summary>Of the city whose life is the input.</summary>
    public required int People { get; init; }

    /// <summary>Rounds that count; one before them warms the machine.</summary>
    public required int Rounds { get; init; }

    /// <summary>Events a second of the latency run; null: half of what the engine has been measured to do.</summary>
    public int? Rate { get; init; }

    /// <summary>Of <c>legs</c> and <c>warnings</c>.</summary>
    public required int Partitions { get; init; }

    /// <summary>Of each raw topic.</summary>
    public required int RawPartitions { get; init; }

    /// <summary>CPU that a process has used when its round begins to count: by then nearly all of it is compiled. Seconds.</summary>
    public required double WarmSeconds { get; init; }

    /// <summary>Events of a round of the plain peer: what it does until it is warm, and in some seconds more.</summary>
    public int PlainEvents => (Quick ? 8_000 : 40_000) + (int)(WarmSeconds * 5_000);

    /// <summary>Lines whose memory is weighed.</summary>
    public required int Lines { get; init; }

    /// <summary>Lines that the thread that scores in memory knows before it is measured.</summary>
    public int KnownLines => Quick ? 200_000 : 1_000_000;

    /// <summary>Of each open-loop run, after as long a warm-up.</summary>
    public TimeSpan LatencyTime => TimeSpan.FromSeconds(Quick ? 15 : 60);

    public bool Wants(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Only.Contains(name))
            {
                return true;
            }
        }

        return false;
    }
}
