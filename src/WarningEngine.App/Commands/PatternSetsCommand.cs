using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Commands;

/// <summary><c>patterns activate</c>, <c>list</c> and <c>void</c>: sets in the topic <c>artifacts</c>, and which of them
/// decides.</summary>
internal static class PatternSetsCommand
{
    public static Command Activate()
    {
        var configuration = new ConfigurationArguments().WithKafka()
            .With("--dir", "scoring.patterns", "DIR", "Folder of pattern files; the shipped ones where not given (scoring.patterns)");
        var name = new Option<string>("--name") { Description = "What readers call it; the folder's name where not given" };
        var version = new Option<string>("--set-version") { Description = "For readers too", HelpName = "TEXT" };
        var issuer = new Option<string>("--issuer") { Description = "Who orders it", DefaultValueFactory = _ => "patterns activate" };
        var json = CommonOptions.Json();
        var command = new Command(
            "activate", "Checks a set, runs its tests, writes it to artifacts, and orders that it decides from here on.")
        {
            name, version, issuer, json,
        };
        configuration.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            var directory = options.Scoring.Patterns;
            PatternsCommand.TellUnread(directory, parsed.InvocationConfiguration.Error);
            if (Check(directory, parsed) is not { } set)
            {
                return ExitCode.Failed;
            }

            var (written, id) = await OverKafkaAsync(options, publisher => publisher.ActivateAsync(
                set.Files, parsed.GetValue(name) ?? RuleSetFiles.NameOf(directory), parsed.GetValue(version) ?? "",
                parsed.GetRequiredValue(issuer), stop));
            var patterns = set.Set.Patterns.Patterns.Count;
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { hash = Text(set.Files.Hash), patterns, tests = set.Tests, written, commandId = id })
                : $"{patterns} patterns, {set.Tests} tests passed\n"
                    + $"rule set {Text(set.Files.Hash)} {(written ? "written to artifacts" : "is in artifacts already")}\n"
                    + $"activation sent as command {id}");
            return ExitCode.Good;
        });
        return command;
    }

    public static Command List()
    {
        var configuration = new ConfigurationArguments().WithKafka();
        var json = CommonOptions.Json();
        var command = new Command("list", "The sets in artifacts, and which one an empty partition begins with.") { json };
        configuration.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var there = await OverKafkaAsync(configuration.Load<EngineOptions>(parsed), publisher => publisher.ReadAsync(stop));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new
                {
                    first = there.First is { } hash ? Text(hash) : null,
                    artifacts = there.Artifacts.Where(x => x.Record.Kind == ArtifactKind.Patterns).Select(x => new
                    {
                        hash = Text(x.Record.Hash), kind = "patterns", name = x.Record.Name, version = x.Record.Version,
                        bytes = x.Record.Content.Length, written = Time(x.Record.TimeMs),
                        isVoid = there.Voided.Contains(x.Record.Hash), problem = x.Why.Length > 0 ? x.Why : null,
                    }),
                    @void = there.Voided.Select(Text),
                }));
                return ExitCode.Good;
            }

            foreach (var (record, why) in there.Artifacts.Where(x => x.Record.Kind == ArtifactKind.Patterns))
            {
                var marks = (record.Hash == there.First ? "  first" : "") + (there.Voided.Contains(record.Hash) ? "  void" : "");
                output.WriteLine(
                    $"{Text(record.Hash)}  patterns  {Time(record.TimeMs)}  {record.Content.Length,7} bytes  "
                    + $"{record.Name} {record.Version}{marks}{(why.Length > 0 ? $"  cannot be loaded: {why}" : "")}");
            }

            foreach (var hash in there.Voided.Where(x => there.Artifacts.All(y => y.Record.Hash != x)))
            {
                output.WriteLine($"{Text(hash)}  void");
            }

            if (there.First is null)
            {
                output.WriteLine("There is no first set: 'topics create' writes the shipped one.");
            }

            return ExitCode.Good;
        });
        return command;
    }

    public static Command Void()
    {
        var hash = new Argument<string>("HASH") { Description = "32 hexadecimal digits" };
        var configuration = new ConfigurationArguments().WithKafka();
        var json = CommonOptions.Json();
        var command = new Command(
            "void", "Declares that nobody can load a set or a model: partitions that wait for it, and replays, pass over its activation.")
        {
            hash, json,
        };
        configuration.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var text = parsed.GetRequiredValue(hash);
            if (text.Length != 32 || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            {
                throw new UsageException($"'{text}' is no hash of a set: 32 hexadecimal digits.");
            }

            var declared = await OverKafkaAsync(
                configuration.Load<EngineOptions>(parsed), publisher => publisher.VoidAsync(id, stop));
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { hash = Text(id), declared })
                : $"rule set {Text(id)} {(declared ? "is void from now on" : "was void already")}");
            return ExitCode.Good;
        });
        return command;
    }

    private static CheckedRuleSet? Check(string directory, ParseResult parsed)
    {
        IReadOnlyList<object> problems;
        try
        {
            var set = CheckedRuleSet.Of(RuleSetFiles.Read(directory));
            if (set.Failures.Count == 0)
            {
                return set;
            }

            problems = set.Failures;
        }
        catch (PatternFilesException wrong)
        {
            problems = wrong.Errors;
        }

        foreach (var problem in problems)
        {
            parsed.InvocationConfiguration.Error.WriteLine(problem);
        }

        parsed.InvocationConfiguration.Error.WriteLine("Nothing was activated.");
        return null;
    }

    private static Task<T> OverKafkaAsync<T>(EngineOptions options, Func<RuleSetPublisher, Task<T>> act) =>
        OverKafka.RunAsync(options.Kafka, () => act(new RuleSetPublisher(options.Kafka, TimeProvider.System)));

    private static string Text(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
