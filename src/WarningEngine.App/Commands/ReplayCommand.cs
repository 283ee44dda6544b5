using System.CommandLine;

namespace WarningEngine.App.Commands;

/// <summary><c>replay</c>: recorded raw files, or the log of legs, through the production pipeline in event time.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<bool> _legs = new("--legs") { Description = "The log of legs: what ran live, decided again" };
    private readonly Option<FileInfo> _output = new("--out") { Description = "Warnings to write, one a line", HelpName = "FILE" };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ConfigurationArguments _configuration =
        new ConfigurationArguments().WithKafka().WithRedis().WithTokenKey();

    private readonly ReplayOfDirectory _ofDirectory;
    private readonly ReplayOfLegs _ofLegs;

    private ReplayCommand() => (_ofDirectory, _ofLegs) = (new(_output, _json, _configuration), new(_output, _json, _configuration));

    public static Command Create() => new ReplayCommand().Build();

    private Command Build()
    {
        var command = new Command("replay", "Runs recorded input through the production pipeline and writes the decisions.")
        {
            _ofDirectory.Input, _legs, _output, _ofLegs.Until, _ofLegs.Snapshots, _ofDirectory.IntoState, _ofDirectory.Models,
            _ofDirectory.PatternsAlone, _json,
        };
        _configuration.AddTo(command);
        command.Validators.Add(result =>
        {
            var problem = (result.GetResult(_ofDirectory.Input) is not null, result.GetValue(_legs)) switch
            {
                (true, true) or (false, false) => "Either --in DIR or --legs says what to replay.",
                (true, _) when result.GetResult(_ofLegs.Until) is not null => "--until goes with --legs.",
                (true, _) when result.GetResult(_ofLegs.Snapshots) is not null => "--snapshots goes with --legs.",
                (_, true) when result.GetResult(_ofDirectory.Models) is not null =>
                    "--model goes with --in: the log says itself which models decided.",
                (_, true) when result.GetValue(_ofDirectory.PatternsAlone) =>
                    "--patterns-alone goes with --in: the log says itself which models decided.",
                _ when result.GetValue(_ofDirectory.PatternsAlone) && result.GetResult(_ofDirectory.Models) is not null =>
                    "--model and --patterns-alone exclude each other.",
                (_, true) when result.GetValue(_ofDirectory.IntoState) => "--into-state goes with --in.",
                _ when result.GetResult(_output) is null && !result.GetValue(_ofDirectory.IntoState) => "Option '--out' is required.",
                _ => null,
            };
            if (problem is not null)
            {
                result.AddError(problem);
            }
        });
        command.SetAction((parsed, stop) => parsed.GetValue(_legs) ? Task.FromResult(_ofLegs.Run(parsed, stop)) : _ofDirectory.RunAsync(parsed, stop));
        return command;
    }
}
