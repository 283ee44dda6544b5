namespace WarningEngine.App.Demo;

/// <summary>Says one and the same time: a command that says when it arrived by our clock would move the city's time months ahead.</summary>
internal sealed class StandingClock(long timeMs) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}
