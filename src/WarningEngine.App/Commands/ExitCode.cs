namespace WarningEngine.App.Commands;

/// <summary>What the process tells the shell. Scripts depend on these numbers.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>EX_CONFIG of sysexits.h: systemd and scripts know not to restart on it.</summary>
    public const int WrongConfiguration = 78;
}
