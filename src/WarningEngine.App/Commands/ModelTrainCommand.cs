using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Training;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary><c>model train</c>: from a table to a directory.</summary>
internal static class ModelTrainCommand
{
    public static Command Create()
    {
        var input = new ModelInput("--train-value");
        var training = new TrainingArguments();
        var name = new Option<string>("--name") { Description = "What decisions call it; the directory's name by default", HelpName = "NAME" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Directory to make", HelpName = "MODELDIR" };
        var registry = new Option<DirectoryInfo>("--registry") { Description = "Instead of --out: folder of models, each under its hash", HelpName = "DIR" };
        var asJson = CommonOptions.Json();
        var command = new Command("train", "Trains trees: on a table, of which every column that is nothing else is a feature and holds numbers, "
            + "or on what this engine sees.")
        {
            name, output, registry, asJson,
        };
        input.AddTo(command);
        training.AddTo(command, input.Features);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null == result.GetResult(registry) is null)
            {
                result.AddError("One of --out MODELDIR and --registry DIR says where to.");
            }
        });
        command.SetAction((parsed, stop) =>
        {
            var directory = parsed.GetValue(output);
            if (directory is not null)
            {
                ModelDirectory.MustBeFree(directory.FullName);
            }

            var columns = training.Ignored(parsed);
            var (rows, catalogue) = input.Read(parsed, x => x with { Ignored = columns }, stop, columns, training.IsAcross(parsed));
            if (rows.Features.Count > Limits.ModelFeaturesMax)
            {
                throw new CommandFailedException($"{rows.Features.Count} features; a model has {Limits.ModelFeaturesMax} at most.");
            }

            var options = training.Options(parsed, ofTable: catalogue is null);
            var trained = Train(rows, options, parsed, stop);
            var origin = new ModelOrigin(
                parsed.GetValue(name) ?? directory?.Name ?? catalogue?.Name ?? "table",
                catalogue is null ? ModelSubject.Unknown : FeatureCatalogues.SubjectOf(catalogue), CommandLines.Of(parsed))
            {
                FeatureHash = catalogue is null ? null : FeatureCatalogues.HashOf(catalogue),
            };
            if (catalogue is not null)
            {
                options = options with { Thresholds = ThresholdChoice.Of(rows, trained.ValidationScores, catalogue, training.Right(parsed)) };
            }

            var files = ModelDirectory.Files(trained, rows, options, origin);
            var path = directory?.FullName ?? Path.Combine(parsed.GetRequiredValue(registry).FullName, ModelDirectory.HashOf(files));
            ModelDirectory.Write(path, files);
            Print(parsed, trained, path, parsed.GetValue(asJson));
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    private static TrainedModel Train(TrainingTable rows, TrainingOptions options, ParseResult parsed, CancellationToken stop)
    {
        using var progress = new ProgressLine(parsed.InvocationConfiguration.Error);
        try
        {
            return ForestTraining.Train(rows, options, progress.Show, stop);
        }
        catch (ArgumentException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }

    private static void Print(ParseResult parsed, TrainedModel trained, string directory, bool asJson)
    {
        var output = parsed.InvocationConfiguration.Output;
        var checkedModel = ModelGate.Check(directory);
        if (checkedModel.Manifest is not { } manifest)
        {
            throw new CommandFailedException($"{directory} was written, and would not be let in: {checkedModel.Reason}.");
        }

        if (asJson)
        {
            output.Write(Encoding.UTF8.GetString(manifest.Write()));
            return;
        }

        var chosen = trained.Chosen;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{manifest.Rows} rows, {manifest.Positives} frauds, {manifest.Features.Count} features, {manifest.Tried.Count} settings tried."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{chosen.Settings.Kind}: {trained.Seeds} x {chosen.Trees} trees of {chosen.Settings.Leaves} leaves, "
                + $"learning rate {chosen.Settings.LearningRate}."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Calibration: {trained.CalibrationChoice.Chosen}; log loss and calibration error of Platt {Of(trained.CalibrationChoice.Platt)}, "
                + $"isotonic {Of(trained.CalibrationChoice.Isotonic)}."));
        output.WriteLine(manifest.LastShare is null ? "On rows of other folds:" : "On the later rows:");
        ModelTable.Print(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }), trained.Validation);
        output.WriteLine($"Written: {directory}");

        static string Of(CalibrationQuality quality) =>
            string.Create(CultureInfo.InvariantCulture, $"{quality.LogLoss:0.0000}, {quality.CalibrationError:0.0000}");
    }
}
