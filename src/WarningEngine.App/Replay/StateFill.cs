using System.Buffers.Binary;
using System.Security.Cryptography;
using WarningEngine.App.Commands;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Redis;

namespace WarningEngine.App.Replay;

/// <summary>Makes the state that history left behind the first checkpoint of scoring, so that a service begins with it.</summary>
internal static class StateFill
{
    private const string Role = "score";

    /// <summary>History is filled into an empty state only: it would overwrite what was learned since.</summary>
    /// <exception cref="CommandFailedException">There is a checkpoint already.</exception>
    public static void Refuse(ICheckpointStore store, int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            if (store.Peek(Role, partition, new Nothing()) is { } offset)
            {
                throw new CommandFailedException(
                    $"Partition {partition} has a checkpoint at offset {offset} already; history is filled into an empty state only.");
            }
        }
    }

    /// <summary>Writes one checkpoint a partition; the log of legs goes on at its beginning.</summary>
    /// <exception cref="CommandFailedException">The store did not take it.</exception>
    public static async Task WriteAsync(ICheckpointStore store, IReadOnlyList<ScoringPartition> partitions)
    {
        var owner = BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var lease = store.Take(Role, partition, partitions.Count, owner);
            var writer = new SegmentWriter();

            // The log begins with the first rule set, whatever decided in the history beneath it.
            partitions[partition].State.RuleSets.Clear();
            partitions[partition].WriteAll(writer);
            var outcome = await lease.WriteAsync(writer.Finish(), nextOffset: 0);
            if (outcome != CheckpointOutcome.Written)
            {
                throw new CommandFailedException($"Partition {partition}: the checkpoint was not written ({outcome}).");
            }
        }
    }

    /// <summary>Where only the offset is asked for.</summary>
    private sealed class Nothing : ICheckpointedState
    {
        public void WriteChanged(IStateWriter writer)
        {
            // Holds nothing.
        }

        public void WriteAll(IStateWriter writer)
        {
            // Holds nothing.
        }

        public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            // Holds nothing.
        }
    }
}
