using System.ComponentModel.DataAnnotations;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Hosting;

/// <summary>How legs are scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>Folder of pattern files: the set that <c>artifacts</c> begins with where it holds none, and the one that
    /// <c>replay --in</c> decides with. What decides in a running service is said by its log.</summary>
    [Required]
    public string Patterns { get; init; } = PatternFiles.Shipped;

    /// <summary>Folder of a model of persons, as <c>model train</c> writes it, that decides with the patterns from the beginning: written to
    /// <c>artifacts</c> together with them, and the one that <c>replay --in</c> decides with. "none": patterns begin alone. What decides in a
    /// running service is said by its log.</summary>
    [Required]
    public string Model { get; init; } = ShippedModels.Person;

    /// <summary>A folder of pattern files that is watched: what changes in it and passes its tests is activated through the
    /// log. In one process of a cluster; null: none.</summary>
    [MinLength(1)]
    public string? Watch { get; init; }

    /// <summary>Time between two checkpoints of a partition: 20 ms to a minute. Often costs the store, seldom costs time when a partition changes
    /// hands.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Threads of this process that score, each with partitions of its own: 1 to 256. More than a process has partitions are idle. Null: see
    /// <see cref="ThreadsBeside"/>.</summary>
    [Range(1, 256)]
    public int? Threads { get; init; }

    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Where nothing is said, as many as there are cores; half of them where the process takes in as well, whose threads would otherwise wait
    /// for those behind them.</summary>
    public int ThreadsBeside(IReadOnlyList<Role> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return Threads ?? Math.Clamp(Environment.ProcessorCount / (roles.Contains(Role.Intake) ? 2 : 1), 1, 256);
    }
}

/// <summary>For how long who is silent is remembered. Part of what decides, as the patterns are: the same on all machines,
/// and for a replay of what they did.</summary>
public sealed record RetentionOptions
{
    /// <summary>Of lines and accounts without an event.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lines { get; init; } = TimeSpan.FromMilliseconds(Core.Profiles.Retention.Default.LinesMs);

    /// <summary>Of counterparts without an event and without an entry in a list.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Counterparts { get; init; } = TimeSpan.FromMilliseconds(Core.Profiles.Retention.Default.CounterpartsMs);

    public Retention ToTerms() => new((long)Lines.TotalMilliseconds, (long)Counterparts.TotalMilliseconds);
}
