using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.App.Patterns;

namespace WarningEngine.App.Commands;

/// <summary><c>simulate</c>: a labelled synthetic city as a recorded directory.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var people = CommonOptions.Whole("--people", 20_000, "Persons", least: 50);
        var days = CommonOptions.Whole("--days", 3, $"Labelled days; {CityOptions.HistoryDays} days of history come before", least: 1);
        var seed = new Option<ulong>("--seed") { Description = "Same seed, same bytes", DefaultValueFactory = _ => 7 };
        var frauds = CommonOptions.Share("--frauds", 1e-4, "Frauds per person and day");
        var habits = new Option<ulong>("--habits")
        {
            Description = "Other lags, amounts, shares of types and noise than reports tell, drawn by this number; 0: as they tell",
        };
        var cases = CommonOptions.Share("--cases", 0, "Of the time lines of the shipped patterns so many are lived per person and day: frauds, "
            + "and what must stay silent");
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder to write; replaced whole", HelpName = "DIR", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("simulate", "Writes a labelled synthetic city: calls, SMS, transfers, registry facts.")
        {
            people, days, seed, frauds, habits, cases, output, json,
        };
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                var options = new CityOptions(
                    parsed.GetValue(people), parsed.GetValue(days), parsed.GetValue(seed), parsed.GetValue(frauds), CityOptions.DefaultStartMs,
                    parsed.GetValue(habits))
                {
                    CasesPerPersonDay = parsed.GetValue(cases), Cases = parsed.GetValue(cases) > 0 ? ShippedCases() : [],
                };
                var target = parsed.GetRequiredValue(output).FullName;
                Refuse(target);
                var watch = Stopwatch.StartNew();
                using var line = new ProgressLine(parsed.InvocationConfiguration.Error);
                var records = CityFiles.Write(options, target, count => line.Show($"{count} records"), stop);
                line.Dispose();
                parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { records, directory = target, seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) })
                    : $"{records} records in {target}, {watch.Elapsed.TotalSeconds:0.0} s");
                return ExitCode.Good;
            },
            stop));
        return command;
    }

    private static IReadOnlyList<PatternTest> ShippedCases()
    {
        PatternFiles.Load(PatternFiles.Shipped, out var tests);
        return tests;
    }

    /// <summary>The folder is replaced whole, so it must be one that an earlier run wrote, or nothing.</summary>
    private static void Refuse(string target)
    {
        if (File.Exists(target)
            || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()
                && !File.Exists(Path.Combine(target, "city.json"))))
        {
            throw new CommandFailedException($"{target} exists and is no simulated city; it would be replaced.");
        }
    }
}
