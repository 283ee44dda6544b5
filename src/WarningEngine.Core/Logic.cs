namespace WarningEngine.Core;

/// <summary>The meaning of what Core computes.</summary>
public static class Logic
{
    /// <summary>Raised whenever the same log gives another state or other decisions than before; <c>Logic.md</c> beside this file says what each changed. An
    /// owner that resumes after a crash with what another version left counts and logs it: what it regenerates may differ from what had left already.</summary>
    public const int Version = 23;
}
