namespace WarningEngine.Load.Baselines;

/// <summary>A peer: another way to do the engine's work.</summary>
internal interface IBaselineJob
{
    /// <summary>Does the next piece of work; false where there is none left.</summary>
    Task<bool> StepAsync();
}
