using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WarningEngine.App.City;
using WarningEngine.App.Evaluation;

namespace WarningEngine.App.Commands;

/// <summary><c>evaluate</c>: decisions against labels.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var warnings = new Option<FileInfo>("--warnings") { Description = "warnings.ndjson", HelpName = "FILE", Required = true };
        var labels = new Option<FileInfo>("--labels") { Description = "labels.ndjson", HelpName = "FILE", Required = true };
        var output = new Option<FileInfo>("--json")
        {
            Description = "Report to write, beside the table that is printed", HelpName = "FILE",
        };
        var lastDays = CommonOptions.Whole("--last-days", 0, "Judge the last N days of the warnings alone; 0 all", least: 0);
        var calls = CommonOptions.Whole("--calls-per-hour", 60, "Calls that the agents can make in an hour", least: 1);
        var command = new Command("evaluate", "Judges decisions against labels: precision, recall, lead time, by type and tier.")
        {
            warnings, labels, output, lastDays, calls,
        };
        command.SetAction(parsed =>
        {
            var report = Judge(
                parsed.GetRequiredValue(warnings), parsed.GetRequiredValue(labels), parsed.GetValue(lastDays), parsed.GetValue(calls));
            if (report.WarningsWithoutPerson > 0)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"{report.WarningsWithoutPerson} warnings name no person and are not judged: "
                    + "they are of accounts without a line, or were written without the key of the tokens.");
            }

            if (parsed.GetValue(output) is { } file)
            {
                using var whole = new WholeFile(file.FullName);
                whole.Stream.Write(QualityJson.Write(report));
                whole.Complete();
            }

            var console = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output);
            QualityTable.Print(AnsiConsole.Create(new AnsiConsoleSettings { Out = console }), report);
            return ExitCode.Good;
        });
        return command;
    }

    private static QualityReport Judge(FileInfo warningsFile, FileInfo labelsFile, int lastDays, int callsPerHour)
    {
        try
        {
            var warnings = JudgementFiles.Warnings(warningsFile.FullName);
            if (warnings.Count > 0 && warnings.TrueForAll(x => x.Person is null))
            {
                throw new CommandFailedException($"{warningsFile.FullName}: no warning names a person, so none can be judged; "
                    + "'replay --token-key-file' names them.");
            }

            var labels = JudgementFiles.Labels(labelsFile.FullName);
            var (people, fromMs, toMs) = Size(labelsFile);
            if (lastDays > 0)
            {
                var last = toMs ?? warnings.Select(x => x.EventTimeMs).DefaultIfEmpty().Max();
                fromMs = Math.Max(fromMs ?? 0, last - (lastDays * CityStream.DayMs));
            }

            double? personDays = people is { } p && fromMs is { } a && toMs is { } b
                ? p * (b - a) / (double)CityStream.DayMs : null;
            return Judgement.Judge(warnings, labels, personDays, callsPerHour, fromMs ?? long.MinValue);
        }
        catch (FormatException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }

    /// <summary>What <c>simulate</c> wrote beside the labels: how many people, and which days are labelled.</summary>
    private static (int? People, long? FromMs, long? ToMs) Size(FileInfo labels)
    {
        var file = Path.Combine(labels.DirectoryName!, "city.json");
        if (!File.Exists(file))
        {
            return default;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var city = json.RootElement;
            return (city.GetProperty("people").GetInt32(),
                city.GetProperty("from").GetDateTimeOffset().ToUnixTimeMilliseconds(),
                city.GetProperty("to").GetDateTimeOffset().ToUnixTimeMilliseconds());
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"{file}: 'people', 'from' and 'to' are a number and two times: {wrong.Message}", wrong);
        }
    }
}
