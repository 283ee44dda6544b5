using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;

namespace WarningEngine.Tests.Owners;

public sealed class RoleThreadTests
{
    private readonly EngineHealth _health = new(TimeProvider.System);
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly ObserverFan _observer;

    public RoleThreadTests() => _observer = new ObserverFan(_health, new EngineMetrics(_registry, TimeProvider.System));

    [Fact]
    public async Task A_role_that_finished_ended_well()
    {
        Assert.True(await StopAsync(new Role()));
        Assert.Equal(["intake"], _health.Degraded());
    }

    /// <summary>Somebody may rely on it: a state that is dealt out anew knows nothing of what is read twice.</summary>
    [Fact]
    public async Task A_role_that_could_not_finish_did_not() =>
        Assert.False(await StopAsync(new Role { Finishing = () => throw new InvalidOperationException("not acknowledged") }));

    [Fact]
    public async Task A_role_of_which_not_all_was_acknowledged_did_not() => Assert.False(await StopAsync(new Role { IsWhole = false }));

    [Fact]
    public async Task A_role_that_takes_too_long_did_not()
    {
        using var go = new ManualResetEventSlim();
        try
        {
            Assert.False(await StopAsync(new Role { Finishing = () => go.Wait(TestContext.Current.CancellationToken) }, TimeSpan.FromMilliseconds(50)));
        }
        finally
        {
            go.Set();
        }
    }

    /// <summary>Kafka was away all the time: there was nothing to finish.</summary>
    [Fact]
    public async Task A_role_that_never_started_ended_well() =>
        Assert.True(await StopAsync(new Role { Starting = () => throw new InvalidOperationException("nobody answers") }));

    /// <summary>It runs again within seconds, and says so before it has done anything: only what is counted tells of it.</summary>
    [Fact]
    public async Task Each_fault_is_counted_and_none_where_a_role_ends_as_it_should()
    {
        await StopAsync(new Role());
        Assert.Contains("warning_engine_role_faults_total{role=\"intake\"} 0\n", await TextAsync(), StringComparison.Ordinal);

        await StopAsync(new Role { Starting = () => throw new InvalidOperationException("out of disk") });
        Assert.Matches("warning_engine_role_faults_total{role=\"intake\"} [1-9]", await TextAsync());
    }

    private async Task<string> TextAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private async Task<bool> StopAsync(Role role, TimeSpan? timeout = null)
    {
        var thread = new RoleThread("intake", () => role, _observer, TimeProvider.System, new Random(1), NullLogger.Instance);
        thread.Start();
        await role.Ran.Task;
        thread.RequestStop();
        return await thread.EndAsync(timeout ?? TimeSpan.FromSeconds(60));
    }

    private sealed class Role : IRole
    {
        public string Name => "intake";

        /// <summary>It was started, well or not.</summary>
        public TaskCompletionSource Ran { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action Starting { get; init; } = () => { };

        public Action Finishing { get; init; } = () => { };

        public bool IsWhole { get; init; } = true;

        public void Start()
        {
            Ran.TrySetResult();
            Starting();
        }

        public void Step() => Thread.Yield();

        public bool Finish()
        {
            Finishing();
            return IsWhole;
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
