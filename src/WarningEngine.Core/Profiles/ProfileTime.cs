namespace WarningEngine.Core.Profiles;

/// <summary>Times inside profiles are counted from 2000-01-01T00:00:00Z, so that 32 bits hold minutes or seconds; 0 is never.</summary>
public static class ProfileTime
{
    public const long MinuteMs = 60_000;
    public const long HourMs = 60 * MinuteMs;
    public const long DayMs = 24 * HourMs;

    public static uint Minutes(long ms) => (uint)Math.Max(1, (ms - Limits.EventTimeMsMin) / MinuteMs);

    public static uint Seconds(long ms) => (uint)Math.Max(1, (ms - Limits.EventTimeMsMin) / 1000);

    /// <summary>The day's beginning, UTC.</summary>
    public static long FromDays(ushort days) => Limits.EventTimeMsMin + (days * DayMs);

    public static long FromMinutes(uint minutes) => Limits.EventTimeMsMin + (minutes * MinuteMs);

    public static long FromSeconds(uint seconds) => Limits.EventTimeMsMin + (seconds * 1000L);
}
