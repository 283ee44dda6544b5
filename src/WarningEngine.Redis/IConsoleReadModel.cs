using WarningEngine.Core.Cases;

namespace WarningEngine.Redis;

/// <summary>Where dispatch shows its cases to the console. Derived from dispatch's state: writing it twice changes
/// nothing, and writes that fail are made good by <see cref="ReplaceAsync"/>. In the order in which they are asked for.</summary>
public interface IConsoleReadModel
{
    /// <summary>A case changed.</summary>
    Task PutAsync(int partition, Case one);

    /// <summary>Makes what the console sees of a partition exactly these cases: what an earlier owner, or this one, could not
    /// write is made good.</summary>
    Task ReplaceAsync(int partition, IReadOnlyCollection<Case> cases);

    /// <summary>A case is no longer kept.</summary>
    Task ForgetAsync(int partition, Case one);

    /// <summary>The engine's own time as dispatch sees it, ms since epoch.</summary>
    Task PutTimeAsync(int partition, long timeMs);
}
