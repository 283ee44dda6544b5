namespace WarningEngine.App.Telemetry;

/// <summary>How one thing is.</summary>
public enum HealthState
{
    Good,

    /// <summary>Works, and something should be mended: named to agents too.</summary>
    Degraded,

    /// <summary>Does not do its work: not ready.</summary>
    Bad,
}

/// <summary>One line of <c>/healthz/ready</c>.</summary>
/// <param name="Name">kafka, redis, score, checkpoint.score, feed.bank.transfers, ...</param>
/// <param name="State">How it is.</param>
/// <param name="Why">In words where it is not good.</param>
public sealed record HealthCheck(string Name, HealthState State, string? Why);

/// <summary>The body of <c>/healthz/ready</c>.</summary>
public sealed record HealthReport(HealthState State, IReadOnlyList<HealthCheck> Checks);
