using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary><c>model thresholds</c>: the same trees with another say. From which probability on somebody is called hangs on who calls, and on how
/// often the model was right where it decides; neither is a reason to train again.</summary>
internal static class ModelThresholdsCommand
{
    public static Command Create()
    {
        var model = new Argument<DirectoryInfo>("MODELDIR") { Description = "What 'model train' wrote" };
        var immediate = Threshold("--immediate", "P0 from this probability on");
        var urgent = Threshold("--urgent", "P1 from this probability on");
        var doubtful = Threshold("--doubtful", "What patterns hold P0 or P1 is P2 below it, or P3 where it is faint");
        var faint = Threshold("--faint", "What patterns hold P2 is P3 below it, and what they hold P3 is not said");
        var assume = Assumption();
        var output = new Option<DirectoryInfo>("--out") { Description = "Directory to make", HelpName = "MODELDIR", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("thresholds", "Writes a model anew with other thresholds, and with what it is told whatever is known; "
            + "what is not named stays.")
        {
            model, immediate, urgent, doubtful, faint, assume, output, json,
        };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output).FullName;
            ModelDirectory.MustBeFree(target);
            var directory = parsed.GetRequiredValue(model).FullName;
            var answer = ModelGate.Check(directory);
            if (answer.Manifest is not { } manifest)
            {
                throw new CommandFailedException($"{directory}: {answer.Reason}.");
            }

            var before = manifest.Thresholds;
            var thresholds = new ModelThresholds(
                parsed.GetValue(immediate) ?? before.Immediate, parsed.GetValue(urgent) ?? before.Urgent, parsed.GetValue(doubtful) ?? before.Doubtful,
                parsed.GetValue(faint) ?? before.Faint);
            if (!thresholds.AreGood)
            {
                throw new CommandFailedException($"{Text(thresholds)}: urgent may not be above immediate, and neither faint nor doubtful above urgent.");
            }

            var assumed = new SortedDictionary<string, double>(manifest.Assumed ?? [], StringComparer.Ordinal);
            foreach (var (feature, value) in parsed.GetValue(assume) ?? [])
            {
                assumed[manifest.Features.Contains(feature) ? feature
                    : throw new CommandFailedException($"{directory}: {feature} is none of its features.")] = value;
            }

            var line = $"{manifest.Command} && {CommandLines.Of(parsed)}";
            var files = manifest.Files.Keys.ToDictionary(x => x, x => File.ReadAllBytes(Path.Combine(directory, x)), StringComparer.Ordinal);
            files[ModelDirectory.ManifestFile] = (manifest with
            {
                Thresholds = thresholds, Assumed = assumed.Count == 0 ? null : assumed, Command = line,
            }).Write();
            ModelDirectory.Write(target, files);
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(
                    new { thresholds.Faint, thresholds.Doubtful, thresholds.Urgent, thresholds.Immediate, assumed, directory = target },
                    JsonSerializerOptions.Web)
                : Text(thresholds) + string.Concat(assumed.Select(x => string.Create(CultureInfo.InvariantCulture, $"; {x.Key} is {x.Value}")))
                    + $"\nWritten: {target}");
            return ExitCode.Good;
        });
        return command;
    }

    private static string Text(ModelThresholds of) =>
        string.Create(CultureInfo.InvariantCulture, $"faint {of.Faint}, doubtful {of.Doubtful}, urgent {of.Urgent}, immediate {of.Immediate}");

    private static Option<KeyValuePair<string, double>[]> Assumption()
    {
        var option = new Option<KeyValuePair<string, double>[]>("--assume")
        {
            Description = "What the trees are told of a feature whatever is known of somebody; several times",
            HelpName = "FEATURE=NUMBER", AllowMultipleArgumentsPerToken = false,
        };
        option.CustomParser = result =>
        {
            var assumed = new List<KeyValuePair<string, double>>();
            foreach (var text in result.Tokens.Select(x => x.Value))
            {
                if (text.Split('=') is [{ Length: > 0 } feature, var number]
                    && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                {
                    assumed.Add(new(feature, value));
                }
                else
                {
                    result.AddError($"--assume is a feature, '=' and a number, not '{text}'.");
                }
            }

            return [.. assumed];
        };
        return option;
    }

    private static Option<double?> Threshold(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "PROBABILITY" };
        option.CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
            {
                return value;
            }

            result.AddError($"{name} is a number from 0 to 1, not '{text}'.");
            return null;
        };
        return option;
    }
}
