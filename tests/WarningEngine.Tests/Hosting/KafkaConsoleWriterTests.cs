using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.AlertConsole;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

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

    private Task WriteAsync() => _writer.WriteAsync(
        Id, CaseMerging.Open(Some.Warning(), "510000", Some.TimeMs), 1, DispositionCode.ReachedDissuaded, true, "agent", TestContext.Current.CancellationToken);
}
