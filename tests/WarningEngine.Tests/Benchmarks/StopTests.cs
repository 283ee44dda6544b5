using System.Text;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Input;
using WarningEngine.Load.Latency;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Tests.Benchmarks;

public sealed class StopTests : IDisposable
{
    private const string NoBroker = "127.0.0.1:1";

    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void Raw_topics_are_filled_no_further()
    {
        Assert.Throws<OperationCanceledException>(() => RawLoader.Fill(NoBroker, RawLoader.Json(Records()), new FilledTopics(), _stop.Token));
    }

    [Fact]
    public void Batches_of_protobuf_are_made_no_further()
    {
        Assert.Throws<OperationCanceledException>(() => RawLoader.Protobuf(Records(), _stop.Token).Count());
    }

    [Fact]
    public void The_log_of_legs_is_made_no_further()
    {
        _stop.Cancel();
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        Assert.Throws<OperationCanceledException>(() => LegLog.Make(
            Records(), tokens, 1, WhatDecides.Of(withModel: false), (_, _, _) => Assert.Fail("A frame was made."), _stop.Token));
    }

    [Fact]
    public void Events_are_made_no_further()
    {
        _stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new PacedInput(1).Make(DateTimeOffset.UnixEpoch, 100, TimeSpan.FromSeconds(1), _stop.Token));
    }

    [Fact]
    public void A_topic_whose_end_does_not_come_is_read_no_further()
    {
        Assert.Throws<OperationCanceledException>(() => ToTheEnd.Read(
            1,
            _ =>
            {
                _stop.Cancel();
                return (string?)null;
            },
            _ => false, _ => { }, new ManualClock(), _stop.Token));
    }

    [Fact]
    public void A_broker_that_has_died_is_waited_for_half_a_minute()
    {
        var clock = new ManualClock();
        var (asked, read) = (0, 0);
        var error = Assert.Throws<InvalidOperationException>(() => ToTheEnd.Read(
            2,
            moment =>
            {
                clock.Advance(moment);
                Assert.InRange(++asked, 1, 100);
                return asked switch
                {
                    1 => "end",
                    20 => "message",
                    _ => null,
                };
            },
            x => x == "end", _ => read++, clock, CancellationToken.None));
        Assert.StartsWith("1 partitions", error.Message, StringComparison.Ordinal);
        Assert.Equal((50, 1), (asked, read));
    }

    [Fact]
    public void All_messages_before_the_ends_are_read()
    {
        var left = new Queue<string>(["a", "end", "b", "c", "end", "behind"]);
        List<string> read = [];
        ToTheEnd.Read(2, _ => left.Dequeue(), x => x == "end", read.Add, new ManualClock(), CancellationToken.None);
        Assert.Equal(["a", "b", "c"], read);
    }

    [Fact]
    public void An_engine_that_does_not_end_when_it_is_asked_to_is_named()
    {
        using var folder = new TemporaryFolder();
        List<string> said = [];
        var ready = folder.At("ready");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [ready]))
        {
            make.WaitForExit();
        }

        using var deaf = new Child("/bin/sh", ["-c", "trap '' TERM; echo deaf > $0; while :; do sleep 1; done", ready], folder.At("deaf.log"));
        Assert.Equal("deaf\n", File.ReadAllText(ready));
        EngineUnderLoad.Stop(deaf, TimeSpan.FromMilliseconds(100), said.Add);
        Assert.Contains("SIGTERM", Assert.Single(said), StringComparison.Ordinal);
        deaf.Kill();
        EngineUnderLoad.Stop(deaf, TimeSpan.FromMilliseconds(100), said.Add);
        Assert.Single(said);
    }

    /// <summary>After the first nobody wants any more; who goes on all the same finds out.</summary>
    private IEnumerable<InputRecord> Records()
    {
        yield return new InputRecord(RawTopic.Calls, 0, Encoding.UTF8.GetBytes("{}"), 0);
        _stop.Cancel();
        yield return new InputRecord(RawTopic.Calls, 0, Encoding.UTF8.GetBytes("{}"), 0);
        throw new InvalidOperationException("It went on.");
    }
}
