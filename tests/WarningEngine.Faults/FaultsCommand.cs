using System.CommandLine;
using WarningEngine.Faults.Input;
using WarningEngine.Faults.Kinds;
using WarningEngine.Faults.Running;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults;

/// <summary>Published binaries under faults: schedules drawn from seeds, and crash points.</summary>
internal sealed class FaultsCommand
{
    private const int EventsOfSchedule = 100_000;
    private const int EventsOfCrashRun = 5_000;
    private const int EventsPerSecond = 900;

    private readonly Option<int> _schedules = new("--schedules") { Description = "Schedules to run", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _events = new("--events") { Description = "Events of each; 100,000 of a schedule, 5,000 at crash points where not given" };
    private readonly Option<int> _first = new("--first") { Description = "Seed of the first schedule", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Over which the events are spread; 0: by their number", DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _gap = new("--gap")
    {
        Description = "Least seconds between the end of a fault and the next: with some 20, each recovers alone", DefaultValueFactory = _ => 2,
    };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "Kinds to draw from; all where not given", HelpName = "NAME,...",
    };

    private readonly Option<string?> _crashPoints = new("--crash-points")
    {
        Description = "Crash points instead of schedules: all, or those named", HelpName = "NAME,...", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _kafka = new("--kafka") { Description = "Script that starts brokers", HelpName = "PATH" };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Results to write", HelpName = "FILE" };
    private readonly Option<DirectoryInfo?> _keep = new("--keep") { Description = "Directory for logs and data, kept", HelpName = "DIR" };
    private readonly Option<string?> _program = new("--program") { Description = "A published executable; published here where not given", HelpName = "FILE" };

    private readonly Option<string?> _otherProgram = new("--other-program")
    {
        Description = "A second published executable, of another version: a process that comes back is of the one and of the other in turn",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A setting of every engine process, as of the engine's own --set", HelpName = "NAME=VALUE",
    };

    public static RootCommand Create() => new FaultsCommand().Build();

    private RootCommand Build()
    {
        var command = new RootCommand("Runs the engine as processes under faults, and checks what it left behind.")
        {
            _schedules, _events, _first, _seconds, _gap, _faults, _crashPoints, _kafka, _json, _keep, _program, _otherProgram, _set,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        if ((parsed.GetValue(_kafka) ?? RealKafka.Script) is not { } script || !File.Exists(script))
        {
            parsed.InvocationConfiguration.Error.WriteLine("--kafka names no script that starts brokers.");
            return 2;
        }

        if (parsed.GetValue(_otherProgram) is { } other && !File.Exists(other))
        {
            parsed.InvocationConfiguration.Error.WriteLine($"--other-program: there is no {other}.");
            return 2;
        }

        ScheduleOptions[] runs;
        try
        {
            runs = [.. parsed.GetResult(_crashPoints) is null ? Schedules(parsed, output.WriteLine) : CrashRuns(parsed, output.WriteLine)];
        }
        catch (ArgumentException unknown)
        {
            parsed.InvocationConfiguration.Error.WriteLine(unknown.Message);
            return 2;
        }

        var kept = parsed.GetValue(_keep)?.FullName;
        var directory = kept ?? Directory.CreateTempSubdirectory("warning-engine-faults-").FullName;
        var results = new List<ScheduleResult>();
        try
        {
            var program = parsed.GetValue(_program)
                ?? await Published.MakeAsync(directory, crashPoints: runs.Any(x => x.CrashPoints.Count > 0), stop);
            await using var ground = await Ground.StartAsync(directory, program, Path.GetFullPath(script), parsed.GetValue(_otherProgram), parsed.GetValue(_set));
            var events = CityInput.Make(program, Path.Combine(directory, "city"), Events(parsed));
            foreach (var run in runs)
            {
                var result = await new ScheduleRun(ground, run).RunAsync(events, stop);
                results.Add(result);
                Report.Findings(output, result);
            }
        }
        finally
        {
            if (kept is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Report.Table(output, results);
        if (parsed.GetValue(_json) is { } json)
        {
            await File.WriteAllTextAsync(json.FullName, Report.Json(results), stop);
        }

        return results.All(x => x.IsGood) ? 0 : 1;
    }

    private int Events(ParseResult parsed) => parsed.GetValue(_events) is > 0 and var given ? given
        : parsed.GetResult(_crashPoints) is null ? EventsOfSchedule : EventsOfCrashRun;

    /// <summary>Where the caller does not say: a few hundred a second, and long enough for several faults.</summary>
    private TimeSpan Spread(ParseResult parsed) => TimeSpan.FromSeconds(
        parsed.GetValue(_seconds) is > 0 and var given ? given : Math.Max(10, Events(parsed) / EventsPerSecond));

    private IEnumerable<ScheduleOptions> Schedules(ParseResult parsed, Action<string> told)
    {
        var kinds = parsed.GetValue(_faults) is { } names ? FaultKinds.Named(names) : FaultKinds.All;
        return Enumerable.Range(parsed.GetValue(_first), parsed.GetValue(_schedules)).Select(seed => new ScheduleOptions
        {
            Name = $"schedule-{seed}", Seed = seed, Kinds = kinds, Spread = Spread(parsed), Told = told, Snapshots = seed % 2 == 0,
            LeastGap = parsed.GetValue(_gap), MostGap = parsed.GetValue(_gap) + 5,
        });
    }

    private IEnumerable<ScheduleOptions> CrashRuns(ParseResult parsed, Action<string> told)
    {
        var points = parsed.GetValue(_crashPoints) is { } names ? CrashPoints.Named(names) : CrashPoints.All;
        return CrashPoints.Runs(points).Select((run, i) => new ScheduleOptions
        {
            Name = $"crash-{i + 1}", Seed = i + 1, Kinds = [], CrashPoints = run, Spread = Spread(parsed), Told = told,
            Snapshots = i % 2 == 1,
        });
    }
}
