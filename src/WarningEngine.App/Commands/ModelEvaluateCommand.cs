using System.CommandLine;
using Spectre.Console;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Evaluation;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary><c>model evaluate</c>: a model against the labels of a table.</summary>
internal static class ModelEvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "What train wrote", HelpName = "MODELDIR", Required = true };
        var input = new ModelInput("--value");
        var by = new Option<string[]>("--by") { Description = "Columns to break down by", HelpName = "COLUMN", AllowMultipleArgumentsPerToken = true };
        var calls = CommonOptions.Whole("--calls-per-hour", 60, "Calls that the agents can make in an hour; counts where there are times", least: 1);
        var output = new Option<FileInfo>("--json") { Description = "Report to write, beside the table that is printed", HelpName = "FILE" };
        var command = new Command("evaluate", "Judges a model on the rows of a table; its columns are found by their names.") { model, by, calls, output };
        input.AddTo(command, by);
        command.SetAction((parsed, stop) =>
        {
            var directory = parsed.GetRequiredValue(model).FullName;
            var answer = ModelGate.Check(directory);
            if (answer is not { Model: { } judged, Manifest: { } manifest })
            {
                throw new CommandFailedException($"{directory}: {answer.Reason}.");
            }

            var (rows, catalogue) = input.Read(
                parsed, x => x with { Features = manifest.Features, Breakdowns = [.. (parsed.GetValue(by) ?? []).Distinct()] }, stop);
            if (catalogue is not null && !FeatureCatalogues.Fits(catalogue, manifest.Features.Count, manifest.FeatureHash))
            {
                throw new CommandFailedException($"{directory}: its features are those of catalogue {manifest.FeatureHash}, "
                    + $"the rows' are of {FeatureCatalogues.HashOf(catalogue)}.");
            }

            var scores = Scores(judged, rows);
            var report = ModelEvaluation.Judge(new JudgedRows(scores, Array.ConvertAll(scores, judged.Calibration.Of), rows.Labels)
            {
                Weights = rows.Weights,
                Groups = rows.Groups,
                TimesMs = rows.TimesMs,
                Breakdowns = rows.Breakdowns,
            }, parsed.GetValue(calls));
            if (parsed.GetValue(output) is { } file)
            {
                using var whole = new WholeFile(file.FullName);
                whole.Stream.Write(ModelJson.Write(report));
                whole.Complete();
            }

            var console = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output);
            ModelTable.Print(AnsiConsole.Create(new AnsiConsoleSettings { Out = console }), report);
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    /// <summary>Of a model that was trained when there were fewer features, of the first ones of each row: as it decides.</summary>
    private static double[] Scores(Model model, TrainingTable rows)
    {
        var scores = new double[rows.Rows];
        if (model.Forest.Features == rows.Features.Count)
        {
            model.Forest.Score(rows.Values, scores);
            return scores;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = model.Forest.Score(rows.Row(i)[..model.Forest.Features]);
        }

        return scores;
    }
}
