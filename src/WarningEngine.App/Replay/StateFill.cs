using System.Buffers.Binary;
using System.Security.Cryptography;
using StackExchange.Redis;
using WarningEngine.App.Commands;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Redis;

namespace WarningEngine.App.Replay;

/// <summary>Makes a state that was computed elsewhere (history, an export) the first checkpoint of every partition, so that a
/// service begins with it; and a snapshot, where there is a directory for them.</summary>
internal static class StateFill
{
    /// <summary>Scoring's name in the store.</summary>
    public const string Score = "score";

    /// <summary>Dispatch's name in the store.</summary>
    public const string Dispatch = "dispatch";

    /// <summary>An empty state only is filled: it would overwrite what was learned since.</summary>
    /// <exception cref="CommandFailedException">There is a checkpoint already, or one that cannot be read; or the store does not answer.</exception>
    public static void Refuse(ICheckpointStore store, string role, int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            try
            {
                if (store.Describe(role, partition) is { } there)
                {
                    throw new CommandFailedException($"Partition {partition} of {role} has a checkpoint at offset "
                        + $"{there.NextOffset} already; only an empty state is filled.");
                }
            }
            catch (InvalidDataException damaged)
            {
                throw new CommandFailedException($"Partition {partition} of {role} is not empty: {damaged.Message}", damaged);
            }
            catch (Exception away) when (away is RedisException or TimeoutException or StoreAwayException)
            {
                throw new CommandFailedException($"Partition {partition} of {role}: {away.Message}", away);
            }
        }
    }

    /// <summary>Writes one complete checkpoint a partition; the log goes on at its beginning.</summary>
    /// <param name="store">Where checkpoints are kept.</param>
    /// <param name="snapshots">Where and of which generation snapshots are made; null: none are, of a state that may be lost.</param>
    /// <param name="role"><see cref="Score"/> or <see cref="Dispatch"/>.</param>
    /// <param name="partitions">State of each partition.</param>
    /// <param name="told">Told how many are done.</param>
    /// <exception cref="CommandFailedException">The store did not take it, or does not answer any more.</exception>
    public static async Task WriteAsync(
        ICheckpointStore store, FirstSnapshots? snapshots, string role, IReadOnlyList<ICheckpointedState> partitions,
        Action<int>? told = null)
    {
        var owner = BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            if (partitions[partition] is ScoringPartition history)
            {
                // The log begins with the first rule set, whatever decided in the history beneath it.
                history.State.RuleSets.Clear();
                history.State.Models.Clear();
            }

            var parts = new SegmentParts();
            partitions[partition].WriteAll(parts);
            await WriteAsync(store, role, partition, partitions.Count, owner, parts.Finish());
            snapshots?.Write(role, partition, partitions.Count, partitions[partition]);
            told?.Invoke(partition + 1);
        }
    }

    private static async Task WriteAsync(
        ICheckpointStore store, string role, int partition, int partitions, UInt128 owner, IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        try
        {
            var outcome = await store.Take(role, partition, partitions, owner).ReplaceAsync(segments, nextOffset: 0);
            if (outcome != CheckpointOutcome.Written)
            {
                throw new CommandFailedException(NotWritten(outcome.ToString()));
            }
        }
        catch (StoreAwayException away)
        {
            throw new CommandFailedException(NotWritten(away.Message), away);
        }

        string NotWritten(string why) =>
            $"Partition {partition} of {role}: the checkpoint was not written ({why}); those before it were. Empty the store before the next attempt.";
    }
}
