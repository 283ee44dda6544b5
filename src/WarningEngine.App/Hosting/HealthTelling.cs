using StackExchange.Redis;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Tells consoles of other processes each second what does not work in this one, for as long as it lives.</summary>
internal sealed class HealthTelling : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly string _process;
    private readonly RedisConsoleReadModel _model;
    private readonly EngineHealth _health;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _telling;

    /// <param name="process">Another in each process, also in one that follows it.</param>
    public HealthTelling(string process, RedisConsoleReadModel model, EngineHealth health, TimeProvider clock, ILogger log)
    {
        (_process, _model, _health, _clock, _log) = (process, model, health, clock, log);
        _telling = Task.Run(TellAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(Every, _clock);
        try
        {
            for (var beat = 1L; ; beat++)
            {
                await TryAsync(_model.TellAsync(_process, new(beat, [.. _health.Degraded().Take(Limits.NamesOfIllsMax)])).WaitAsync(_stop.Token));
                await timer.WaitForNextTickAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // A store that hangs holds up nobody who stops: consoles forget who is silent.
            await TryAsync(_model.ForgetAsync([_process]).WaitAsync(Every, _clock));
        }
    }

    private async Task TryAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // Said again within the second, and the console knows for itself that Redis is away.
            _log.LogDebug("health: consoles were not told: {Reason}", failure.Message);
        }
    }
}
