using System.ComponentModel.DataAnnotations;

namespace WarningEngine.App.Snapshots;

/// <summary>Files of the state, from which it is restored where Redis has lost it.</summary>
public sealed record SnapshotOptions
{
    /// <summary>A folder that all machines see under this path; null: no snapshots are made, and none are looked for.</summary>
    [MinLength(1)]
    public string? Directory { get; init; }

    /// <summary>Time between two snapshots of a partition.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Snapshots kept of a partition, those that were cut last, beside that of what was filled in beneath its log. <c>legs</c> must be kept for
    /// longer than this many times <see cref="Every"/>.</summary>
    [Range(1, 100)]
    public int Kept { get; init; } = 3;
}
