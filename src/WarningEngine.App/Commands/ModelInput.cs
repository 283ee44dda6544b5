using System.CommandLine;
using WarningEngine.App.Training;
using WarningEngine.Core.Features;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary>What a model is trained on, or judged by: a table, captured rows, or a recorded directory or log of legs that is captured
/// first.</summary>
/// <param name="value">See <see cref="TableOptions"/>.</param>
internal sealed class ModelInput(string value)
{
    private readonly TableOptions _table = new(value);
    private readonly CaptureArguments _capture = new();
    private readonly Option<FileInfo[]> _features = new("--features")
    {
        Description = "Rows that 'model features' kept; of several, each is of other people", HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
    };

    public Option Features => _features;

    /// <param name="command">Gets the options.</param>
    /// <param name="ofTable">Others of the command that go with a table alone.</param>
    public void AddTo(Command command, params Option[] ofTable)
    {
        command.Add(_features);
        _table.AddTo(command);
        _capture.AddTo(command);
        command.Validators.Add(result =>
        {
            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
            Option[] given = [.. new[] { _table.Table, _features, _capture.Input, _capture.Legs }.Where(IsGiven)];
            if (given.Length != 1)
            {
                result.AddError("One of --table FILE, --features FILE, --in DIR and --legs says on what.");
                return;
            }

            var source = given[0];
            if (source == _table.Table && !IsGiven(_table.Label))
            {
                result.AddError($"Option '{_table.Label.Name}' is required with '{_table.Table.Name}'.");
            }

            IEnumerable<Option> others = source == _table.Table ? [] : [.. _table.Columns, .. ofTable];
            others = others.Concat(source == _table.Table || source == _features ? _capture.How : []);
            foreach (var other in others.Where(IsGiven))
            {
                result.AddError($"{other.Name} does not go with {source.Name}.");
            }
        });
    }

    /// <summary>The rows, and the catalogue that they are of; null of a table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="more">What else columns of a table are for.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="unknown">Features of captured rows that are taken for unknown.</param>
    /// <param name="bySource">Whole files of captured rows validate.</param>
    public (TrainingTable Table, FeatureCatalogue? Catalogue) Read(
        ParseResult parsed, Func<CsvColumns, CsvColumns> more, CancellationToken stop, string[]? unknown = null, bool bySource = false)
    {
        if (parsed.GetValue(_table.Table) is not null)
        {
            return (_table.Read(parsed, more), null);
        }

        var rows = parsed.GetValue(_features) is { Length: > 0 } files ? RowsOf(files) : _capture.Capture(parsed, stop).Rows;
        if (rows.Facts.All(x => x.IsFraud) || !rows.Facts.Exists(x => x.IsFraud))
        {
            throw new CommandFailedException($"{rows.Facts.Count} rows, {rows.Facts.Count(x => x.IsFraud)} of them of frauds: there is nothing to tell apart.");
        }

        try
        {
            return (TrainingTables.Of(rows, Places(rows.Catalogue, unknown ?? []), bySource), rows.Catalogue);
        }
        catch (ArgumentException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }

    /// <summary>Of the one that says what patterns hold urgent the thresholds are chosen too: without it a model would doubt nothing.</summary>
    private static int[] Places(FeatureCatalogue catalogue, string[] names) => [.. names.Select(name =>
        catalogue == FeatureCatalogue.Person && name == catalogue.Features[(int)Feature.EpisodeHitTier].Name
            ? throw new CommandFailedException($"--ignore: '{name}' tells what patterns hold urgent, "
                + "of which is chosen from where on the model doubts it; 'model thresholds --assume' may say it to the trees.") :
        catalogue.Features.FirstOrDefault(x => x.Name == name)?.Place ?? throw new CommandFailedException($"--ignore: no feature is called '{name}'."))];

    private static FeatureRows RowsOf(FileInfo[] files)
    {
        try
        {
            var rows = FeatureFile.Read(files[0].FullName);
            foreach (var file in files[1..])
            {
                var more = FeatureFile.Read(file.FullName);
                if (more.Catalogue != rows.Catalogue)
                {
                    throw new CommandFailedException($"{file}: rows are of subject {more.Catalogue.Name}, those of {files[0]} of {rows.Catalogue.Name}.");
                }

                rows.Add(more);
            }

            return rows;
        }
        catch (FormatException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }
}
