using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Commands;

/// <summary><c>model register</c>, <c>shadow</c>, <c>promote</c>, <c>rollback</c> and <c>list</c>: models in the topic <c>artifacts</c>, and
/// which of them decides.</summary>
internal static class ModelLifeCommand
{
    private static readonly string[] Subjects = ["person", "counterpart"];

    public static IEnumerable<Command> All() => [Register(), Promote(), Shadow(), RollBack(), List()];

    private static Command Register()
    {
        var directory = new Argument<DirectoryInfo>("MODELDIR") { Description = "What 'model train' wrote" };
        return Build("register", "Checks a model and writes it to artifacts; nothing is activated.", [directory], async (parsed, models, stop) =>
        {
            var files = CommonOptions.ReadModel(parsed.GetRequiredValue(directory).FullName, "Nothing was written.");
            var written = await models.RegisterAsync(files, stop);
            return (new { hash = Text(files.Model.Hash), name = files.Model.Name, subject = files.Manifest.Subject, bytes = files.Bytes.Length, written },
                $"model {Text(files.Model.Hash)} ({files.Model.Name}, of a {files.Manifest.Subject}, {files.Bytes.Length} bytes) "
                + (written ? "written to artifacts" : "is in artifacts already"));
        });
    }

    private static Command Promote()
    {
        var hash = Hash("Of a registered model: 32 hexadecimal digits");
        return Build("promote", "Orders that a registered model decides from here on.", [hash], async (parsed, models, stop) =>
        {
            var id = Parse(parsed.GetRequiredValue(hash));
            var command = await models.PromoteAsync(id, "model promote", stop);
            return (new { hash = Text(id), commandId = command }, $"model {Text(id)} decides once command {command} is read");
        });
    }

    private static Command Shadow()
    {
        var hash = Hash("Of a registered model: 32 hexadecimal digits; 'none' with --subject: no model looks on any more");
        var subject = Subject();
        return Build(
            "shadow", "Orders that a registered model is asked beside the one that decides, and counted; it decides nothing.", [hash, subject],
            async (parsed, models, stop) =>
            {
                var id = parsed.GetRequiredValue(hash) == "none" ? ModelActivation.None(Of(parsed.GetValue(subject))) : Parse(parsed.GetRequiredValue(hash));
                var command = await models.ShadowAsync(id, "model shadow", stop);
                return (new { hash = Text(id), commandId = command }, $"model {Text(id)} looks on once command {command} is read");
            });
    }

    private static Command RollBack()
    {
        var subject = Subject();
        return Build("rollback", "Orders that the model before the newest decides again, or none.", [subject], async (parsed, models, stop) =>
        {
            var (hash, command) = await models.RollBackAsync(Of(parsed.GetValue(subject)), "model rollback", stop);
            return (new { hash = hash == 0 ? null : Text(hash), commandId = command },
                $"{(hash == 0 ? "no model" : $"model {Text(hash)}")} decides once command {command} is read");
        });
    }

    private static Command List() => Build("list", "The models in artifacts, and which were promoted.", [], async (_, models, stop) =>
    {
        var there = await models.ReadAsync(stop);
        var lines = there.Artifacts.Where(x => x.Record.Kind == ArtifactKind.Model).Select(x => new
        {
            hash = Text(x.Record.Hash),
            name = x.Record.Name,
            subject = x.Record.Version,
            bytes = x.Record.Content.Length,
            isPromoted = Subjects.Any(y => there.PromotedOf(y) is [var newest, ..] && newest == x.Record.Hash),
            isVoid = there.Voided.Contains(x.Record.Hash),
            problem = x.Why.Length > 0 ? x.Why : null,
        }).ToArray();
        return (new { models = lines, promoted = Subjects.ToDictionary(x => x, x => there.PromotedOf(x).Select(Text)) }, lines.Length == 0
            ? "There is no model in artifacts."
            : string.Join('\n', lines.Select(x =>
                $"{x.hash}  {x.subject,-11}  {x.bytes,8} bytes  {x.name}{(x.isPromoted ? "  promoted" : "")}{(x.isVoid ? "  void" : "")}"
                + (x.problem is null ? "" : $"  cannot be loaded: {x.problem}"))));
    });

    private static Command Build(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<ParseResult, ModelPublisher, CancellationToken, Task<(object Json, string Text)>> act)
    {
        var configuration = new ConfigurationArguments().WithKafka();
        var json = CommonOptions.Json();
        var command = new Command(name, description) { json };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        configuration.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            var said = await OverKafka.RunAsync(options.Kafka, () => act(parsed, new ModelPublisher(options.Kafka, TimeProvider.System), stop));
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(said.Json) : said.Text);
            return ExitCode.Good;
        });
        return command;
    }

    private static Argument<string> Hash(string description) => new("HASH") { Description = description };

    private static Option<string> Subject()
    {
        var option = new Option<string>("--subject") { Description = "person or counterpart", DefaultValueFactory = _ => Subjects[0], HelpName = "SUBJECT" };
        return option.AcceptOnlyFromAmong(Subjects);
    }

    private static ModelSubject Of(string? word) => word == Subjects[0] ? ModelSubject.Person : ModelSubject.Counterpart;

    private static UInt128 Parse(string text) =>
        text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            ? hash : throw new UsageException($"'{text}' is no hash of a model: 32 hexadecimal digits.");

    private static string Text(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);
}
