using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

public sealed class PartitionOwnerTests
{
    private readonly MemoryCheckpointStore _store = new();
    private readonly KeyValueState _state = new();

    [Fact]
    public void A_checkpoint_waits_until_everything_caused_before_it_is_acknowledged()
    {
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 7);

        Assert.Null(owner.Step(acknowledged: 6, now: 0));
        Assert.Null(owner.Step(acknowledged: 6, now: 1_000_000));
        Assert.Null(_store.OffsetOf("score", 0));

        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 7));
        Assert.Equal(1, _store.OffsetOf("score", 0));
    }

    [Fact]
    public void State_and_offset_are_cut_at_the_same_message()
    {
        var owner = Own();
        Apply(owner, "a", "1");
        Apply(owner, "b", "1");
        owner.Capture(epoch: 1);
        Apply(owner, "a", "later");
        Apply(owner, "c", "later");

        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 1));

        var restored = new KeyValueState();
        Assert.Equal(2, _store.Peek("score", 0, restored));
        Assert.Equal([new("a", "1"), new("b", "1")], restored.Values);
    }

    [Fact]
    public void What_changes_while_a_checkpoint_is_on_its_way_goes_into_the_next()
    {
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);
        Apply(owner, "b", "1");
        Assert.False(owner.IsDue);
        Outcome(owner, acknowledged: 1);
        Assert.True(owner.IsDue);
        owner.Capture(epoch: 2);
        Outcome(owner, acknowledged: 2);
        Assert.False(owner.IsDue);

        var restored = new KeyValueState();
        Assert.Equal(2, _store.Peek("score", 0, restored));
        Assert.Equal(_state.Values, restored.Values);
    }

    [Fact]
    public void Nothing_is_lost_where_the_outcome_is_unknown()
    {
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);
        _store.Next.Enqueue(CheckpointOutcome.Unknown);

        Assert.Equal(CheckpointOutcome.Unknown, Outcome(owner, acknowledged: 1, now: 1_000));
        Assert.True(owner.IsInFlight);
        Assert.Null(owner.Step(acknowledged: 1, now: 1_050));
        Assert.Null(_store.OffsetOf("score", 0));

        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 1, now: 1_100));
        var restored = new KeyValueState();
        Assert.Equal(1, _store.Peek("score", 0, restored));
        Assert.Equal(_state.Values, restored.Values);
    }

    [Fact]
    public void The_pause_between_attempts_grows()
    {
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);
        _store.Next.Enqueue(CheckpointOutcome.Unknown);
        _store.Next.Enqueue(CheckpointOutcome.Unknown);

        Outcome(owner, acknowledged: 1, now: 0);
        Outcome(owner, acknowledged: 1, now: 100);
        Assert.Null(owner.Step(acknowledged: 1, now: 200));
        Assert.Null(owner.Step(acknowledged: 1, now: 299));
        Assert.Empty(_store.Next);
        Assert.Null(_store.OffsetOf("score", 0));

        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 1, now: 300));
    }

    [Fact]
    public async Task The_owner_does_not_wait_for_the_store()
    {
        var gate = new TaskCompletionSource();
        _store.Gate = gate.Task;
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);

        Assert.Null(owner.Step(acknowledged: 1, now: 0));
        Assert.Null(owner.Step(acknowledged: 1, now: 1));
        Assert.True(owner.IsInFlight);

        gate.SetResult();
        await gate.Task;
        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 1));
    }

    [Fact]
    public void Whoever_was_robbed_of_the_partition_is_told_so()
    {
        var owner = Own();
        _store.Take("score", 0, 32, owner: 2);
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);

        Assert.Equal(CheckpointOutcome.Fenced, Outcome(owner, acknowledged: 1));
        Assert.Null(_store.OffsetOf("score", 0));
    }

    [Fact]
    public void Damage_in_the_store_is_no_outcome_but_a_fault()
    {
        _store.Gate = Task.FromException(new InvalidDataException("Segment x: the checksum is wrong."));
        var owner = Own();
        Apply(owner, "a", "1");
        owner.Capture(epoch: 1);

        Assert.Throws<InvalidDataException>(() => Outcome(owner, acknowledged: 1));
    }

    private static CheckpointOutcome Outcome(PartitionOwner owner, long acknowledged, long now = 0)
    {
        CheckpointOutcome? outcome;
        while ((outcome = owner.Step(acknowledged, now)) is null)
        {
            Thread.Yield();
        }

        return outcome.Value;
    }

    private PartitionOwner Own()
    {
        var lease = _store.Take("score", 0, 32, owner: 1);
        return new PartitionOwner(0, _state, lease, lease.NextOffset ?? 0);
    }

    private void Apply(PartitionOwner owner, string key, string value)
    {
        _state.Set(key, value);
        owner.NextOffset++;
    }
}
