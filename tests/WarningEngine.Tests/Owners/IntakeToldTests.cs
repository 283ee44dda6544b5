using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using WarningEngine.App.Numbers;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

/// <summary>What intake tells of itself.</summary>
public sealed class IntakeToldTests : IDisposable
{
    private static readonly TopicPartition Transfers = new("bank.transfers", 0);

    private readonly ManualClock _clock = new();
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly ScriptedMember _member = new(Transfers);
    private readonly EngineHealth _health;
    private readonly ObserverFan _observer;
    private readonly IntakeRole _role;

    public IntakeToldTests()
    {
        _health = new EngineHealth(_clock);
        _observer = new ObserverFan(new EngineMetrics(_registry, _clock), _health);
        _role = Started(_member);
    }

    public void Dispose() => _role.Dispose();

    [Fact]
    public async Task Times_that_lay_a_little_ahead_are_counted()
    {
        Fetch(0, aheadSeconds: 60);
        Fetch(1, aheadSeconds: 0);
        _role.Step();

        Assert.Contains("warning_engine_times_clamped_total 1\n", await MetricsAsync(), StringComparison.Ordinal);
    }

    /// <summary>As after a restart: the last message was read before, and is only looked at.</summary>
    [Fact]
    public async Task A_feed_that_fell_silent_before_is_told_of_and_nothing_of_it_is_counted_again()
    {
        _role.Dispose();
        var member = new ScriptedMember(Transfers);
        member.CommittedBefore[Transfers] = 1;
        member.Ends[Transfers] = 1;
        using var role = Started(member);
        Fetch(0, aheadSeconds: 0, member);
        role.Step();
        Assert.Contains("warning_engine_events_total{topic=\"bank.transfers\"} 0\n", await MetricsAsync(), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(["feed.bank.transfers"], _health.Degraded());
    }

    [Fact]
    public void Who_gives_its_partitions_away_tells_of_no_silent_feed()
    {
        FallSilent();

        _role.Finish();

        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public void Who_faulted_tells_of_no_silent_feed()
    {
        FallSilent();

        _role.Dispose();

        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task What_of_a_raw_partition_was_not_read_yet_is_told_until_it_is_anothers()
    {
        const string lag = "warning_engine_raw_consumer_lag{topic=\"bank.transfers\",partition=\"0\"} ";
        Fetch(0, aheadSeconds: 0);
        _member.Ends[Transfers] = 8;
        _clock.Advance(TimeSpan.FromSeconds(1));
        _role.Step();
        Assert.Contains($"{lag}7\n", await MetricsAsync(), StringComparison.Ordinal);

        _role.Finish();
        Assert.DoesNotContain(lag, await MetricsAsync(), StringComparison.Ordinal);
    }

    private async Task<string> MetricsAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private IntakeRole Started(ScriptedMember member)
    {
        var role = new IntakeRole(
            new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), new KeptMessages(),
            new IntakeSplitter(new Tokeniser(new byte[Tokeniser.KeySize]), new(new LibPhoneNumberPlan("CN")), new([])), new EngineTracing(0),
            new RoleSurroundings(member, _observer, _clock, new Random(1), NullLogger.Instance));
        role.Start();
        role.Step();
        return role;
    }

    private void FallSilent()
    {
        Fetch(0, aheadSeconds: 0);
        _role.Step();
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["feed.bank.transfers"], _health.Degraded());
    }

    private void Fetch(long offset, int aheadSeconds, ScriptedMember? member = null)
    {
        var now = _clock.GetUtcNow();
        var time = now.AddSeconds(aheadSeconds).ToString("O", CultureInfo.InvariantCulture);
        var amount = """{"amount": "100.00", "currency": "CNY"}""";
        var record = $$"""{"txId": "{{offset}}", "phase": "ATTEMPTED", "debtorNumber": "13812345678", "creditorAccount": "payee", "instructedAmount": {{amount}}, "acceptanceDateTime": "{{time}}"}""";
        (member ?? _member).Fetched(new(Transfers, offset), Encoding.UTF8.GetBytes(record), now.ToUnixTimeMilliseconds());
    }
}
