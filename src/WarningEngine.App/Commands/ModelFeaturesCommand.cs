using System.CommandLine;
using System.Text.Json;
using WarningEngine.App.Training;

namespace WarningEngine.App.Commands;

/// <summary><c>model features</c>: what models would be asked, with labels, into a file.</summary>
internal static class ModelFeaturesCommand
{
    public static Command Create()
    {
        var capture = new CaptureArguments();
        var output = new Option<FileInfo>("--out") { Description = "Rows to write", HelpName = "FILE", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("features", "Runs recorded input or the log of legs through the pipeline and keeps what models would be asked, with labels.")
        {
            output, json,
        };
        capture.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(capture.Input) is not null == result.GetResult(capture.Legs) is { Implicit: false })
            {
                result.AddError("Either --in DIR or --legs says of what.");
            }
        });
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
