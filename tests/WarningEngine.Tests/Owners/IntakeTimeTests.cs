using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Numbers;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

/// <summary>What a member that has just taken raw partitions makes of the time of a partition of <c>legs</c>.</summary>
public sealed class IntakeTimeTests : IDisposable
{
    private const int FramesUntilStopped = 60;
    private static readonly TopicPartition Calls = new("telecom.calls", 0);
    private static readonly TopicPartition Sms = new("telecom.sms", 0);
    private static readonly TopicPartition Transfers = new("bank.transfers", 0);
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(10);

    private readonly ManualClock _clock = new();
    private readonly KeptMessages _sent = new();

    /// <summary>What the partition of <c>legs</c> knows.</summary>
    private readonly PartitionClock _time = new();
    private int _heard;

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => _sent.Dispose();

    [Fact]
    public void After_an_outage_time_waits_for_what_is_not_read_yet()
    {
        var stoppedMs = StandAt(Calls, Sms);
        var member = new ScriptedMember(Calls, Sms) { Ends = { [Calls] = 5_000, [Sms] = 1 } };
        using var role = Started(member);
        Fetch(member, Sms, 0, stoppedMs + 1_000);
        member.FetchedEnd(new(Sms, 1));

        Seconds(role, 5);
        Assert.Equal(stoppedMs, _time.NowMs);

        Fetch(member, Calls, 0, stoppedMs + 500);
        Seconds(role, 1);
        Assert.Equal(stoppedMs + 500, _time.NowMs);
    }

    /// <summary>A partition of legs that has heard of nothing yet knows of the others by the first frame.</summary>
    [Fact]
    public void Time_waits_at_the_very_beginning_for_a_partition_that_was_not_read_yet()
    {
        var member = new ScriptedMember(Calls, Sms) { Ends = { [Calls] = 5_000, [Sms] = 1 } };
        using var role = Started(member);
        Fetch(member, Sms, 0, NowMs);
        member.FetchedEnd(new(Sms, 1));
        Seconds(role, 5);
        Assert.Equal(0, _time.NowMs);

        var earlier = NowMs - (long)Outage.TotalMilliseconds;
        Fetch(member, Calls, 0, earlier);
        Seconds(role, 1);
        Assert.Equal(earlier, _time.NowMs);
    }

    [Fact]
    public void A_partition_that_never_tells_anything_is_left_out_in_the_end()
    {
        StandAt(Calls, Sms);
        var member = new ScriptedMember(Calls, Sms) { Ends = { [Calls] = 5_000 } };
        using var role = Started(member);
        Fetch(member, Sms, 0, NowMs);
        member.FetchedEnd(new(Sms, 1));

        Seconds(role, FramesUntilStopped + 2);

        Assert.Equal(NowMs, _time.NowMs);
        Assert.Contains(_time.Stopped, x => x.Topic == Calls.Topic);
    }

    [Fact]
    public void Whoever_is_read_first_makes_no_others_look_stopped()
    {
        var many = Enumerable.Range(0, FramesUntilStopped + 1).Select(x => new TopicPartition(Calls.Topic, x)).ToArray();
        var stoppedMs = StandAt(many);
        var member = new ScriptedMember(many);
        Array.ForEach(many, x => member.Ends[x] = 10);
        using var role = Started(member);
        foreach (var partition in many.Skip(1))
        {
            Fetch(member, partition, 0, NowMs);
        }

        Seconds(role, 1);

        Assert.Equal(stoppedMs, _time.NowMs);
    }

    [Fact]
    public void One_that_was_never_used_holds_back_until_its_end_is_told()
    {
        StandAt(Calls);
        var member = new ScriptedMember(Calls, Sms) { Ends = { [Calls] = 1 } };
        using var role = Started(member);
        Fetch(member, Calls, 0, NowMs);
        member.FetchedEnd(new(Calls, 1));
        Seconds(role, 2);
        Assert.NotEqual(NowMs, _time.NowMs);

        member.FetchedEnd(new(Sms, 0));
        Seconds(role, 2);

        Assert.Equal(NowMs, _time.NowMs);
    }

    [Fact]
    public void With_everything_read_and_nothing_new_time_goes_on()
    {
        StandAt(Transfers);
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 7 }, CommittedBefore = { [Transfers] = 7 } };
        using var role = Started(member);
        role.Step();
        Assert.Equal(6, member.BegunAt[Transfers]);
        Payment(member, 6, arrivalMs: NowMs - 300_000, kafkaMs: NowMs - 299_000);
        member.FetchedEnd(new(Transfers, 7));

        Seconds(role, 3);

        Assert.Equal(NowMs, _time.NowMs);
    }

    [Fact]
    public void With_everything_read_of_what_is_recorded_the_clock_is_not_used()
    {
        var stoppedMs = StandAt(Transfers);
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 7 }, CommittedBefore = { [Transfers] = 7 } };
        using var role = Started(member);
        role.Step();
        Payment(member, 6, arrivalMs: stoppedMs, kafkaMs: NowMs);
        member.FetchedEnd(new(Transfers, 7));

        Seconds(role, 3);

        Assert.Equal(new ProgressEntry(new Source(Transfers.Topic, 1, 0), stoppedMs, false), Heard()[^1]);
        Assert.Equal(stoppedMs, _time.NowMs);
    }

    /// <summary>A file of last year is filled in today, and its first line cannot be read.</summary>
    [Fact]
    public void What_is_rejected_does_not_say_that_recorded_input_is_live()
    {
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 2 } };
        using var role = Started(member);
        FetchRejected(member, Transfers, 0, NowMs);
        Seconds(role, 2);
        Assert.Equal(0, _time.NowMs);

        var lastYearMs = NowMs - (365L * 86_400_000);
        Payment(member, 1, arrivalMs: lastYearMs, kafkaMs: NowMs);
        member.FetchedEnd(new(Transfers, 2));
        Seconds(role, 3);

        Assert.Equal(lastYearMs, _time.NowMs);
    }

    [Fact]
    public void Nor_does_it_where_others_have_read_it_last()
    {
        var stoppedMs = StandAt(Transfers);
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 7 }, CommittedBefore = { [Transfers] = 7 } };
        using var role = Started(member);
        role.Step();
        FetchRejected(member, Transfers, 6, NowMs);
        member.FetchedEnd(new(Transfers, 7));

        Seconds(role, 3);

        Assert.Equal(stoppedMs, _time.NowMs);
    }

    [Fact]
    public void Of_a_live_partition_it_tells_the_time()
    {
        var member = new ScriptedMember(Calls) { Ends = { [Calls] = 9 } };
        using var role = Started(member);
        Fetch(member, Calls, 0, NowMs);
        FetchRejected(member, Calls, 1, NowMs + 500);

        Seconds(role, 1);

        Assert.Equal(NowMs - 500, _time.NowMs);
    }

    /// <summary>The client tells an end once; afterwards nothing comes, since there is nothing or since the broker sends nothing.</summary>
    [Fact]
    public void What_others_have_appended_and_the_broker_does_not_send_holds_time_back()
    {
        var member = new ScriptedMember(Calls) { Ends = { [Calls] = 1 } };
        using var role = Started(member);
        Fetch(member, Calls, 0, NowMs);
        member.FetchedEnd(new(Calls, 1));
        Seconds(role, 3);
        var confirmedMs = NowMs;
        Assert.Equal(confirmedMs, _time.NowMs);

        member.Ends[Calls] = 2;
        Seconds(role, 30);

        Assert.Equal(confirmedMs, _time.NowMs);
    }

    [Fact]
    public void Of_what_others_have_read_last_nothing_is_made()
    {
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 8 }, CommittedBefore = { [Transfers] = 7 } };
        using var role = Started(member);
        role.Step();
        Payment(member, 6, NowMs, NowMs);
        Seconds(role, 3);
        Assert.All(_sent.Sent, x => Assert.Equal(TopicPlan.Legs, x.Topic));
        Assert.All(Legs(), x => Assert.Equal(LegKind.Progress, x.Kind));
        Assert.Empty(member.Commits);

        Payment(member, 7, NowMs, NowMs);
        Seconds(role, 3);

        Assert.Contains(Legs(), x => x.Kind != LegKind.Progress);
        Assert.Equal([new(Transfers, 8)], member.Commits);
    }

    /// <summary>Nothing else bounds it, and time does not go back.</summary>
    [Fact]
    public void An_arrival_ahead_of_the_clock_is_rejected_where_Kafka_tells_no_time()
    {
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 3 } };
        using var role = Started(member);
        Payment(member, 0, NowMs, kafkaMs: -1);
        Payment(member, 1, NowMs + (long)TimeSpan.FromDays(365).TotalMilliseconds, kafkaMs: -1);
        Payment(member, 2, NowMs, kafkaMs: -1);
        Seconds(role, 2);

        Assert.Single(_sent.Sent, x => x.Topic == "bank.transfers.dlq");
        Assert.InRange(_time.NowMs, 1, NowMs);
    }

    /// <summary>How long calls and payments have been read is known for ever, and strangers are told by it.</summary>
    [Fact]
    public void One_record_of_long_ago_makes_no_history()
    {
        var member = new ScriptedMember(Transfers) { Ends = { [Transfers] = 5_000 } };
        using var role = Started(member);
        var beganMs = NowMs;
        Payment(member, 0, NowMs, NowMs);
        Seconds(role, 1);
        Payment(member, 1, NowMs - (long)TimeSpan.FromDays(365).TotalMilliseconds, NowMs);
        Seconds(role, 2);
        Payment(member, 2, NowMs, NowMs);
        Seconds(role, 1);

        Assert.Equal(beganMs, _time.MoneySinceMs);
    }

    [Fact]
    public void Where_the_last_one_was_deleted_it_begins_behind_it()
    {
        var member = new ScriptedMember(Calls) { CommittedBefore = { [Calls] = 0 } };
        using var role = Started(member);

        role.Step();

        Assert.Equal(0, member.BegunAt[Calls]);
    }

    /// <summary>Up to an outage partitions stood at the clock, whoever read them.</summary>
    /// <returns>When it began.</returns>
    private long StandAt(params TopicPartition[] partitions)
    {
        var atMs = NowMs;
        _time.Advance([.. partitions.Select(x => new ProgressEntry(new Source(x.Topic, 1, x.Partition.Value), atMs, true))]);
        _clock.Advance(Outage + TimeSpan.FromHours(1));
        return atMs;
    }

    private void Seconds(IntakeRole role, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            role.Step();
            foreach (var leg in Legs().Where(x => x.Kind == LegKind.Progress).Skip(_heard).ToArray())
            {
                _heard++;
                _time.Advance(leg.Progress!);
            }
        }
    }

    private List<ProgressEntry> Heard() => [.. Legs().Where(x => x.Kind == LegKind.Progress).SelectMany(x => x.Progress!)];

    private List<Leg> Legs()
    {
        var legs = new List<Leg>();
        foreach (var frame in _sent.Sent.Where(x => x.Topic == TopicPlan.Legs))
        {
            FrameWriter.Read(frame.Value, legs);
        }

        return legs;
    }

    private static void Fetch(ScriptedMember member, TopicPartition partition, long offset, long kafkaMs) =>
        member.Fetched(new(partition, offset), SomeRecords.Of(partition.Topic, offset, kafkaMs), kafkaMs);

    /// <summary>What cannot be read: it goes to the dead letters.</summary>
    private static void FetchRejected(ScriptedMember member, TopicPartition partition, long offset, long kafkaMs) =>
        member.Fetched(new(partition, offset), "one"u8.ToArray(), kafkaMs);

    private static void Payment(ScriptedMember member, long offset, long arrivalMs, long kafkaMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(arrivalMs).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var amount = """{"amount": "100.00", "currency": "CNY"}""";
        var record = $$"""{"txId": "{{offset}}", "phase": "ATTEMPTED", "debtorNumber": "13812345678", "creditorAccount": "payee", "instructedAmount": {{amount}}, "acceptanceDateTime": "{{time}}", "arrivalTime": "{{time}}"}""";
        member.Fetched(new(Transfers, offset), Encoding.UTF8.GetBytes(record), kafkaMs);
    }

    private IntakeRole Started(ScriptedMember member)
    {
        var role = new IntakeRole(
            new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), _sent,
            new IntakeSplitter(new Tokeniser(new byte[Tokeniser.KeySize]), new(new LibPhoneNumberPlan("CN")), new([])), new EngineTracing(0),
            new RoleSurroundings(member, new ObserverFan(), _clock, new Random(1), NullLogger.Instance));
        role.Start();
        return role;
    }
}
