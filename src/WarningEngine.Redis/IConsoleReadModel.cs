using WarningEngine.Core.Cases;

namespace WarningEngine.Redis;

/// <summary>Where dispatch shows its cases to the console. Derived from dispatch's state: writing it twice changes
/// nothing, and writes that fail are made good by <see cref="ReplaceAsync"/>. In the order in which they are asked for. Who is not the owner of the
/// partition any more writes nothing: it may read on for a while, and would show as open what the owner has closed.</summary>
public interface IConsoleReadModel
{
    /// <summary>Cases changed, or are no longer kept.</summary>
    /// <param name="partition">Of dispatch.</param>
    /// <param name="owner">See <see cref="Core.ICheckpointLease.Owner"/>.</param>
    /// <param name="changed">Each once.</param>
    /// <param name="forgotten">Ids; none of them changed.</param>
    /// <exception cref="NotOwnerException">The partition is another's; nothing was written.</exception>
    Task ChangeAsync(int partition, string owner, IReadOnlyCollection<Case> changed, IReadOnlyCollection<UInt128> forgotten);

    /// <summary>Makes what the console sees of a partition exactly these cases: what an earlier owner, or this one, could not
    /// write is made good.</summary>
    /// <param name="partition">Of dispatch.</param>
    /// <param name="owner">See <see cref="Core.ICheckpointLease.Owner"/>.</param>
    /// <param name="cases">All of the partition.</param>
    /// <exception cref="NotOwnerException">The partition is another's; nothing was written.</exception>
    Task ReplaceAsync(int partition, string owner, IReadOnlyCollection<Case> cases);

    /// <summary>The engine's own time as dispatch sees it, ms since epoch.</summary>
    Task PutTimeAsync(int partition, long timeMs);
}

/// <summary>What the console sees of a partition is written by its owner alone, and this was not it.</summary>
public sealed class NotOwnerException(int partition) : Exception($"partition {partition} of dispatch has another owner");
