using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Commands;

/// <summary><c>patterns diff</c>: which past people gain or lose a warning where another set decides, from recorded files or
/// from the log of legs.</summary>
internal sealed class PatternsDiffCommand
{
    private readonly Option<DirectoryInfo> _old = new("--old")
    {
        Description = "Pattern files that decided; the shipped ones where not given", HelpName = "DIR",
    };

    private readonly Option<DirectoryInfo> _new = new("--new") { Description = "Pattern files to compare with", HelpName = "DIR", Required = true };
    private readonly Option<DirectoryInfo> _input = new("--in") { Description = "A recorded directory", HelpName = "DIR" };
    private readonly Option<bool> _legs = new("--legs") { Description = "The log of legs; what scoring sent itself is made anew by each set" };
    private readonly Option<int> _list = CommonOptions.Whole(
        "--list", 50, "People to print at most, as text of each kind of change; counts are of all", least: 0);
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ConfigurationArguments _configuration = new ConfigurationArguments().WithKafka().WithTokenKey();

    public static Command Create() => new PatternsDiffCommand().Build();

    private Command Build()
    {
        var command = new Command("diff", "Which past people gain or lose a warning where another set of patterns decides.")
        {
            _old, _new, _input, _legs, _list, _json,
        };
        _configuration.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_input) is not null == result.GetValue(_legs))
            {
                result.AddError("Either --in DIR or --legs says what to replay.");
            }
        });
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        var options = _configuration.Load<EngineOptions>(parsed);
        using var tokens = options.Intake.TokenKeyFile is { } keyFile ? new Tokeniser(TokenKey.Read(keyFile))
            : parsed.GetValue(_legs) ? null : new Tokeniser(TokenKey.OfReplay());
        var error = parsed.InvocationConfiguration.Error;
        IReadOnlyList<PersonDiff> changed;
        try
        {
            var (before, after) = (Read(parsed.GetValue(_old)?.FullName ?? PatternFiles.Shipped), Read(parsed.GetRequiredValue(_new).FullName));
            var input = parsed.GetValue(_input) is { } directory ? new RecordedDirectory(directory.FullName, error.WriteLine) : null;
            changed = OverKafka.Read(
                () => PatternDiff.Of(
                    Warnings(input, options, tokens, before, error.WriteLine, stop),
                    Warnings(input, options, tokens, after, note: null, stop)));
        }
        catch (PatternFilesException wrong)
        {
            foreach (var one in wrong.Errors)
            {
                error.WriteLine(one);
            }

            return ExitCode.Failed;
        }

        Print(parsed.InvocationConfiguration.Output, changed, tokens, parsed.GetValue(_list), parsed.GetValue(_json));
        return ExitCode.Good;
    }

    private static RuleSet Read(string directory) => RuleSetFiles.Read(directory).Compile(out _);

    private static IReadOnlyList<Warning> Warnings(
        RecordedDirectory? input, EngineOptions options, Tokeniser? tokens, RuleSet rules, Action<string>? note, CancellationToken stop)
    {
        // Either set decides with the model that partitions begin with: as they would.
        var decides = new FixedArtifacts(rules, ShippedModels.ReadFirst(options.Scoring) is { } first ? [first.Model] : null);
        var retention = options.Scoring.Retention.ToTerms();
        if (input is null)
        {
            var snapshots = options.Snapshots.Directory is { } filled ? new SnapshotDirectory(filled) : null;
            return new LegsUnderRules(options.Kafka, decides, retention, snapshots, note).Run(stop);
        }

        var sink = new Collected();
        var pipeline = new LocalPipeline(
            tokens!, decides, dispatch: null,
            new ReplayOptions { DefaultRegion = options.Intake.DefaultRegion, WellKnown = options.Intake.WellKnown, Retention = retention }, sink);
        pipeline.Run(input.Read(stop), (_, _) => { }, stop);
        return sink.Warnings;
    }

    private static void Print(TextWriter to, IReadOnlyList<PersonDiff> changed, Tokeniser? tokens, int list, bool json)
    {
        string Name(PersonDiff of) => tokens is not null && of.Kind == EntityKind.Number && tokens.TryReadNumber(of.Person, out var number)
            ? number : of.Person.ToString();
        if (json)
        {
            to.WriteLine(JsonSerializer.Serialize(new
            {
                gained = changed.Count(x => x.Before == Tier.None),
                lost = changed.Count(x => x.After == Tier.None),
                raised = changed.Count(x => x.Before != Tier.None && x.After < x.Before),
                lowered = changed.Count(x => x.After != Tier.None && x.After > x.Before),
                people = changed.Take(list).Select(x => new
                {
                    person = Name(x), before = Text(x.Before), after = Text(x.After), scamTypes = x.Types,
                    firstWarning = DateTimeOffset.FromUnixTimeMilliseconds(x.FirstMs),
                }),
            }));
            return;
        }

        foreach (var (what, people) in new[]
        {
            ("gain a warning", changed.Where(x => x.Before == Tier.None)), ("lose theirs", changed.Where(x => x.After == Tier.None)),
            ("are raised", changed.Where(x => x.Before != Tier.None && x.After < x.Before)),
            ("are lowered", changed.Where(x => x.After != Tier.None && x.After > x.Before)),
        })
        {
            to.WriteLine($"{people.Count()} {what}");
            foreach (var one in people.Take(list))
            {
                to.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {Name(one)}  {Text(one.Before) ?? "-"} -> {Text(one.After) ?? "-"}  {string.Join(' ', one.Types)}  "
                    + $"{DateTimeOffset.FromUnixTimeMilliseconds(one.FirstMs):u}"));
            }
        }
    }

    private static string? Text(Tier tier) => tier == Tier.None ? null : tier.ToString();

    /// <summary>Keeps the warnings and nothing else.</summary>
    private sealed class Collected : UndispatchedSink
    {
        public List<Warning> Warnings { get; } = [];

        public override void Warned(Warning warning) => Warnings.Add(warning);

        public override void Rejected(in RecordContext context, CheckResult result)
        {
            // 'replay' counts what cannot be read; both sets read the same.
        }
    }
}
