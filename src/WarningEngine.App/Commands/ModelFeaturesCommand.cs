using System.CommandLine;
using System.Text.Json;
using WarningEngine.App.Hosting;
using WarningEngine.App.Training;
using WarningEngine.Core.Features;

namespace WarningEngine.App.Commands;

/// <summary>What of a recorded directory a model is trained on and judged by; shared by <c>model features</c>, <c>train</c> and
/// <c>evaluate</c>.</summary>
internal sealed class CaptureArguments
{
    private readonly Option<DirectoryInfo> _input = new("--in") { Description = "A recorded directory", HelpName = "DIR" };
    private readonly Option<string> _subject = new("--subject")
    {
        Description = "person or counterpart", DefaultValueFactory = _ => "person", HelpName = "SUBJECT",
    };

    private readonly Option<FileInfo> _labels = new("--labels") { Description = "Labels; DIR/labels.ndjson by default", HelpName = "FILE" };
    private readonly Option<bool> _findings = new("--findings")
    {
        Description = "Labels are what agents, lists and the police said, as far as it was known (always so of counterparts)",
    };

    private readonly Option<DateTimeOffset?> _knownBy = new("--known-by") { Description = "What arrived later was not known", HelpName = "TIME" };
    private readonly Option<int> _delay = CommonOptions.Whole("--label-delay", 7, "Days before --known-by of which nobody can have said anything yet", 0);
    private readonly Option<int> _warm = CommonOptions.Whole("--warm-days", 14, "Days in which the state is only being filled", 0);
    private readonly Option<double> _control = CommonOptions.Share("--control", 0.05, "Of the others so many are drawn, whatever they do");
    private readonly Option<bool> _easy = new("--drawn-only") { Description = "Of the others keep nobody's urgent rows but those of who is drawn" };
    private readonly ConfigurationArguments _configuration = new ConfigurationArguments().WithTokenKey();

    public Option<DirectoryInfo> Input => _input;

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _input, _subject, _labels, _findings, _knownBy, _delay, _warm, _control, _easy })
        {
            command.Add(option);
        }

        _subject.AcceptOnlyFromAmong("person", "counterpart");
        _configuration.AddTo(command);
    }

    public FeatureCapture Capture(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            return CaptureRun.Run(
                new CaptureRequest(
                    parsed.GetRequiredValue(_input).FullName,
                    parsed.GetValue(_subject) == "person" ? FeatureCatalogue.Person : FeatureCatalogue.Counterpart,
                    parsed.GetValue(_labels)?.FullName, parsed.GetValue(_findings), parsed.GetValue(_knownBy),
                    TimeSpan.FromDays(parsed.GetValue(_delay)), TimeSpan.FromDays(parsed.GetValue(_warm)), parsed.GetValue(_control),
                    !parsed.GetValue(_easy)),
                _configuration.Load<EngineOptions>(parsed), parsed.InvocationConfiguration.Error, stop);
        }
        catch (FormatException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }
}

/// <summary><c>model features</c>: what models would be asked, with labels, into a file.</summary>
internal static class ModelFeaturesCommand
{
    public static Command Create()
    {
        var capture = new CaptureArguments();
        var output = new Option<FileInfo>("--out") { Description = "Rows to write", HelpName = "FILE", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("features", "Runs recorded input through the pipeline and keeps what models would be asked, with labels.")
        {
            output, json,
        };
        capture.Input.Required = true;
        capture.AddTo(command);
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                var captured = capture.Capture(parsed, stop);
                FeatureFile.Write(parsed.GetRequiredValue(output).FullName, captured.Rows);
                var (rows, frauds) = (captured.Rows.Facts.Count, captured.Rows.Facts.Count(x => x.IsFraud));
                parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { seen = captured.Seen, rows, frauds, hard = captured.Hard })
                    : $"{captured.Seen} rows, {rows} kept, {frauds} of them of frauds; {captured.Hard} of others are hard");
                return ExitCode.Good;
            },
            stop));
        return command;
    }
}
