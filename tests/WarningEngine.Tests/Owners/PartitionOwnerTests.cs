using Confluent.Kafka;
using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Kafka.Consuming;
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
        Assert.Equal(2, _store.Peek("score", 0, restored)?.NextOffset);
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
        Assert.Equal(2, _store.Peek("score", 0, restored)?.NextOffset);
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
        Assert.Equal(1, _store.Peek("score", 0, restored)?.NextOffset);
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

    /// <summary>Where the store lags, a stop or a rebalance would copy all that the thread owns at once.</summary>
    [Fact]
    public void Last_checkpoints_are_cut_of_those_that_leave_as_far_as_there_is_room_beside_what_is_on_its_way()
    {
        PartitionOwner[] owners = [.. Enumerable.Range(0, 5).Select(x => Own(x, new LargeState()))];
        Array.ForEach(owners, x => Apply(x));
        Assert.Equal(owners[..2], PartitionOwner.DueLast(owners, owners[..2]));

        // The store does not answer.
        owners[4].Capture(epoch: 1);
        _store.Next.Enqueue(CheckpointOutcome.Unknown);
        Outcome(owners[4], acknowledged: 1);
        List<PartitionOwner> cut = [];
        foreach (var owner in PartitionOwner.DueLast(owners, owners[..4]))
        {
            owner.Capture(epoch: 1, isLast: true);
            cut.Add(owner);
        }

        Assert.Equal(owners[..1], cut);
        Assert.False(owners[0].IsFinished || owners[0].IsWritten);
    }

    /// <summary>An emptied store made one assignment copy all that it gave, whole and at once.</summary>
    [Fact]
    public void Complete_checkpoints_are_copied_as_far_as_there_is_room_and_give_their_memory_back()
    {
        var leases = Enumerable.Range(0, 10).Select(x => new SeenLease(_store.Take("score", x, 32, owner: 1))).ToArray();
        PartitionOwner[] owners = [.. leases.Select((x, i) => new PartitionOwner(i, new LargeState(), x, 0, replaces: true))];
        Assert.All(owners, x => Assert.True(x.IsDue));
        for (var written = 0; written < owners.Length; written += 2)
        {
            foreach (var owner in PartitionOwner.Due(owners))
            {
                owner.Capture(epoch: 1);
            }

            var cut = owners.Where(x => x.IsInFlight).ToArray();
            Assert.Equal(2, cut.Length);
            Assert.All(cut, x => Assert.Equal(CheckpointOutcome.Written, Outcome(x, acknowledged: 1)));
            Assert.All(cut, x => Assert.False(x.IsDue));
            Assert.All(cut, x => Assert.All(leases[x.Partition].Parts, part => Assert.Throws<ObjectDisposedException>(() => part.Length == part.Span.Length)));
        }
    }

    [Fact]
    public void What_a_write_without_an_answer_may_still_read_is_not_given_back()
    {
        var lease = new SeenLease(_store.Take("score", 0, 32, owner: 1));
        var owner = new PartitionOwner(0, new LargeState(), lease, 0, replaces: true);
        owner.Capture(epoch: 1);
        _store.Next.Enqueue(CheckpointOutcome.Unknown);
        Outcome(owner, acknowledged: 1);

        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 1, now: 1_000));

        Assert.All(lease.Parts, part => Assert.Equal(part.Length, part.Span.Length));
    }

    [Fact]
    public void A_complete_checkpoint_is_of_the_moment_at_which_there_is_room_for_it_and_nobody_is_finished_before_it()
    {
        _store.Damage("score", 0, "bit rot");
        var owner = new PartitionOwner(0, _state, _store.Take("score", 0, 32, owner: 1), 7, replaces: true);
        _state.Set("a", "1");
        Apply(owner);
        owner.Capture(epoch: 3, isLast: true);
        Apply(owner, "b", "later");
        Assert.Null(owner.Step(acknowledged: 2, now: 0));
        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 3));

        var whole = new KeyValueState();
        Assert.Equal((8, new LastMessage(Some.TimeMs, 0)), _store.Peek("score", 0, whole));
        Assert.Equal([new("a", "1")], whole.Values);
        Assert.False(owner.IsFinished || owner.IsWritten);
        Assert.Equal([owner], PartitionOwner.DueLast([owner], [owner]));

        owner.Capture(epoch: 3, isLast: true);
        Assert.Equal(CheckpointOutcome.Written, Outcome(owner, acknowledged: 3));
        Assert.True(owner.IsFinished && owner.IsWritten);
        Assert.True(_store.Take("score", 0, 32, owner: 2).WasClean);
        Assert.Equal(9, _store.Peek("score", 0, whole)?.NextOffset);
        Assert.Equal(_state.Values, whole.Values);
    }

    /// <summary>Of a snapshot nothing but what stands before its offset tells that the log is another one.</summary>
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "another message")]
    public void What_may_be_of_another_log_replaces_nothing_before_that_is_looked_at(int laterMs, string? otherLog)
    {
        var last = new LastMessage(Some.TimeMs + laterMs, 0);
        var owner = new PartitionOwner(0, _state, _store.Take("score", 0, 32, owner: 1), 7, last, replaces: true);
        Assert.False(owner.IsDue);
        Assert.Empty(PartitionOwner.DueLast([owner], [owner]));
        Assert.True(owner.IsFinished);
        Assert.Equal(6, owner.ReadFrom);

        Assert.Equal(otherLog is not null, owner.Admit(Message(6)));

        Assert.Equal(otherLog is null, owner.OtherLog is null);
        Assert.Contains(otherLog ?? "", owner.OtherLog ?? "", StringComparison.Ordinal);
        Assert.Equal(otherLog is null, owner.IsDue);
        Assert.Equal(otherLog is not null, owner.IsFinished);
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

    private PartitionOwner Own() => Own(0, _state);

    private PartitionOwner Own(int partition, ICheckpointedState state)
    {
        var lease = _store.Take("score", partition, 32, owner: 1);
        return new PartitionOwner(partition, state, lease, lease.NextOffset ?? 0);
    }

    private void Apply(PartitionOwner owner, string key, string value)
    {
        _state.Set(key, value);
        Apply(owner);
    }

    private static void Apply(PartitionOwner owner) => owner.Applied(Message(owner.NextOffset, owner.Partition));

    private static HeldMessage Message(long offset, int partition = 0) => new(new TopicPartitionOffset("legs", partition, offset), default, Some.TimeMs);

    /// <summary>Remembers what it was given to write.</summary>
    private sealed class SeenLease(ICheckpointLease inner) : ICheckpointLease
    {
        public IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; private set; } = [];

        public long? NextOffset => inner.NextOffset;

        public string Owner => inner.Owner;

        public string? Damage => inner.Damage;

        public int? LogicVersion => inner.LogicVersion;

        public LastMessage? LastMessage => inner.LastMessage;

        public bool WasClean => inner.WasClean;

        public void LoadInto(ICheckpointedState state) => inner.LoadInto(state);

        public Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null) =>
            inner.WriteAsync(segment, nextOffset, isLast, lastMessage);

        public Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage = null)
        {
            Parts = segments;
            return inner.ReplaceAsync(segments, nextOffset, lastMessage);
        }
    }

    /// <summary>Half of what may wait, and a little more.</summary>
    private sealed class LargeState : ICheckpointedState
    {
        private const int Records = 65;
        private static readonly byte[] Value = new byte[1 << 20];

        public void WriteChanged(IStateWriter writer)
        {
            for (byte key = 0; key < Records; key++)
            {
                writer.Put([key], Value);
            }
        }

        public void WriteAll(IStateWriter writer) => WriteChanged(writer);

        public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => throw new NotSupportedException();
    }
}
