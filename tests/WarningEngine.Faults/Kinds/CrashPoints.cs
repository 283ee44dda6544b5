namespace WarningEngine.Faults.Kinds;

/// <summary>What brings a process to a point that ordinary work does not pass.</summary>
internal enum Trigger
{
    None,

    /// <summary>It is asked to stop.</summary>
    Stop,

    /// <summary>The other process of its role comes back and wants its share.</summary>
    Rejoin,

    /// <summary>The store loses everything: every owner is fenced.</summary>
    Flush,
}

/// <summary>A named point at which a process dies.</summary>
/// <param name="Role">Of the process.</param>
/// <param name="Name">As the engine calls it.</param>
/// <param name="Passing">It dies when it passes for this time.</param>
/// <param name="Again">Where it dies once more when it is started again; null: it lives.</param>
internal sealed record CrashPoint(string Role, string Name, int Passing, Trigger Trigger = Trigger.None, string? Again = null)
{
    /// <summary>Where the engine is told of it, as NAME:N.</summary>
    public const string Variable = "WARNING_ENGINE_CRASH_POINT";

    public string[] Deaths => Again is null ? [$"{Name}:{Passing}"] : [$"{Name}:{Passing}", Again];
}

/// <summary>Every point.</summary>
internal static class CrashPoints
{
    public static readonly IReadOnlyList<CrashPoint> All =
    [
        new("intake", "intake.read", 60),
        new("intake", "intake.split", 80),
        new("intake", "intake.batch-sent", 10),
        new("intake", "intake.progress", 3),
        new("intake", "intake.dead-letter", 1),
        new("intake", "intake.vault", 15),
        new("intake", "intake.cut", 3, Again: "intake.assigned:1"),
        new("intake", "intake.committing", 2),
        new("intake", "intake.committed", 3, Again: "intake.read:1"),
        new("intake", "intake.assigned", 2),
        new("intake", "intake.revoking", 1, Trigger.Rejoin),
        new("intake", "intake.settling", 1, Trigger.Stop),
        new("intake", "intake.flushed", 1, Trigger.Stop),
        .. OfLog("score"),
        new("score", "score.leg", 20),
        new("score", "score.warning", 1, Again: "score.restored:2"),
        new("score", "score.warning-sent", 1),
        new("score", "score.item", 10),
        new("score", "score.item-sent", 10),
        .. OfLog("dispatch"),
        new("dispatch", "dispatch.entry", 2),
        new("dispatch", "dispatch.entry-sent", 2),
        new("dispatch", "dispatch.delivered", 2, Again: "dispatch.entry-sent:1"),
    ];

    /// <exception cref="ArgumentException">There is no such point.</exception>
    public static IReadOnlyList<CrashPoint> Named(string names) => [.. names.Split(',').SelectMany(name => All.Where(x => x.Name == name) is var found && found.Any()
        ? found : throw new ArgumentException($"'{name}' is no crash point; there are {string.Join(", ", All.Select(x => x.Name).Distinct())}."))];

    /// <summary>Runs of one point a role at most: three processes die in each, and each is one of two.</summary>
    public static IEnumerable<IReadOnlyList<CrashPoint>> Runs(IReadOnlyList<CrashPoint> points)
    {
        var left = points.ToList();
        while (left.Count > 0)
        {
            // The store is emptied for all: such a point runs alone.
            var run = left[0].Trigger == Trigger.Flush
                ? [left[0]] : left.Where(x => x.Trigger != Trigger.Flush).GroupBy(x => x.Role).Select(x => x.First()).ToList();
            left.RemoveAll(run.Contains);
            yield return run;
        }
    }

    private static CrashPoint[] OfLog(string role) =>
    [
        new(role, $"{role}.read", 30),
        new(role, $"{role}.applied", 30, Again: $"{role}.taking:1"),
        new(role, $"{role}.drained", 300),
        new(role, $"{role}.captured", 12, Again: $"{role}.restored:1"),
        new(role, "checkpoint.sent", 12, Again: $"{role}.taken:1"),
        new(role, $"{role}.written", 12, Again: $"{role}.owned:1"),
        new(role, $"{role}.taking", 2),
        new(role, $"{role}.taken", 2),
        new(role, $"{role}.restored", 3),
        new(role, $"{role}.owned", 3),
        new(role, $"{role}.reported", 3),
        new(role, $"{role}.fenced", 1, Trigger.Flush, $"{role}.restored:2"),
        new(role, $"{role}.finishing", 1, Trigger.Stop),
        new(role, $"{role}.finished", 1, Trigger.Stop),
    ];
}
