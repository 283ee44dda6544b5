using System.CommandLine;
using System.Globalization;
using WarningEngine.Core;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary>How <c>model train</c> looks for a model.</summary>
internal sealed class TrainingArguments
{
    private const int SeedsMost = 20;

    private readonly Option<double> _right = CommonOptions.Share("--right", 0.5, "Share of those held urgent who are to be right; of captured rows");
    private readonly Option<int> _candidates = CommonOptions.Whole(
        "--candidates", BoosterSettings.Candidates.Count, "Try the first N settings alone", 1, BoosterSettings.Candidates.Count);

    private readonly Option<int> _settings = CommonOptions.Whole(
        "--settings", 0, "Try the setting of this number alone; 0: as --candidates says", 0, BoosterSettings.Candidates.Count);

    private readonly Option<int> _across = CommonOptions.Whole(
        "--across", 0, "Whole files of captured rows validate, in N folds, instead of the later part of all: "
            + "what is chosen then holds where the trees know nobody", least: 0);

    private readonly Option<string[]> _ignored = new("--ignore")
    {
        Description = "Columns that are no features; of captured rows: features that are taken for unknown",
        HelpName = "COLUMN", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double> _positiveWeight = PositiveWeight();
    private readonly Option<int> _seed = CommonOptions.Whole("--seed", 1, "The same seed grows the same forest", least: 0);
    private readonly Option<int> _seeds = CommonOptions.Whole(
        "--seeds", new TrainingOptions().Seeds, "Forests of so many seeds are averaged; of what the engine asks at every step 1 by default",
        least: 1, most: SeedsMost);

    /// <param name="command">Gets the options.</param>
    /// <param name="files">Of captured rows.</param>
    public void AddTo(Command command, Option files)
    {
        foreach (var option in new Option[] { _ignored, _positiveWeight, _seed, _seeds, _candidates, _settings, _right, _across })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var folds = result.GetValue(_across);
            if (folds == 1 || (folds > 1 && result.GetResult(files) is not { Tokens.Count: > 1 }))
            {
                result.AddError($"{_across.Name} N wants N of 2 or more, and two or more files of {files.Name}.");
            }
        });
    }

    public string[] Ignored(ParseResult parsed) => parsed.GetValue(_ignored) ?? [];

    public double Right(ParseResult parsed) => parsed.GetValue(_right);

    /// <summary>Whole files of captured rows validate.</summary>
    public bool IsAcross(ParseResult parsed) => parsed.GetValue(_across) > 0;

    /// <param name="parsed">The command line.</param>
    /// <param name="ofTable">A table, and not what this engine sees.</param>
    public TrainingOptions Options(ParseResult parsed, bool ofTable)
    {
        var usual = new TrainingOptions();
        var averaged = ofTable || parsed.GetResult(_seeds) is { Implicit: false } ? parsed.GetValue(_seeds) : 1;
        var only = parsed.GetValue(_settings);
        return usual with
        {
            Seed = parsed.GetValue(_seed),
            PositiveWeight = parsed.GetValue(_positiveWeight),
            Seeds = averaged,
            Folds = IsAcross(parsed) ? parsed.GetValue(_across) : usual.Folds,
            Candidates = only > 0 ? [BoosterSettings.Candidates[only - 1]] : [.. BoosterSettings.Candidates.Take(parsed.GetValue(_candidates))],
            TreesMax = Math.Min(usual.TreesMax, Limits.TreesMax / averaged),
        };
    }

    private static Option<double> PositiveWeight()
    {
        var option = new Option<double>("--positive-weight")
        {
            Description = "How often a fraud counts while trees are grown", DefaultValueFactory = _ => 1, HelpName = "X",
        };
        option.CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1e6)
            {
                return value;
            }

            result.AddError($"{option.Name} is above 0 and at most 1e6, not '{text}'.");
            return 1;
        };
        return option;
    }
}
