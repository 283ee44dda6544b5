using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Replay;

public sealed class StateFillTests
{
    [Fact]
    public async Task A_store_that_goes_away_midway_is_told_with_the_partition_and_what_to_do()
    {
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => StateFill.WriteAsync(new StoreThatGoes(), snapshots: null, StateFill.Score, [new KeyValueState(), new KeyValueState()]));

        Assert.StartsWith("Partition 1 of score: the checkpoint was not written (gone); those before it were.", failed.Message, StringComparison.Ordinal);
        Assert.IsType<StoreAwayException>(failed.InnerException);
    }

    [Fact]
    public void A_store_that_does_not_answer_is_not_taken_for_empty() => Assert.StartsWith(
        "Partition 0 of score: gone",
        Assert.Throws<CommandFailedException>(() => StateFill.Refuse(new StoreThatGoes(), StateFill.Score, 1)).Message, StringComparison.Ordinal);

    /// <summary>It takes partition 0, and answers nothing else.</summary>
    private sealed class StoreThatGoes : ICheckpointStore
    {
        private readonly MemoryCheckpointStore _store = new();

        public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner) =>
            partition == 0 ? _store.Take(role, partition, partitions, owner) : throw Gone();

        public CheckpointFacts? Describe(string role, int partition) => throw Gone();

        public (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state) => throw Gone();

        private static StoreAwayException Gone() => new("gone", new TimeoutException());
    }
}
