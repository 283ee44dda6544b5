using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Snapshots;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.App.Owners;

/// <summary>Everything outside of a role that all roles share: the service takes the machine's, a simulation brings its own.</summary>
/// <param name="Groups">Where it becomes a member.</param>
/// <param name="Observer">Told of what it does.</param>
/// <param name="Clock">The only time it knows.</param>
/// <param name="Jitter">For pauses, never for a decision. Used by the role's thread alone.</param>
/// <param name="Log">Lines for the operator.</param>
internal sealed record RoleSurroundings(
    IConsumerGroups Groups, IEngineObserver Observer, TimeProvider Clock, Random Jitter, ILogger Log)
{
    /// <summary>Name of its thread, by which health tells of it; null: that of the role.</summary>
    public string? ThreadName { get; init; }

    /// <summary>128 bits that tell an owner apart from every other.</summary>
    public Func<UInt128> OwnerBits { get; init; } =
        () => BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));

    /// <summary>Files of the state; null: there are none.</summary>
    public SnapshotOptions? Snapshots { get; init; }

    /// <summary>Lets time pass while the role can do nothing but wait.</summary>
    public Action<TimeSpan> Wait { get; init; } = Thread.Sleep;
}
