using System.Collections.Frozen;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.Kafka;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Latency;
using WarningEngine.Load.Measures;
using WarningEngine.Load.Reports;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Load;

/// <summary>The engine under load on a real broker and a real store.</summary>
internal sealed class LoadCommand
{
    private const int People = 6_000;
    private const int QuickPeople = 1_500;
    private const double WarmSeconds = 20, QuickWarmSeconds = 5;

    private readonly Option<string?> _kafka = new("--kafka") { Description = "Script that starts brokers", HelpName = "PATH" };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Results to write; a report beside them, with the ending .md", HelpName = "FILE" };
    private readonly Option<string?> _only = new("--only") { Description = "Measures to take; all where not given", HelpName = "NAME,..." };
    private readonly Option<bool> _quick = new("--quick") { Description = "Small input, fewer rounds: to see that it works" };
    private readonly Option<int?> _people = new("--people") { Description = "People of the city whose life is the input", HelpName = "N" };
    private readonly Option<int?> _rounds = new("--rounds") { Description = "Rounds that count", HelpName = "N" };
    private readonly Option<int?> _rate = new("--rate")
    {
        Description = "Events a second of the latency run; half of the measured maximum where not given", HelpName = "N",
    };

    private readonly Option<double?> _warm = new("--warm") { Description = "CPU that a process has used when its round begins to count", HelpName = "SECONDS" };
    private readonly Option<int?> _lines = new("--lines") { Description = "Lines whose memory is weighed", HelpName = "N" };
    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of legs and warnings", HelpName = "N", DefaultValueFactory = _ => new KafkaOptions().Partitions,
    };

    private readonly Option<int> _rawPartitions = new("--raw-partitions")
    {
        Description = "Partitions of each raw topic", HelpName = "N", DefaultValueFactory = _ => new KafkaOptions().RawPartitions,
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "What decides with the patterns: the shipped model, or none", HelpName = "shipped|none", DefaultValueFactory = _ => "shipped",
    };

    private readonly Option<FileInfo?> _program = new("--program")
    {
        Description = "The engine's executable; the one that was built with this where not given", HelpName = "FILE",
    };

    /// <summary>Runs it.</summary>
    /// <param name="args">As given.</param>
    /// <param name="output">Takes how far it has come, and the report.</param>
    /// <param name="error">Takes everything else.</param>
    /// <returns>0; 1 where a measure is missing or something is not as it must be, the report says what; 2 where what is given makes no run.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = new LoadCommand().Build().Parse(args);
        var isWrong = parsed.Action is ParseErrorAction;
        if (parsed.Action is ParseErrorAction wrong)
        {
            wrong.ShowHelp = false;
        }

        // Broker and store are stopped before the process ends, whoever ends it.
        var code = await parsed.InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
        return isWrong ? ExitCode.WrongUsage : code;
    }

    private RootCommand Build()
    {
        var command = new RootCommand("Measures the engine end to end on Apache Kafka and Redis, beside the plain ways to do its work.")
        {
            _kafka, _json, _only, _quick, _people, _rounds, _rate, _warm, _lines, _partitions, _rawPartitions, _model, _program,
        };
        _model.AcceptOnlyFromAmong("shipped", ShippedModels.None);
        CommonOptions.Within(_people, least: 50, most: int.MaxValue);
        CommonOptions.Within(_rounds, least: 1, most: int.MaxValue);
        CommonOptions.Within(_rate, PacedInput.RateMin, int.MaxValue);
        CommonOptions.Within(_lines, least: 1, most: int.MaxValue);
        CommonOptions.Within(_partitions, least: 1, most: 4_096);
        CommonOptions.Within(_rawPartitions, least: 1, most: 4_096);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var error = parsed.InvocationConfiguration.Error;
        string[] only = parsed.GetValue(_only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. LoadSettings.Names];
        if (only.FirstOrDefault(x => !LoadSettings.Names.Contains(x)) is { } unknown)
        {
            error.WriteLine($"--only: there is no measure '{unknown}'; there are {string.Join(", ", LoadSettings.Names)}.");
            return ExitCode.WrongUsage;
        }

        if ((parsed.GetValue(_kafka) ?? RealKafka.Script) is not { } script || !File.Exists(script))
        {
            error.WriteLine("--kafka names no script that starts brokers.");
            return ExitCode.WrongUsage;
        }

        var settings = Settings(parsed, only);
        var program = settings.Program ?? Path.Combine(Repository.Root, "artifacts", "bin", "WarningEngine.App", "release", "warning-engine");
        if (Missing(settings, program, parsed.GetValue(_json)) is { } missing)
        {
            error.WriteLine(missing);
            return ExitCode.WrongUsage;
        }

        var directory = Directory.CreateTempSubdirectory("warning-engine-load-").FullName;
        try
        {
            return await MeasureAsync(parsed, settings, directory, program, Path.GetFullPath(script), stop);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private LoadSettings Settings(ParseResult parsed, string[] only)
    {
        var quick = parsed.GetValue(_quick);
        return new LoadSettings
        {
            Only = only.ToFrozenSet(), Quick = quick, Program = parsed.GetValue(_program)?.FullName,
            WithModel = parsed.GetValue(_model) != ShippedModels.None, People = parsed.GetValue(_people) ?? (quick ? QuickPeople : People),
            Rounds = parsed.GetValue(_rounds) ?? (quick ? 2 : 3), Rate = parsed.GetValue(_rate),
            Lines = parsed.GetValue(_lines) ?? (quick ? 400_000 : 2_000_000), Partitions = parsed.GetValue(_partitions),
            RawPartitions = parsed.GetValue(_rawPartitions), WarmSeconds = parsed.GetValue(_warm) ?? (quick ? QuickWarmSeconds : WarmSeconds),
        };
    }

    /// <summary>What a run would find out late that it has not; null: nothing.</summary>
    private static string? Missing(LoadSettings settings, string program, FileInfo? json)
    {
        if (!File.Exists(program))
        {
            return $"--program: there is no {program}.";
        }

        if (json is not null && Unwritable(json.FullName) is { } reason)
        {
            return $"--json cannot be written: {reason}";
        }

        if (settings.WarmSeconds is not (>= 0 and < double.PositiveInfinity))
        {
            return $"--warm is 0 at least, not {settings.WarmSeconds}.";
        }

        if (settings.Wants("latencyMs") && settings.Rate is { } rate
            && PacedInput.Refusal(rate, 2 * settings.LatencyTime, Machine.AvailableBytes()) is { } refusal)
        {
            return $"--rate: {refusal}";
        }

        return RealRedis.Executable is null ? "redis-server is not installed." : null;
    }

    private static string? Unwritable(string path)
    {
        if (Directory.Exists(path))
        {
            return $"{path} is a folder.";
        }

        try
        {
            new WholeFile(path).Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private async Task<int> MeasureAsync(
        ParseResult parsed, LoadSettings settings, string directory, string program, string script, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        var started = Stopwatch.GetTimestamp();
        await using var ground = await TestGround.StartAsync(directory, program, script, settings, stop);
        var machine = await Machine.DescribeAsync(ground);
        var results = new Results();
        var run = new LoadRun(ground, settings, results, line => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:0} s  {line}")));
        var commit = Machine.Commit();
        return await ReportedRun.RunAsync(() => Phases.RunAsync(run), settings, results, () =>
        {
            var report = LoadReport.Markdown(machine, commit, settings, results);
            output.WriteLine(report);
            if (parsed.GetValue(_json) is { } json)
            {
                Write(json.FullName, LoadReport.Json(machine, commit, settings, results));
                Write(Path.ChangeExtension(json.FullName, ".md"), report);
            }
        });
    }

    private static void Write(string path, string text)
    {
        using var file = new WholeFile(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Complete();
    }
}
