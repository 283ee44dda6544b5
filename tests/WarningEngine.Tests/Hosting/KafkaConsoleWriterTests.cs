using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.AlertConsole;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Tests.Decisions;
using WarningEngine.Tests.Dispatch;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Hosting;

/// <summary>What the console sends, and over which producer.</summary>
public sealed class KafkaConsoleWriterTests : IDisposable
{
    private static readonly Guid Id = new("00112233445566778899aabbccddeeff");

    private readonly List<(SomeProducer Double, Action<string> Ended)> _made = [];
    private readonly KafkaConsoleWriter _writer;

    public KafkaConsoleWriterTests() => _writer = new KafkaConsoleWriter(
        ended =>
        {
            var (producer, made) = SomeProducer.New();
            _made.Add((made, ended));
            return producer;
        },
        new ManualClock(), () => Some.TimeMs, NullLogger.Instance);

    public void Dispose() => _writer.Dispose();

    /// <summary>A producer takes nothing any more after a fatal error, and the console has no other.</summary>
    [Fact]
    public async Task After_a_fatal_error_the_same_finding_goes_over_a_new_producer()
    {
        _made[0].Double.Refuses = ErrorCode.Local_Fatal;

        await WriteAsync();

        Assert.Equal(2, _made.Count);
        Assert.True(_made[0].Double.IsDisposed);
        Assert.Equal(Id.ToString("n"), Assert.Single(_made[1].Double.Sent).Message.Key);
        await WriteAsync();
        Assert.Equal(2, _made.Count);
    }

    /// <summary>Each of two agents' findings, and none is taken for sent.</summary>
    [Fact]
    public async Task Whatever_was_under_way_with_the_fatal_error_goes_over_the_new_producer()
    {
        var taking = new TaskCompletionSource();
        (_made[0].Double.Refuses, _made[0].Double.Taking) = (ErrorCode.Local_Fatal, taking.Task);
        Task[] both = [WriteAsync(), WriteAsync()];
        taking.SetResult();

        await Task.WhenAll(both);

        Assert.Equal([0, 2], _made.Select(x => x.Double.Sent.Count));
    }

    [Fact]
    public async Task A_producer_that_ends_between_two_findings_is_replaced_before_the_next()
    {
        await WriteAsync();
        _made[0].Ended("out of order");
        await WriteAsync();

        Assert.Equal([1, 1], _made.Select(x => x.Double.Sent.Count));
        Assert.True(_made[0].Double.IsDisposed);
    }

    /// <summary>Who is disposed of answers nobody.</summary>
    [Fact]
    public async Task What_is_under_way_is_waited_for()
    {
        var taking = new TaskCompletionSource();
        _made[0].Double.Taking = taking.Task;
        var first = WriteAsync();
        _made[0].Ended("out of order");
        await WriteAsync();
        Assert.False(_made[0].Double.IsDisposed);

        taking.SetResult();
        await first;

        Assert.True(_made[0].Double.IsDisposed);
        Assert.False(_made[1].Double.IsDisposed);
    }

    [Theory]
    [InlineData(ErrorCode.Local_MsgTimedOut)]
    [InlineData(ErrorCode.NotEnoughReplicas)]
    public async Task What_the_log_does_not_take_is_no_fault_of_the_producer(ErrorCode code)
    {
        _made[0].Double.Refuses = code;

        var refused = await Assert.ThrowsAsync<NotTakenException>(WriteAsync);

        Assert.Equal(new Error(code).Reason, refused.Message);
        Assert.Single(_made);
    }

    /// <summary>The record as it is sent, through intake and scoring: a finding that names nobody is told to nobody.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payee_who_is_confirmed_is_held_bad(bool isConfirmed)
    {
        var payee = new Token(9, 9);
        var risk = new MoneyAtRisk(1_000_000_00, Currency.Cny, "tx", MoneyPhase.Attempted, payee, PayeeKind.Bank, Some.TimeMs);
        var answered = CaseMerging.Open(Some.Warning() with { AtRisk = risk }, "510000", Some.TimeMs);
        await _writer.WriteAsync(
            answered, new Finding(Id, 1, DispositionCode.AlreadyLost, true, isConfirmed, "agent"), TestContext.Current.CancellationToken);

        var (topic, message) = Assert.Single(_made[0].Double.Sent);
        Assert.Equal(RawTopic.Dispositions.Name, topic);
        var intaken = Intaken.Of(Assert.Single(CollectedRecords.Of(RawTopic.Dispositions, message.Value).Records).Record, kafkaTimeMs: Some.TimeMs);
        Assert.Equal(CheckResult.Good, intaken.Result);
        using var log = new LegByLeg();
        log.Apply(intaken.Leg(LegKind.Disposition));

        var told = log.Said.Legs.Where(x => x.Kind == LegKind.Indicator).ToArray();
        Assert.Equal(isConfirmed ? [(payee, EntityKind.Account, Grade.High)] : [], told.Select(x => (x.Entity, x.EntityKind, x.Indicator.Level)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task What_its_agent_saw_reaches_scoring(int warnings)
    {
        var finding = new Finding(Id, 5, DispositionCode.AlreadyLost, true, false, "agent") { Warnings = warnings };
        await _writer.WriteAsync(CaseMerging.Open(Some.Warning(), "510000", Some.TimeMs), finding, TestContext.Current.CancellationToken);

        var sent = CollectedRecords.Of(RawTopic.Dispositions, Assert.Single(_made[0].Double.Sent).Message.Value);
        var facts = Intaken.Of(Assert.Single(sent.Records).Record, kafkaTimeMs: Some.TimeMs).Leg(LegKind.Disposition).Disposition;
        Assert.Equal((5, warnings), (facts.Revision, facts.Warnings));
    }

    /// <summary>The offer that its agent saw may be another region's when the order is read.</summary>
    [Theory]
    [InlineData("unknown", 999_999)]
    [InlineData("110000", 110_105)]
    public async Task An_acceptance_is_of_the_region_that_was_asked_alone(string region, int asked)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(asked);
        Assert.Equal(region, log.Only.Offer!.To.Region);
        await _writer.AcceptAsync(log.Only, region, "agent", TestContext.Current.CancellationToken);
        var order = CollectedRecords.Of(RawTopic.Commands, Assert.Single(_made[0].Double.Sent).Message.Value);
        var facts = Intaken.Of(Assert.Single(order.Records).Record, kafkaTimeMs: Some.TimeMs).Leg(LegKind.Command).Command;

        log.Move(330_100).Accept(facts.Region);
        Assert.Equal(("510000", "330000", "outdated"), (log.Only.Region, log.Only.Offer!.To.Region, log.Only.History[^1].What));
        Assert.Equal(region, log.Move(asked).Accept(facts.Region).Only.Region);
    }

    private Task WriteAsync() => _writer.WriteAsync(
        CaseMerging.Open(Some.Warning(), "510000", Some.TimeMs), new Finding(Id, 1, DispositionCode.ReachedDissuaded, true, false, "agent"), TestContext.Current.CancellationToken);
}
