using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

public sealed class ScoringRoleTests
{
    private static readonly Source Raw = new("telecom.calls", 1, 0);

    private readonly ManualClock _clock = new();

    /// <summary>What it had sent is never acknowledged: its checkpoints would wait for ever.</summary>
    [Fact]
    public void A_producer_that_failed_is_noticed_with_nothing_to_send()
    {
        var producer = new KeptMessages();
        using var role = new ScoringRole(
            new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), new MemoryCheckpointStore(), new MemoryRuleSets(), producer, new PoisonedLegs(),
            new RoleSurroundings(
                new ScriptedMember(new TopicPartition(TopicPlan.Legs, 0)), new ObserverFan(), new ManualClock(), new Random(1), NullLogger.Instance));
        role.Start();
        role.Step();
        producer.Fault = "the broker forgot this producer";

        Assert.Contains("forgot", Assert.Throws<KafkaFaultException>(role.Step).Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever asks may have to wait for the answer, and everything that the role owns waits with it.</summary>
    [Fact]
    public void While_the_store_is_away_one_partition_at_a_time_asks_for_it_and_all_are_taken_once_it_is_back()
    {
        var clock = new ManualClock();
        var store = new LeavingStore { IsAway = true };
        var partitions = Enumerable.Range(0, 8).Select(x => new TopicPartition(TopicPlan.Legs, x)).ToArray();
        using var role = new ScoringRole(
            new RoleSettings(8, 1, TimeSpan.FromMilliseconds(100)), store, new MemoryRuleSets(), new KeptMessages(), new PoisonedLegs(),
            new RoleSurroundings(new ScriptedMember(partitions), new ObserverFan(), clock, new Random(1), NullLogger.Instance));
        role.Start();
        role.Step();
        Assert.Equal(1, store.Asked);

        // One a step: between two there is something to read.
        store.IsAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Array.ForEach(partitions, _ => role.Step());

        Assert.Equal(1 + partitions.Length, store.Asked);
        Assert.All(partitions, x => Assert.Equal(1, store.Inner.Taken("score", x.Partition)));
    }

    /// <summary>Thrown on, it would end whoever is given the partition, one after the other, and with each all that they own.</summary>
    [Fact]
    public void A_partition_whose_log_does_not_answer_waits_alone_and_is_taken_once_it_does()
    {
        var (member, health, store) = (NewMember(3), new EngineHealth(_clock), new MemoryCheckpointStore());
        member.NoBounds[Legs(1)] = new Error(ErrorCode.Local_TimedOut, "no leader");
        using var role = NewRole(member, store, health);
        role.Start();
        role.Step();
        Assert.Equal([(Legs(0), 0), (Legs(1), Offset.End.Value), (Legs(2), 0)], member.BegunAt.Select(x => (x.Key, x.Value)));
        Assert.Equal(["partitions.score"], health.Degraded());

        member.NoBounds.Clear();
        _clock.Advance(TimeSpan.FromSeconds(1));
        role.Step();

        Assert.Empty(health.Degraded());
        Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(x => member.BoundsAsked[Legs(x)]));
    }

    /// <summary>The client waits for a leader with each question, and everything that the role owns waits with it.</summary>
    [Fact]
    public void A_log_that_does_not_answer_is_asked_ever_more_rarely()
    {
        var member = NewMember(1);
        member.NoBounds[Legs(0)] = new Error(ErrorCode.Local_TimedOut);
        using var role = NewRole(member, new MemoryCheckpointStore(), new ObserverFan());
        role.Start();
        for (var i = 0; i < 600; i++)
        {
            role.Step();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(member.BoundsAsked[Legs(0)], 5, 8);
    }

    /// <summary>A client that cannot go on is no matter of one partition.</summary>
    [Fact]
    public void A_fatal_error_of_the_client_ends_the_role_that_asks_for_a_log()
    {
        var member = NewMember(1);
        member.NoBounds[Legs(0)] = new Error(ErrorCode.Local_Fatal, "fatal", isFatal: true);
        using var role = NewRole(member, new MemoryCheckpointStore(), new ObserverFan());
        role.Start();

        Assert.Throws<KafkaException>(role.Step);
    }

    /// <summary>It ended the role, which began anew before the same message: all that the thread owned stood still, and nothing said why.</summary>
    [Fact]
    public async Task A_message_that_is_no_frame_stops_its_own_partition_alone_and_is_named()
    {
        var (member, health, store) = (NewMember(2), new EngineHealth(_clock), new MemoryCheckpointStore());
        var frame = new FrameWriter();
        frame.Add(new Leg { Kind = LegKind.Progress, Stamp = new Stamp(Raw, Position.Before), Progress = [new ProgressEntry(Raw, Some.TimeMs, true)] });
        member.Fetched(new(Legs(0), 0), [], Some.TimeMs);
        member.Fetched(new(Legs(1), 0), frame.Take(), Some.TimeMs);
        using var role = NewRole(member, store, health);
        Run(role);
        _clock.Advance(TimeSpan.FromSeconds(1));
        role.Step();

        Assert.Equal((0, 1), (store.OffsetOf("score", 0) ?? 0, store.OffsetOf("score", 1)));
        var check = Assert.Single((await health.ReportAsync()).Checks, x => x.Name == "partitions.score");
        Assert.StartsWith("stopped, partition 0: its message at offset 0 cannot be read: Frame at byte 0", check.Why, StringComparison.Ordinal);
    }

    /// <summary>The leg that caused it can be taken in: left out, its warning would be lost for good.</summary>
    [Fact]
    public void What_the_client_refuses_to_send_ends_the_role_and_is_sent_after_a_restart_and_no_leg_is_left_out()
    {
        var (store, poisoned, producer) = (new MemoryCheckpointStore(), new PoisonedLegs(), new KeptMessages());
        var time = Time();
        using (var role = NewRole(0, [time], store, producer, poisoned))
        {
            Run(role);
        }

        Assert.Equal(1, store.OffsetOf("score", 0));
        var exposed = Exposed(Some.Person, 1);
        producer.Sent.Clear();
        producer.Refusal = ErrorCode.TopicAuthorizationFailed;
        for (var restart = 0; restart < 3; restart++)
        {
            using var refused = NewRole(1, [exposed], store, producer, poisoned);
            Assert.ThrowsAny<KafkaException>(() => Run(refused));
        }

        producer.Refusal = null;
        using var last = NewRole(1, [exposed], store, producer, poisoned);
        Run(last);

        Assert.True(poisoned.IsEmpty);
        var (topic, _, value) = Assert.Single(producer.Sent);
        Assert.Equal(TopicPlan.Warnings, topic);
        Assert.Contains("TH-known-bad-contact", Encoding.UTF8.GetString(value!), StringComparison.Ordinal);
        Assert.Equal(2, store.OffsetOf("score", 0));
    }

    /// <summary>A replay leaves out what the dead letters name: without the letter it would decide otherwise.</summary>
    [Fact]
    public void A_leg_that_is_left_out_is_named_before_any_checkpoint_behind_it_whatever_fails_meanwhile()
    {
        var (store, poisoned, producer) = (new MemoryCheckpointStore(), new PoisonedLegs(), new KeptMessages());
        var time = Time();
        poisoned.Threw(new LegPlace(0, 0, 0), new OverflowException());
        poisoned.Threw(new LegPlace(0, 0, 0), new OverflowException());
        producer.Refusal = ErrorCode.TopicAuthorizationFailed;
        using (var refused = NewRole(0, [time], store, producer, poisoned))
        {
            Assert.ThrowsAny<KafkaException>(() => Run(refused));
        }

        Assert.Equal(0, store.OffsetOf("score", 0) ?? 0);
        producer.Refusal = null;
        using var role = NewRole(0, [time], store, producer, poisoned);
        Run(role);

        var (topic, _, value) = Assert.Single(producer.Sent);
        Assert.Equal(TopicPlan.LegsDeadLetters, topic);
        Assert.Contains("legs/1/0/0/0", Encoding.UTF8.GetString(value!), StringComparison.Ordinal);
        Assert.Equal(1, store.OffsetOf("score", 0));
    }

    /// <summary>What throws is told to all threads at once, also to one that has questions to the model waiting in the middle of a message.</summary>
    [Fact]
    public void A_leg_that_throws_elsewhere_meanwhile_is_no_matter_of_this_message()
    {
        var (store, poisoned, producer) = (new MemoryCheckpointStore(), new PoisonedLegs(), new KeptMessages());
        using (var role = NewRole(0, [Time(), Exposed(Some.Person, 1)], store, producer, poisoned))
        {
            Run(role);
        }

        producer.Sent.Clear();
        producer.Sending = _ => poisoned.Threw(new LegPlace(7, 0, 0), new OverflowException());
        Leg[] legs = [Pays(Some.Person, 2), Exposed(new Token(9, 9), 3), Pays(Some.Person, 4), Pays(new Token(8, 8), 5)];
        using var interrupted = NewRole(1, legs, store, producer, poisoned);
        Run(interrupted);

        // The warning had waited for the answer about the first payment; by then the second one is asked about.
        Assert.NotEmpty(producer.Sent);
        Assert.False(poisoned.IsEmpty);
        Assert.Equal(2, store.OffsetOf("score", 0));
        Assert.Equal(2, store.Taken("score", 0));
    }

    /// <summary>Where the log ends says nothing of what it holds: once it had grown past the checkpoint, scoring went on in the middle of another log.</summary>
    [Fact]
    public async Task A_log_that_was_cut_and_has_grown_past_the_checkpoint_stops_its_partition_and_the_same_log_does_not()
    {
        var (store, health) = (new MemoryCheckpointStore(), new EngineHealth(_clock));
        using (var first = NewRole(Holding(2, 0, 1), store, health))
        {
            Run(first);
            Assert.True(first.Finish());
        }

        Assert.Equal(2, store.OffsetOf("score", 0));
        var cut = NewMember(1);
        cut.Ends[Legs(0)] = 1;
        using (var second = NewRole(cut, store, health))
        {
            Run(second);
            Assert.Contains("but the log ends at 1", await WhyStopped(health), StringComparison.Ordinal);

            cut.Ends[Legs(0)] = 4;
            Turns(second, 30);
            Fetch(cut, Some.TimeMs + 60_000, 1, 2, 3);
            Turns(second, 20);
            Assert.Contains("stands another message than the one that it knows", await WhyStopped(health), StringComparison.Ordinal);
            Assert.True(second.Finish());
        }

        Assert.Equal(2, store.OffsetOf("score", 0));

        // A leader that has just taken over tells an end that is behind for a moment.
        var same = NewMember(1);
        same.Ends[Legs(0)] = 1;
        using var third = NewRole(same, store, health);
        Run(third);
        same.Ends[Legs(0)] = 3;
        Turns(third, 30);
        Fetch(same, Some.TimeMs, 1, 2);
        Turns(third, 20);
        Assert.Empty(health.Degraded());
        Assert.Equal(3, store.OffsetOf("score", 0));
    }

    /// <summary>All that was due was copied, however much, while others waited for the partition.</summary>
    [Fact]
    public void Giving_a_partition_up_copies_nothing_of_those_that_are_kept()
    {
        var (store, member) = (new MemoryCheckpointStore(), NewMember(2));
        var frame = Frame();
        foreach (var partition in new[] { 0, 1 })
        {
            member.Ends[Legs(partition)] = 2;
            member.Fetched(new(Legs(partition), 0), frame, Some.TimeMs);
        }

        using var role = NewRole(member, store, new ObserverFan(), TimeSpan.FromHours(1));
        role.Start();
        role.Step();
        role.Step();
        member.Fetched(new(Legs(0), 1), frame, Some.TimeMs);
        member.Fetched(new(Legs(1), 1), frame, Some.TimeMs);
        role.Step();

        role.Revoked([Legs(0)]);

        Assert.Equal((2, 1), (store.OffsetOf("score", 0), store.OffsetOf("score", 1)));
    }

    [Fact]
    public void A_stop_says_whether_the_store_knows_of_all_that_was_read()
    {
        var (store, member) = (new MemoryCheckpointStore(), Holding(1, 0));
        using var role = NewRole(member, store, new ObserverFan(), TimeSpan.FromHours(1));
        role.Start();
        role.Step();
        Fetch(member, Some.TimeMs, 1);
        role.Step();
        for (var i = 0; i < 100; i++)
        {
            store.Next.Enqueue(CheckpointOutcome.Unknown);
        }

        Assert.False(role.Finish());
    }

    private static byte[] Frame()
    {
        var frame = new FrameWriter();
        frame.Add(Time());
        return frame.Take();
    }

    private static void Fetch(ScriptedMember member, long timeMs, params int[] offsets) =>
        Array.ForEach(offsets, x => member.Fetched(new(Legs(0), x), Frame(), timeMs));

    private static ScriptedMember Holding(long end, params int[] offsets)
    {
        var member = NewMember(1);
        member.Ends[Legs(0)] = end;
        Fetch(member, Some.TimeMs, offsets);
        return member;
    }

    private static async Task<string> WhyStopped(EngineHealth health) =>
        Assert.Single((await health.ReportAsync()).Checks, x => x.Name == "partitions.score").Why!;

    private static Leg Time() => new()
    {
        Kind = LegKind.Progress, Stamp = new Stamp(Raw, Position.Before), Progress = [new ProgressEntry(Raw, Some.TimeMs, true)],
    };

    private static Leg Exposed(Token person, long position) => new()
    {
        Kind = LegKind.Exposure, Entity = person, EntityKind = EntityKind.Number, Other = new Token(5, 5), OtherKind = EntityKind.Number,
        Stamp = new Stamp(Raw, new Position(position, 0, 0)), EventId = (UInt128)position, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
        Reputation = new ReputationFacts { Grade = Grade.High, Reasons = ReputationReasons.Listed },
    };

    /// <summary>Less than what patterns ask about; of whom is under suspicion the model is asked.</summary>
    private static Leg Pays(Token person, long position) => new()
    {
        Kind = LegKind.Money, Entity = person, EntityKind = EntityKind.Number, Other = new Token(6, 6), OtherKind = EntityKind.Account,
        Stamp = new Stamp(Raw, new Position(position, 0, 0)), EventId = (UInt128)position, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
        Money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, Outgoing = true, AmountMinor = 10_000 },
    };

    private static MemoryRuleSets WithModel()
    {
        var model = ModelFiles.Read(ShippedModels.Person).Model;
        var sets = MemoryRuleSets.Of(ShippedRules.Set());
        (sets.FirstPersonModel, sets.Models[model.Hash]) = (model.Hash, model);
        return sets;
    }

    private static TopicPartition Legs(int partition) => new(TopicPlan.Legs, partition);

    private static ScriptedMember NewMember(int partitions) => new([.. Enumerable.Range(0, partitions).Select(Legs)]);

    private ScoringRole NewRole(ScriptedMember member, MemoryCheckpointStore store, IEngineObserver observer, TimeSpan? checkpoints = null) => new(
        new RoleSettings(3, 1, checkpoints ?? TimeSpan.FromMilliseconds(100)), store, MemoryRuleSets.Of(ShippedRules.Set()), new KeptMessages(),
        new PoisonedLegs(), new RoleSurroundings(member, observer, _clock, new Random(1), NullLogger.Instance) { Wait = _clock.Advance });

    /// <summary>Reads a message of these legs, and nothing after it.</summary>
    private ScoringRole NewRole(long offset, Leg[] legs, MemoryCheckpointStore store, KeptMessages producer, PoisonedLegs poisoned)
    {
        var frame = new FrameWriter();
        Array.ForEach(legs, x => frame.Add(x));
        var at = new TopicPartitionOffset(TopicPlan.Legs, 0, offset);
        var member = new ScriptedMember(at.TopicPartition) { Ends = { [at.TopicPartition] = offset + 1 } };
        member.Fetched(at, frame.Take(), Some.TimeMs);
        return new ScoringRole(
            new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), store, WithModel(), producer, poisoned,
            new RoleSurroundings(member, new ObserverFan(), _clock, new Random(1), NullLogger.Instance));
    }

    /// <summary>For as long as it takes to be checkpointed.</summary>
    private void Run(ScoringRole role)
    {
        role.Start();
        Turns(role, 10);
    }

    private void Turns(ScoringRole role, int count)
    {
        for (var i = 0; i < count; i++)
        {
            role.Step();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private sealed class LeavingStore : ICheckpointStore
    {
        public MemoryCheckpointStore Inner { get; } = new();

        public bool IsAway { get; set; }

        /// <summary>How often somebody wanted to take a partition.</summary>
        public int Asked { get; private set; }

        public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
        {
            Asked++;
            return IsAway ? throw new StoreAwayException("away", new TimeoutException()) : Inner.Take(role, partition, partitions, owner);
        }

        public CheckpointFacts? Describe(string role, int partition) => Inner.Describe(role, partition);

        public (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state) => Inner.Peek(role, partition, state);
    }
}
