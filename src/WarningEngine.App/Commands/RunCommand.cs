using System.CommandLine;
using WarningEngine.App.Hosting;

namespace WarningEngine.App.Commands;

/// <summary><c>run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var configuration = new ConfigurationArguments()
            .With("--roles", "roles", "ROLE,...", "What this process does: intake, score, dispatch, console (roles)")
            .WithKafka().WithRedis().WithTokenKey()
            .With("--listen", "listen", "URL", "Console, metrics and health (listen)");
        var command = new Command("run", "The service. Stops on SIGTERM within ten seconds: nothing lost, nothing doubled.");
        configuration.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var heap = NativeHeap.Keep();
            await using var engine = new Engine(configuration.Load<EngineOptions>(parsed), new EngineEnvironment());
            await engine.StartAsync();
            var stopped = new TaskCompletionSource();
            await using (stop.Register(stopped.SetResult))
            {
                await stopped.Task;
            }

            if (await engine.StopAsync() is { Count: > 0 } unfinished)
            {
                // Nothing is lost or doubled, so it is no failure; whoever deals the state out anew must know.
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"Stopped before all that it had read was acknowledged and written down (intake: its offsets, score and dispatch: "
                        + $"their last checkpoints): {string.Join(", ", unfinished)}. Whoever goes on reads it again.");
            }

            return ExitCode.Good;
        });
        return command;
    }
}
