using WarningEngine.Core.Events;

namespace WarningEngine.Testing.Checking;

/// <summary>One message of a topic, as the broker holds it.</summary>
/// <param name="Key">Empty where it has none.</param>
/// <param name="Type">The header <c>ce_type</c>; null where it has none.</param>
public sealed record LoggedMessage(int Partition, long Offset, string Key, byte[] Value, string? Type, long TimeMs);

/// <summary>What a run left behind, read once everything has been taken in: the logs alone, whoever wrote them.</summary>
public interface IRunLogs
{
    /// <summary>P of <c>legs</c> and <c>warnings</c>.</summary>
    int Partitions { get; }

    /// <summary>Generation of the topics.</summary>
    int Generation { get; }

    /// <summary>The topics of queues that there are.</summary>
    IReadOnlyList<string> Queues { get; }

    /// <summary>Every message of a topic, by partition and offset; none where there is no such topic.</summary>
    IReadOnlyList<LoggedMessage> Read(string topic);
}

/// <summary>What the checker found. All counts are 0 where the promises held.</summary>
public sealed class Verdict
{
    private const int FindingsMax = 200;

    private readonly List<string> _findings = [];

    /// <summary>What should be there and is not: legs, dead letters, warnings, queue entries.</summary>
    public long Lost { get; private set; }

    /// <summary>What is there and should not be, or twice with different content under one key.</summary>
    public long Doubled { get; private set; }

    /// <summary>What is there in another order than the oracle's.</summary>
    public long Misordered { get; private set; }

    /// <summary>State records that differ from those of an uninterrupted run.</summary>
    public long Diverged { get; private set; }

    public bool IsGood => Lost == 0 && Doubled == 0 && Misordered == 0 && Diverged == 0;

    /// <summary>The first of them in words.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>What was counted on the way, for the report: raw records, legs, repeated ones, warnings, entries, ...</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public void AddLost(string what) => Lost += Note("lost", what);

    public void AddDoubled(string what) => Doubled += Note("doubled", what);

    public void AddMisordered(string what) => Misordered += Note("misordered", what);

    public void AddDiverged(string what) => Diverged += Note("diverged", what);

    public void Count(string what, long by = 1) => Counts[what] = Counts.GetValueOrDefault(what) + by;

    private int Note(string kind, string what)
    {
        if (_findings.Count < FindingsMax)
        {
            _findings.Add($"{kind}: {what}");
        }

        return 1;
    }
}
