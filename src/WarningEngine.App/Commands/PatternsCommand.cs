using System.CommandLine;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Commands;

/// <summary><c>patterns check</c> and <c>patterns test</c>: validates pattern files and runs the tests in
/// them; <see cref="PatternSetsCommand"/> brings them into the log.</summary>
internal static class PatternsCommand
{
    public static Command Create() => new("patterns", "Pattern files: what the engine looks for.")
    {
        Check(), Test(), PatternsDiffCommand.Create(), PatternSetsCommand.Activate(), PatternSetsCommand.List(), PatternSetsCommand.Void(),
    };

    private static Command Check()
    {
        var directory = Folder();
        var json = CommonOptions.Json();
        var command = new Command("check", "Compiles pattern files and names every error with line and column.")
        {
            directory, json,
        };
        command.SetAction(parsed =>
        {
            if (Load(parsed, directory, out _) is not { } set)
            {
                return ExitCode.Failed;
            }

            if (parsed.GetValue(json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(new
                {
                    patterns = set.Patterns.Select(x => new { pattern = x.Key.ToString(), cost = x.Cost }), retired = set.Retired.Select(x => x.Key.ToString()),
                }));
                return ExitCode.Good;
            }

            foreach (var pattern in set.Patterns)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{pattern.Key}: good, cost {pattern.Cost}");
            }

            foreach (var pattern in set.Retired)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{pattern.Key}: good, retired");
            }

            return ExitCode.Good;
        });
        return command;
    }

    private static Command Test()
    {
        var directory = Folder();
        var json = CommonOptions.Json();
        var model = new Option<DirectoryInfo?>("--model")
        {
            Description = "Says too which urgent moments this model of persons doubts: no failures, but nobody would be called", HelpName = "MODELDIR",
        };
        var command = new Command("test", "Runs the time lines in pattern files through intake and scoring.")
        {
            directory, json, model,
        };
        command.SetAction(parsed =>
        {
            if (Load(parsed, directory, out var tests) is not { } set)
            {
                return ExitCode.Failed;
            }

            var output = parsed.InvocationConfiguration.Output;
            var retired = tests.Where(x => set.IsRetired(x.PatternId)).ToList();
            var results = tests.Except(retired).Select(x => PatternTestRunner.Run(x, set)).ToList();
            var failed = results.Count(x => x.Failures.Count > 0);
            var urgent = parsed.GetValue(model) is { } of ? ModelDoubts.Of(tests.Except(retired), set, PersonModel(of)) : null;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new
                {
                    passed = results.Count - failed,
                    failed,
                    skipped = retired.Count,
                    failures = results.SelectMany(x => x.Failures).Select(x => x.ToString()),
                    urgent = urgent?.Count,
                    doubted = urgent?.Where(x => x.IsDoubted).Select(x => x.ToString()),
                }));
                return failed == 0 ? ExitCode.Good : ExitCode.Failed;
            }

            foreach (var result in results)
            {
                var outcome = result.Failures.Count == 0 ? "passed" : "FAILED";
                output.WriteLine($"{outcome} {result.Test.PatternId}: {result.Test.Name}");
                foreach (var failure in result.Failures)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(failure);
                }
            }

            foreach (var test in retired)
            {
                output.WriteLine($"skipped (retired) {test.PatternId}: {test.Name}");
            }

            var skipped = retired.Count > 0 ? $", {retired.Count} skipped (retired)" : "";
            output.WriteLine($"{results.Count - failed} passed, {failed} failed{skipped}");
            WriteDoubts(output, urgent);
            return failed == 0 ? ExitCode.Good : ExitCode.Failed;
        });
        return command;
    }

    private static void WriteDoubts(TextWriter output, IReadOnlyList<UrgentMoment>? urgent)
    {
        if (urgent is not null)
        {
            var doubted = urgent.Where(x => x.IsDoubted).ToList();
            doubted.ForEach(x => output.WriteLine($"doubted {x}"));
            output.WriteLine($"the model doubts {doubted.Count} of {urgent.Count} urgent moments");
        }
    }

    private static Model PersonModel(DirectoryInfo directory) => CommonOptions.ReadModel(directory.FullName).Model is { Subject: ModelSubject.Person } model
        ? model : throw new CommandFailedException($"{directory}: it is no model of persons.");

    private static Argument<DirectoryInfo> Folder() => new("DIR")
    {
        Description = "Folder of pattern files; the shipped ones where not given",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Names what lies in a folder of patterns and decides nothing.</summary>
    public static void TellUnread(string directory, TextWriter error)
    {
        if (RuleSetFiles.Unread(directory) is { Count: > 0 } unread)
        {
            error.WriteLine($"Not read in {directory}: {string.Join(", ", unread)}. Pattern files end in .yaml.");
        }
    }

    /// <summary>Null, with all errors written, where a file is wrong.</summary>
    private static PatternSet? Load(
        ParseResult parsed, Argument<DirectoryInfo> directory, out IReadOnlyList<PatternTest> tests)
    {
        try
        {
            var from = parsed.GetValue(directory)?.FullName ?? PatternFiles.Shipped;
            TellUnread(from, parsed.InvocationConfiguration.Error);
            return PatternFiles.Load(from, out tests);
        }
        catch (PatternFilesException wrong)
        {
            foreach (var one in wrong.Errors)
            {
                parsed.InvocationConfiguration.Error.WriteLine(one);
            }

            tests = [];
            return null;
        }
    }
}
