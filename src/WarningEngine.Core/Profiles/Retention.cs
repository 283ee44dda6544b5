namespace WarningEngine.Core.Profiles;

/// <summary>For how long the state remembers who is silent, on the partition's own time. Part of what decides: all owners and
/// replays of one log take the same terms.</summary>
/// <param name="LinesMs">A line, or an account of its own, without an event for this long is forgotten.</param>
/// <param name="CounterpartsMs">A counterpart without one for this long, and without a list entry, is forgotten.</param>
public sealed record Retention(long LinesMs, long CounterpartsMs)
{
    /// <summary>180 days and 30 days.</summary>
    public static readonly Retention Default = new(180 * ProfileTime.DayMs, 30 * ProfileTime.DayMs);

    /// <summary>Nobody is open to suspicion any more after this time (an episode is quiet for 72 h, touched lines are told
    /// of for 72 h), so nothing that still matters is forgotten.</summary>
    public const long LeastMs = 7 * ProfileTime.DayMs;
}
