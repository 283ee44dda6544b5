using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Numbers;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

public sealed class IntakeRoleTests : IDisposable
{
    private static readonly TopicPartition Calls = new("telecom.calls", 0);
    private static readonly TopicPartition Sms = new("telecom.sms", 0);
    private static readonly TopicPartition Transfers = new("bank.transfers", 0);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(90);

    private readonly ManualClock _clock = new();
    private readonly ScriptedMember _member = new(Calls, Sms);
    private readonly KeptMessages _sent = new();
    private readonly IntakeRole _role;

    public IntakeRoleTests()
    {
        _role = RoleOf(_member);
        _role.Start();
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => _role.Dispose();

    [Fact]
    public void A_stop_says_whether_all_that_was_read_was_acknowledged()
    {
        ReadOneOfEach();
        _sent.IsSlow = true;
        Assert.False(_role.Finish());

        using var next = RoleOf(new ScriptedMember(Calls));
        next.Start();
        _sent.IsSlow = false;
        Assert.True(next.Finish());
    }

    /// <summary>An operator who deals the state out anew would have them taken in twice.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_stop_says_whether_the_group_took_the_offsets_and_offers_them_again(int refusals, bool isTaken)
    {
        ReadOneOfEach();
        _member.Commits.Clear();
        _member.Fetched(new(Calls, 1), SomeRecords.Of(Calls.Topic, 1, NowMs), NowMs);
        _role.Step();
        Assert.Empty(_member.Commits);
        for (var i = 0; i < refusals; i++)
        {
            _member.Answers.Enqueue(false);
        }

        Assert.Equal(isTaken, _role.Finish());
        Assert.Equal(isTaken ? [new TopicPartitionOffset(Calls, 2)] : [], _member.Commits);
    }

    /// <summary>Nothing is asked of a partition of which there is more to read.</summary>
    [Fact]
    public void Ends_that_were_told_are_asked_for_every_second()
    {
        ReadOneOfEach();
        var asked = _member.EndsAsked;
        var atMs = NowMs;
        _member.Fetched(new(Calls, 1), SomeRecords.Of(Calls.Topic, 1, atMs), atMs);

        Turns(20);

        Assert.InRange(_member.EndsAsked - asked, 5, 7);
        Assert.Equal(atMs, Time(Calls));
        Assert.InRange(Time(Sms), NowMs - 1_000, NowMs);
    }

    [Fact]
    public void After_a_pause_an_end_that_has_moved_meanwhile_is_none()
    {
        ReadOneOfEach();
        var atMs = Time(Calls);
        _clock.Advance(LongPause);
        _member.Ends[Calls] = 3;

        Turns(5);

        Assert.Equal(atMs, Time(Calls));
        Assert.InRange(Time(Sms), atMs + (long)LongPause.TotalMilliseconds, NowMs);
    }

    [Fact]
    public void After_a_pause_ends_that_were_fetched_before_it_are_none()
    {
        ReadOneOfEach();
        var atMs = NowMs;
        _member.Fetched(new(Calls, 1), SomeRecords.Of(Calls.Topic, 1, atMs), atMs);
        _member.FetchedEnd(new(Calls, 2));
        _clock.Advance(LongPause);
        _member.Ends[Calls] = 3;
        Turns(5);
        Assert.Equal(atMs, Time(Calls));

        _member.Fetched(new(Calls, 2), SomeRecords.Of(Calls.Topic, 2, atMs), atMs + 60_000);
        Turns(5);
        Assert.Equal(atMs + 60_000, Time(Calls));
        _member.FetchedEnd(new(Calls, 3));
        Turns(5);

        Assert.InRange(Time(Calls), atMs + (long)LongPause.TotalMilliseconds, NowMs);
    }

    [Fact]
    public void While_the_broker_does_not_tell_where_a_partition_ends_it_holds_time_back()
    {
        ReadOneOfEach();
        var atMs = Time(Calls);
        _clock.Advance(LongPause);
        _member.NoEnd = ErrorCode.Local_TimedOut;
        Turns(5);
        Assert.Equal(atMs, Time(Calls));

        _member.NoEnd = null;
        Turns(5);

        Assert.InRange(Time(Calls), atMs + (long)LongPause.TotalMilliseconds, NowMs);
    }

    /// <summary>Progress is written without an answer that takes longer, which counts with the next; and each second asks anew.</summary>
    [Fact]
    public void A_broker_that_answers_slowly_is_asked_each_second_all_the_same()
    {
        ReadOneOfEach();
        _member.EndsAreHeld = true;
        Until(() => _member.EndsAsked, before: _member.EndsAsked);
        var askedMs = NowMs;
        var asked = _member.EndsAsked;
        Turns(1);
        _member.AnswerEnds();

        Turns(3);

        Assert.Equal(asked + 2, _member.EndsAsked);
        Turns(1);
        Assert.Equal(askedMs, Time(Calls));
    }

    /// <summary>An end that is older than the offset would look like a log that was cut.</summary>
    [Fact]
    public void Whoever_had_the_partition_may_still_read_and_commit_while_it_is_taken()
    {
        _member.OthersGoOn = true;

        Turns(1);

        Assert.All(_member.Ends.Values, end => Assert.True(end >= 2, "Nobody asked where it begins."));
    }

    /// <summary>It took the member down, and whoever was given the partition next.</summary>
    [Fact]
    public void A_partition_without_a_leader_is_begun_where_it_was_committed_and_the_others_are_read()
    {
        var member = new ScriptedMember(Calls, Sms) { CommittedBefore = { [Calls] = 7 }, NoBounds = { [Calls] = new Error(ErrorCode.Local_TimedOut) } };
        using var role = RoleOf(member);
        role.Start();
        role.Step();
        member.Fetched(new(Sms, 0), SomeRecords.Of(Sms.Topic, 0, NowMs), NowMs);

        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(Turn);
            role.Step();
        }

        Assert.Equal((7, 0), (member.BegunAt[Calls], member.BegunAt[Sms]));
        Assert.Equal([new(Sms, 1)], member.Commits);
    }

    [Fact]
    public void Where_nothing_was_committed_nobody_knows_where_to_begin()
    {
        using var role = RoleOf(new ScriptedMember(Calls) { NoBounds = { [Calls] = new Error(ErrorCode.Local_TimedOut) } });
        role.Start();

        Assert.Throws<KafkaException>(role.Step);
    }

    [Fact]
    public void A_commit_that_was_refused_is_made_good_with_the_next_cut_without_a_further_message()
    {
        _member.Answers.Enqueue(false);
        ReadOneOfEach();
        Turns(2);

        Assert.Equal([new(Calls, 1), new(Sms, 1)], _member.Commits.OrderBy(x => x.Topic, StringComparer.Ordinal));
    }

    [Fact]
    public void A_commit_that_was_taken_is_not_repeated()
    {
        ReadOneOfEach();
        Turns(4);

        Assert.Equal(2, _member.Commits.Count);
    }

    /// <summary>With a cut an answer the offsets would stay behind for good, and whoever takes the partition next would read all of it again.</summary>
    [Fact]
    public void However_long_the_answer_to_a_commit_takes_the_next_one_holds_the_newest_offsets()
    {
        ReadOneOfEach();
        _member.CommitsAreHeld = true;
        for (var i = 1; i <= 20; i++)
        {
            _member.Fetched(new(Calls, i), SomeRecords.Of(Calls.Topic, i, NowMs), NowMs);
            Turns(1);
        }

        _member.AnswerCommit();
        Turns(1);
        _member.AnswerCommit();

        Assert.Equal([new(Calls, 2), new(Calls, 21)], _member.Commits[2..]);
    }

    /// <summary>Each would be a request of its own.</summary>
    [Fact]
    public void What_the_vault_keeps_is_sent_together_and_before_the_offsets_it_came_with_are_committed()
    {
        var member = new ScriptedMember(Transfers);
        using var role = RoleOf(member);
        role.Start();
        role.Step();
        for (var i = 0; i < 20; i++)
        {
            var amount = """{"amount": "100.00", "currency": "CNY"}""";
            var record = $$"""{"txId": "{{i}}", "phase": "ATTEMPTED", "debtorNumber": "13812345678", "creditorAccount": "payee{{i % 10}}", "instructedAmount": {{amount}}, "acceptanceDateTime": "{{_clock.GetUtcNow():O}}"}""";
            member.Fetched(new(Transfers, i), Words(record), NowMs);
        }

        role.Step();
        Assert.DoesNotContain(_sent.Sent, x => x.Topic == TopicPlan.Vault);
        Assert.Empty(member.Commits);

        _clock.Advance(Turn);
        role.Step();
        Assert.Equal(10, _sent.Sent.Count(x => x.Topic == TopicPlan.Vault));
        Assert.Equal([new(Transfers, 20)], member.Commits);
    }

    /// <summary>Each partition asked for itself, half a second each, in which nothing was read and nobody heard of a stop.</summary>
    [Fact]
    public void What_former_groups_committed_is_asked_for_once_an_assignment()
    {
        const string first = "warning-engine.intake";
        TopicPartition[] partitions = [.. Enumerable.Range(0, 20).Select(x => new TopicPartition(Calls.Topic, x)), Sms];
        var member = new ScriptedMember(partitions);
        foreach (var partition in partitions)
        {
            member.Ends[partition] = 100;
            member.Former.Add((first, new TopicPartitionOffset(partition, 10 + partition.Partition.Value)));
        }

        // Of the topic made anew what the first group committed says nothing, nor what another committed of the others under another generation.
        member.Former.Add(($"{first}+{Calls.Topic}=2", new TopicPartitionOffset(Calls, 50)));
        using var role = RoleOf(member, new Dictionary<string, int> { [Sms.Topic] = 2 });
        role.Start();
        role.Step();
        role.Step();

        Assert.Equal(1, member.FormerAsked);
        Assert.All(partitions[..20], x => Assert.Equal(9 + x.Partition.Value, member.BegunAt[x]));
        Assert.Equal(0, member.BegunAt[Sms]);
    }

    private static byte[] Words(string text) => Encoding.UTF8.GetBytes(text);

    private void ReadOneOfEach()
    {
        _role.Step();
        var atMs = NowMs;
        foreach (var partition in new[] { Calls, Sms })
        {
            _member.Fetched(new(partition, 0), SomeRecords.Of(partition.Topic, 0, atMs), atMs);
            _member.FetchedEnd(new(partition, 1));
            _member.Ends[partition] = 1;
        }

        Turns(5);
    }

    private void Until(Func<int> counted, int before)
    {
        while (counted() == before)
        {
            Turns(1);
        }
    }

    private void Turns(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(Turn);
            _role.Step();
        }
    }

    /// <summary>The last that was said of the time of a raw partition.</summary>
    private long Time(TopicPartition partition)
    {
        var legs = new List<Leg>();
        FrameWriter.Read(_sent.Sent.Last(x => x.Topic == TopicPlan.Legs).Value, legs);
        return legs[^1].Progress!.Single(x => x.Raw.Topic == partition.Topic).TimeMs;
    }

    private IntakeRole RoleOf(ScriptedMember member, Dictionary<string, int>? generations = null) => new(
        new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)) { RawGenerations = generations ?? [] }, _sent,
        new IntakeSplitter(new Tokeniser(new byte[Tokeniser.KeySize]), new(new LibPhoneNumberPlan("CN")), new([])), new EngineTracing(0),
        new RoleSurroundings(member, new ObserverFan(), _clock, new Random(1), NullLogger.Instance));
}
