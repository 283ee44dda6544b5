using WarningEngine.Core;
using WarningEngine.Core.Decisions;

namespace WarningEngine.Tests.Decisions;

/// <summary>What was seen, through checkpoints of changes alone.</summary>
public sealed class SeenInCheckpointsTests
{
    private const long HourMs = 3_600_000;

    [Fact]
    public void What_was_seen_before_the_term_turned_is_restored_into_its_own_term()
    {
        var state = new ScoringState();
        state.Seen.Add(1, 0);
        state.Seen.Add(2, HourMs);
        var restored = Restored(state);

        Assert.Equal([1ul], restored.Seen.Previous);
        Assert.Equal([2ul], restored.Seen.Current);
        Assert.True(restored.Seen.Add(1, 2 * HourMs), "An uninterrupted run has forgotten it by then.");
    }

    [Fact]
    public void What_two_checkpoints_tell_of_one_term_is_one_set()
    {
        var state = new ScoringState();
        var records = new Copier(new ScoringState());
        state.Seen.Add(1, 0);
        state.WriteChanged(records);
        state.Seen.Add(2, 1);
        state.Seen.Add(3, HourMs);
        state.WriteChanged(records);

        Assert.Equal([1ul, 2ul], records.To.Seen.Previous.Order());
        Assert.Equal([3ul], records.To.Seen.Current);
    }

    private static ScoringState Restored(ScoringState state)
    {
        var copier = new Copier(new ScoringState());
        state.WriteChanged(copier);
        return copier.To;
    }

    private sealed class Copier(ScoringState to) : IStateWriter
    {
        public ScoringState To => to;

        public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => to.Read(key, value);
    }
}
