using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Proxy;
using WarningEngine.Faults.Running;
using WarningEngine.Testing;
using WarningEngine.Testing.Checking;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Faults;

/// <summary>The harness of faults itself: what it says that it did, it did.</summary>
public sealed class HarnessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_slow_close_is_told_to_one_side_at_once_and_to_the_other_late()
    {
        var clock = new StoppedClock();
        await using var line = await Line.OpenAsync(clock);
        line.Proxy.Set(new Toxic(ToxicKind.SlowClose, TimeSpan.FromHours(1)));
        line.Proxy.Drop();
        Assert.Equal(0, await line.Server.ReceiveAsync(new byte[1]));
        var client = line.Client.ReceiveAsync(new byte[1]);
        Assert.Equal(TimeSpan.FromHours(1), await clock.WaitedFor.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(client.IsCompleted, "The client was told, too.");
        Assert.NotEqual(0, line.Proxy.Struck);

        // What comes after it need not wait for it.
        line.Proxy.Set(Toxic.Down);
        await Assert.ThrowsAsync<SocketException>(() => client);
    }

    [Fact]
    public async Task A_slow_close_is_an_orderly_one()
    {
        await using var line = await Line.OpenAsync();
        line.Proxy.Set(new Toxic(ToxicKind.SlowClose, TimeSpan.FromMilliseconds(1)));
        line.Proxy.Drop();
        Assert.Equal(0, await line.Server.ReceiveAsync(new byte[1]));
        Assert.Equal(0, await line.Client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_fault_of_the_way_that_met_nobody_is_told_as_skipped_and_a_schedule_without_faults_is_not_good()
    {
        await using var line = await Line.OpenAsync();
        line.Proxy.Set(new Toxic(ToxicKind.Latency, TimeSpan.FromMilliseconds(1)));
        var strike = new Strike(null!, new Random(1), () => 0, CancellationToken.None);
        strike.RequireStruck([line.Proxy]);
        Assert.NotNull(strike.Skipped);
        Assert.False(Result(strike).IsGood);
        Assert.False(Result().IsGood);

        await line.Client.SendAsync("some"u8.ToArray());
        Assert.NotEqual(0, await line.Server.ReceiveAsync(new byte[4]));
        var met = new Strike(null!, new Random(1), () => 0, CancellationToken.None);
        met.RequireStruck([line.Proxy]);
        Assert.Null(met.Skipped);
        Assert.True(Result(strike, met).IsGood);
    }

    /// <summary>Both roles have a point of that name, and processes of one die there.</summary>
    [Fact]
    public async Task A_death_of_one_role_is_none_of_another()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for the engine is a shell script.");
        var program = _folder.At("engine");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\n[ \"$3\" = score ] && [ -n \"$WARNING_ENGINE_CRASH_POINT\" ] && kill -9 $$\nexec sleep 600\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var fleet = new Fleet(new EngineSettings(program, "", "", "", _folder.Path));
        foreach (var process in fleet.Of("score").Concat(fleet.Of("dispatch")))
        {
            fleet.LetDie(process, ["checkpoint.sent:12"]);
        }

        fleet.Start();
        var started = Stopwatch.GetTimestamp();
        while (fleet.DeathsLeft.Count() > 1 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            fleet.Supervise();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("no process has passed checkpoint.sent:12 of dispatch", Assert.Single(fleet.DeathsLeft));
    }

    private static ScheduleResult Result(params Strike[] strikes) => new(
        "some", 1, 100, [.. strikes.Select(x => new StrikeResult("kafka-latency", x, x.Skipped is null ? 1 : null, 0))], [], new Verdict(), []);

    /// <summary>A connection through a proxy.</summary>
    private sealed class Line(TcpListener listener, ChaosProxy proxy, Socket client, Socket server) : IAsyncDisposable
    {
        public ChaosProxy Proxy => proxy;

        public Socket Client => client;

        public Socket Server => server;

        public static async Task<Line> OpenAsync(TimeProvider? clock = null)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var proxy = new ChaosProxy(Ports.Free(), ((IPEndPoint)listener.LocalEndpoint).Port, clock);
            var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Port));
            var server = await listener.AcceptSocketAsync();

            // Only then the proxy has both sides for certain.
            await client.SendAsync(new byte[1]);
            await server.ReceiveAsync(new byte[1]);
            return new Line(listener, proxy, client, server);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            server.Dispose();
            await proxy.DisposeAsync();
            listener.Dispose();
        }
    }

    /// <summary>Time stands still, and tells for how long somebody waits first.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> _waitedFor = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TimeSpan> WaitedFor => _waitedFor.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waitedFor.TrySetResult(dueTime);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
