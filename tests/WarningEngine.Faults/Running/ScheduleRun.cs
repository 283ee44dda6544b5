using System.Collections.Concurrent;
using System.Diagnostics;
using WarningEngine.App.Configuration;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;
using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Input;
using WarningEngine.Faults.Kinds;
using WarningEngine.Redis;
using WarningEngine.Testing;
using WarningEngine.Testing.Checking;

namespace WarningEngine.Faults.Running;

/// <summary>One schedule: empty logs, the whole engine, the input, faults drawn from a seed while it flows; then everything is
/// taken in, stopped and checked.</summary>
internal sealed class ScheduleRun(Ground ground, ScheduleOptions options)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan MembersTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan EndedTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The session of ten seconds, after which a group shares out anew, and as long again.</summary>
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Several recoveries are watched at once.</summary>
    private readonly ConcurrentQueue<string> _notes = new();

    public async Task<ScheduleResult> RunAsync(InputEvent[] events, CancellationToken stop)
    {
        await ground.Kafka.BeginAsync(EngineSettings.Partitions, EngineSettings.RawPartitions);
        await ground.Redis.BeginAsync();
        using var fleet = new Fleet(ground.Engine(options.Name, options.Snapshots));
        foreach (var point in options.CrashPoints)
        {
            // Which process does the work depends on who came first; one that is to be provoked is the first.
            foreach (var process in fleet.Of(point.Role).Take(point.Trigger is Trigger.Stop or Trigger.Rejoin ? 1 : 2))
            {
                fleet.LetDie(process, point.Deaths);
            }
        }

        fleet.Start();
        await ReadyAsync(fleet, stop);
        using var progress = new Progress(ground.Kafka.Direct);
        await MembersAsync(fleet, progress, stop);
        using var input = new InputStream(ground.Kafka.Direct, events, options.Spread);
        using var supervised = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervising = SuperviseAsync(fleet, supervised.Token);
        var flowing = input.RunAsync(stop);
        var provoking = ProvokeAsync(fleet, input, events.Length, stop);
        var strikes = await StrikeAsync(new Stage(ground.Kafka, ground.Redis, fleet), progress, input, flowing, stop);
        await flowing;
        await provoking;
        await DrainAsync(fleet, progress, stop);
        await supervised.CancelAsync();
        await supervising;
        await fleet.StopAsync("dispatch");
        return Check(events.Length, strikes, fleet);
    }

    private async Task ReadyAsync(Fleet fleet, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var waiting = await Task.WhenAll(fleet.Processes.Select(async x => (x.Name, Why: await x.NotReadyAsync())));
            if (waiting.All(x => x.Why is null))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > ReadyTimeout)
            {
                var (name, why) = waiting.First(x => x.Why is not null);
                _notes.Enqueue($"{name} was not ready after {ReadyTimeout.TotalSeconds:0} s: {why}");
                return;
            }

            fleet.Supervise();
            await Task.Delay(Look, stop);
        }
    }

    /// <summary>Gives the groups time to share out their partitions; where members die at once they never do, and the input
    /// comes all the same.</summary>
    private static async Task MembersAsync(Fleet fleet, Progress progress, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await progress.HaveMembersAsync() && Stopwatch.GetElapsedTime(started) < MembersTimeout)
        {
            fleet.Supervise();
            await Task.Delay(Look, stop);
        }
    }

    private static async Task SuperviseAsync(Fleet fleet, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            fleet.Supervise();
            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <summary>Brings processes to points that ordinary work does not pass, once half of the input has gone.</summary>
    private async Task ProvokeAsync(Fleet fleet, InputStream input, int events, CancellationToken stop)
    {
        while (input.Sent < events / 2)
        {
            await Task.Delay(Look, stop);
        }

        foreach (var point in options.CrashPoints)
        {
            var process = fleet.Of(point.Role).First();
            var other = fleet.Of(point.Role).Last();
            switch (point.Trigger)
            {
                case Trigger.Stop:
                    fleet.AskToStop(process);
                    break;
                case Trigger.Rejoin:
                    await Task.Run(() => fleet.TakeDown(other, x => x.Stop()), stop);
                    fleet.Bring(other);
                    break;
                case Trigger.Flush:
                    await ground.Redis.Primary.AskAsync(async db => await db.ExecuteAsync("FLUSHALL"));
                    break;
                default:
                    break;
            }
        }
    }

    private async Task<List<StrikeResult>> StrikeAsync(
        Stage stage, Progress progress, InputStream input, Task flowing, CancellationToken stop)
    {
        var random = new Random(options.Seed);
        var results = new List<Task<StrikeResult>>();
        if (options.Kinds.Count == 0)
        {
            return [];
        }

        foreach (var kind in FaultKinds.Drawn(options.Kinds, random))
        {
            var strike = new Strike(stage, new Random(random.Next()), () => input.Sent, stop);
            await strike.WaitAsync(options.LeastGap, options.MostGap);
            if (flowing.IsCompleted || results.Count >= options.FaultsMax)
            {
                break;
            }

            await strike.RunAsync(kind);
            options.Told($"  {options.Name}: {kind.Name} {strike.Target} {strike.Skipped}");
            results.Add(RecoverAsync(kind, strike, progress, flowing, stop));
        }

        return [.. await Task.WhenAll(results)];
    }

    private async Task<StrikeResult> RecoverAsync(FaultKind kind, Strike strike, Progress progress, Task flowing, CancellationToken stop)
    {
        var from = strike.CauseGoneAt;
        var started = Stopwatch.GetTimestamp();
        var outlasted = flowing.IsCompleted;
        var patience = outlasted ? EndedTimeout : RecoveryTimeout;
        long? scored = null;
        while (strike.Skipped is null && (scored = progress.ScoredSince(from)) is null && Stopwatch.GetElapsedTime(started) < patience)
        {
            await Task.Delay(Look, stop);
            if (!outlasted && flowing.IsCompleted
                && await HasReadAsync(strike.Stage.Fleet, progress, "intake") && await HasReadAsync(strike.Stage.Fleet, progress, "score"))
            {
                // The input is a recorded one: where it ends its time stands still, and scoring has nothing more to say. That
                // it is done is seen late, by what it has committed.
                scored = progress.ScoredSince(from) ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                break;
            }
        }

        if (scored is null && strike.Skipped is null)
        {
            if (outlasted)
            {
                strike.Skip("outlasted the input");
            }
            else
            {
                _notes.Enqueue($"{kind.Name}: no item within {RecoveryTimeout.TotalSeconds:0} s in partitions {string.Join(", ", progress.SilentSince(from))}; "
                    + $"the input {(flowing.IsCompleted ? "has ended" : "goes on")}, {await progress.LagAsync("intake")} raw messages and "
                    + $"{await progress.LagAsync("score")} frames are not read");
            }
        }

        return scored is { } at
            ? new StrikeResult(kind.Name, strike, (at - from) / 1000.0, progress.SilenceMs(strike.BeganAt, at) / 1000.0)
            : new StrikeResult(kind.Name, strike, null, null);
    }

    /// <summary>Whether a stage has read its logs to the end. What a process has committed for dashboards says how far it had read, not
    /// what of it had left when it died: only one that has had time to take its partitions again speaks for itself.</summary>
    private static async Task<bool> HasReadAsync(Fleet fleet, Progress progress, string stage) =>
        fleet.Of(stage).All(x => x.Age >= SettledAfter) && await progress.LagAsync(stage) == 0;

    /// <summary>Stage after stage: once nobody writes to a log any more and its readers have read it to the end, they are
    /// stopped in their turn.</summary>
    private async Task DrainAsync(Fleet fleet, Progress progress, CancellationToken stop)
    {
        foreach (var stage in new[] { "intake", "score", "dispatch" })
        {
            var started = Stopwatch.GetTimestamp();
            for (var still = 0; still < 2;)
            {
                still = await HasReadAsync(fleet, progress, stage) ? still + 1 : 0;
                if (Stopwatch.GetElapsedTime(started) > DrainTimeout)
                {
                    _notes.Enqueue($"{stage} had not read everything after {DrainTimeout.TotalMinutes:0} min: "
                        + $"{await progress.LagAsync(stage)} messages are left");
                    break;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(500), stop);
            }

            if (stage == "intake")
            {
                await ReadyAsync(fleet, stop);
            }

            if (stage != "dispatch")
            {
                await fleet.StopAsync(stage);
            }
        }
    }

    private ScheduleResult Check(int events, List<StrikeResult> strikes, Fleet fleet)
    {
        var replayed = ground.Replay(options.Name, _notes.Enqueue);
        using var tokens = new Tokeniser(TokenKey.Read(ground.KeyFile));
        using var redis = ground.Redis.Primary.ConnectAsync().GetAwaiter().GetResult();
        var verdict = new RunChecker(tokens, ShippedRules.WithModel(), DispatchOptions.Default).Check(
            new KafkaRunLogs(ground.Kafka.Direct, EngineSettings.Partitions, generation: 1), new RedisCheckpointStore(redis), replayed);
        string[] points = [.. options.CrashPoints.SelectMany(x => x.Deaths.Select(y => $"{x.Role} {y}"))];
        return new ScheduleResult(options.Name, options.Seed, events, strikes, points, verdict, [.. _notes, .. fleet.Surprises, .. fleet.DeathsLeft]);
    }
}

/// <summary>How a schedule is run.</summary>
internal sealed record ScheduleOptions
{
    public required string Name { get; init; }

    public required int Seed { get; init; }

    public IReadOnlyList<FaultKind> Kinds { get; init; } = FaultKinds.All;

    /// <summary>Over which the input is spread.</summary>
    public required TimeSpan Spread { get; init; }

    /// <summary>Between two faults, seconds.</summary>
    public double LeastGap { get; init; } = 2;

    public double MostGap { get; init; } = 7;

    /// <summary>The state is kept in files too, from which it comes back where the store has lost it.</summary>
    public bool Snapshots { get; init; }

    public int FaultsMax { get; init; } = int.MaxValue;

    /// <summary>One a role at most: the processes of the role die there. Wants an executable that has them.</summary>
    public IReadOnlyList<CrashPoint> CrashPoints { get; init; } = [];

    /// <summary>Told of each fault.</summary>
    public Action<string> Told { get; init; } = _ => { };
}
