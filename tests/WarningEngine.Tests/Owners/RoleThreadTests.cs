using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;

namespace WarningEngine.Tests.Owners;

public sealed class RoleThreadTests
{
    private readonly EngineHealth _health = new(TimeProvider.System);

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

    private async Task<bool> StopAsync(Role role, TimeSpan? timeout = null)
    {
        var thread = new RoleThread("intake", () => role, new ObserverFan(_health), TimeProvider.System, new Random(1), NullLogger.Instance);
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
