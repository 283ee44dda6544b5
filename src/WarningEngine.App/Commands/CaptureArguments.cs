using System.CommandLine;
using WarningEngine.App.Hosting;
using WarningEngine.App.Training;
using WarningEngine.Core.Features;

namespace WarningEngine.App.Commands;

/// <summary>What a model is trained on and judged by, of a recorded directory or of the log of legs; shared by <c>model features</c>,
/// <c>train</c> and <c>evaluate</c>.</summary>
internal sealed class CaptureArguments
{
    private readonly Option<DirectoryInfo> _input = new("--in") { Description = "A recorded directory", HelpName = "DIR" };
    private readonly Option<bool> _legs = new("--legs") { Description = "The log of legs: what ran live, with the rules and models that decided" };
    private readonly Option<DirectoryInfo> _snapshots = new("--snapshots")
    {
        Description = "With --legs: begin from these where the log no longer begins at 0, or history was filled in beneath it", HelpName = "DIR",
    };

    private readonly Option<string> _subject = new("--subject")
    {
        Description = "person or counterpart", DefaultValueFactory = _ => "person", HelpName = "SUBJECT",
    };

    private readonly Option<FileInfo> _labels = new("--labels")
    {
        Description = "Labels of persons; DIR/labels.ndjson, or .ndjson.gz, by default, and with --legs findings", HelpName = "FILE",
    };

    private readonly Option<bool> _findings = new("--findings")
    {
        Description = "Labels are what agents, lists and the police said, as far as it was known (always so of counterparts)",
    };

    private readonly Option<DateTimeOffset?> _knownBy = CommonOptions.Time("--known-by", "What arrived later was not known; the end of the record by default");
    private readonly Option<int> _delay = CommonOptions.Whole("--label-delay", 7, "Days before --known-by of which nobody can have said anything yet: "
        + "of findings they are left out", 0, CommonOptions.DaysMost);
    private readonly Option<int> _warm = CommonOptions.Whole("--warm-days", 14, "Days in which the state is only being filled", 0, CommonOptions.DaysMost);
    private readonly Option<double> _control = CommonOptions.Share("--control", 0.05, "Of the others so many are drawn, whatever they do");
    private readonly Option<bool> _easy = new("--drawn-only") { Description = "Of the others keep nobody's urgent rows but those of who is drawn" };
    private readonly Option<double> _fraudWeight = CommonOptions.Share(
        "--fraud-weight", 1, "For how many like them those who are labelled stand: 0.1 where the input has ten times the frauds of life", mayBeNone: false);

    private readonly Option<bool> _patternsAlone = new("--patterns-alone")
    {
        Description = "With --in: no model decides, as before there is one; otherwise that of scoring.model does",
    };

    private readonly ConfigurationArguments _configuration = new ConfigurationArguments().WithKafka().WithTokenKey();

    public Option Input => _input;

    public Option Legs => _legs;

    /// <summary>How what is recorded is read, wherever it is.</summary>
    public IReadOnlyList<Option> How =>
        [_snapshots, _subject, _labels, _findings, _knownBy, _delay, _warm, _control, _easy, _fraudWeight, _patternsAlone, .. _configuration.Options];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_input, _legs, .. How])
        {
            command.Add(option);
        }

        _subject.AcceptOnlyFromAmong("person", "counterpart");
        command.Validators.Add(result =>
        {
            var problem = result switch
            {
                _ when result.GetResult(_snapshots) is not null && !result.GetValue(_legs) => "--snapshots goes with --legs.",
                _ when result.GetResult(_labels) is not null && result.GetValue(_findings) => "Labels are those of --labels FILE or --findings.",
                _ when result.GetResult(_labels) is not null && result.GetValue(_subject) == "counterpart" =>
                    "--labels tells of persons; labels of counterparts are findings.",
                _ when result.GetValue(_patternsAlone) && result.GetValue(_legs) =>
                    "--patterns-alone goes with --in: the log says itself which models decided.",
                _ => null,
            };
            if (problem is not null)
            {
                result.AddError(problem);
            }
        });
    }

    public FeatureCapture Capture(ParseResult parsed, CancellationToken stop)
    {
        var request = new CaptureRequest(
            parsed.GetValue(_subject) == "person" ? FeatureCatalogue.Person : FeatureCatalogue.Counterpart,
            parsed.GetValue(_labels)?.FullName, parsed.GetValue(_findings), parsed.GetValue(_knownBy),
            TimeSpan.FromDays(parsed.GetValue(_delay)), TimeSpan.FromDays(parsed.GetValue(_warm)), parsed.GetValue(_control),
            !parsed.GetValue(_easy), parsed.GetValue(_fraudWeight), parsed.GetValue(_patternsAlone));
        var (options, error) = (_configuration.Load<EngineOptions>(parsed), parsed.InvocationConfiguration.Error);
        try
        {
            return parsed.GetValue(_legs)
                ? OverKafka.Read(() => CaptureRun.Log(parsed.GetValue(_snapshots)?.FullName, request, options, error, stop))
                : CaptureRun.Directory(parsed.GetRequiredValue(_input).FullName, request, options, error, stop);
        }
        catch (FormatException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }
}
