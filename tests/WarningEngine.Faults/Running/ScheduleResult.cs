using WarningEngine.Testing.Checking;

namespace WarningEngine.Faults.Running;

/// <summary>One fault and how long recovery took; null seconds: it was skipped, or every partition was not scored again in time.</summary>
/// <param name="SilenceSeconds">The longest time without anything from scoring, of any partition, from the beginning of the
/// fault to the end of recovery.</param>
internal sealed record StrikeResult(string Name, Strike Strike, double? RecoverySeconds, double? SilenceSeconds);

/// <summary>What a schedule did and left behind.</summary>
/// <param name="CrashPoints">Where processes died.</param>
/// <param name="Notes">What else was not as it ought to be: processes that ended by themselves, a log not read to its end.</param>
internal sealed record ScheduleResult(
    string Name, int Seed, int Events, IReadOnlyList<StrikeResult> Strikes, IReadOnlyList<string> CrashPoints, Verdict Verdict,
    IReadOnlyList<string> Notes)
{
    /// <summary>The longest.</summary>
    public double? RecoverySeconds => Strikes.Max(x => x.RecoverySeconds);

    /// <summary>Whether anything happened that could have gone wrong: an undisturbed run proves nothing.</summary>
    public bool WasStruck => CrashPoints.Count > 0 || Strikes.Any(x => x.Strike.Skipped is null);

    public bool IsGood => Verdict.IsGood && Notes.Count == 0 && WasStruck
        && Strikes.All(x => x.RecoverySeconds is not null || x.Strike.Skipped is not null);
}
