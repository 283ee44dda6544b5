namespace WarningEngine.Simulation.Kernel;

/// <summary>The clock of all machines. The time of day runs faster than the time that time-outs are measured in, so that
/// timers of hours and days fire within a run of seconds.</summary>
/// <param name="time">Virtual time.</param>
/// <param name="speed">How much faster.</param>
internal sealed class VirtualClock(VirtualTime time, int speed) : TimeProvider
{
    /// <summary>Where every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 16, 1, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 1_000_000;

    /// <summary>The time of day, ms since epoch.</summary>
    public long NowMs => Start.ToUnixTimeMilliseconds() + (time.NowUs / 1_000 * speed);

    public override long GetTimestamp() => time.NowUs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("Roles have no timers.");
}
