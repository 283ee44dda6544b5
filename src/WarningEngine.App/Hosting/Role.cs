namespace WarningEngine.App.Hosting;

/// <summary>What one process does. Any number of processes may do each.</summary>
public enum Role
{
    /// <summary>Raw topics to legs.</summary>
    Intake,

    /// <summary>Legs to warnings.</summary>
    Score,

    /// <summary>Warnings to cases and queues.</summary>
    Dispatch,

    /// <summary>The pages that agents work with.</summary>
    Console,
}
