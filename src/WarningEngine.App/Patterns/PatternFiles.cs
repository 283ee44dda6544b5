using System.Text;
using WarningEngine.App.Artifacts;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace WarningEngine.App.Patterns;

/// <summary>Reads pattern files. Every error of every file is named with line and column.</summary>
public static class PatternFiles
{
    /// <summary>The set that is shipped with the engine.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "patterns");

    /// <inheritdoc cref="Load(string, out IReadOnlyList{PatternTest})"/>
    public static PatternSet Load(string directory) => Load(directory, out _);

    /// <summary>Compiles the files of a directory.</summary>
    /// <param name="directory">All its <c>*.yaml</c> are read.</param>
    /// <param name="tests">The tests in them, in the order of the files.</param>
    /// <exception cref="PatternFilesException">At least one is wrong; names all errors.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static PatternSet Load(string directory, out IReadOnlyList<PatternTest> tests) =>
        RuleSetFiles.Read(directory).Compile(out tests).Patterns;

    /// <summary>Compiles the contents of files.</summary>
    /// <param name="contents">UTF-8, with or without a byte order mark.</param>
    /// <param name="tests">The tests in them, in the order of the files.</param>
    /// <exception cref="PatternFilesException">At least one is wrong; names all errors.</exception>
    internal static PatternSet Compile(
        IReadOnlyList<(string Name, byte[] Content)> contents, out IReadOnlyList<PatternTest> tests)
    {
        var errors = new List<PatternError>();
        var files = new List<PatternFile>();
        foreach (var (name, content) in contents)
        {
            if (Text(name, content, errors) is { } text && Read(name, text, errors) is { } file)
            {
                files.Add(file);
            }
        }

        var set = PatternSet.Compile([.. files.Select(x => x.Definition)], out var compileErrors);
        errors.AddRange(compileErrors);
        tests = [.. files.SelectMany(x => x.Tests)];
        return errors.Count == 0 && set is not null ? set : throw new PatternFilesException(errors);
    }

    private static string? Text(string file, byte[] content, List<PatternError> errors)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(content), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException wrong)
        {
            errors.Add(new PatternError(new FilePlace(file, 1, 1), $"It is no UTF-8 at byte {wrong.Index}."));
            return null;
        }
    }

    /// <summary>Reads one file; null where it has errors.</summary>
    public static PatternFile? Read(string file, string text, List<PatternError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        if (Parse(file, text, errors) is not { } root)
        {
            return null;
        }

        var map = new YamlMap(file, text, root, errors);
        var definition = Pattern(map);
        PatternTest[] tests = map.Has("tests")
            ? [.. map.Maps("tests").Select(x => TimelineReader.Read(definition.Id, x, errors))] : [];
        map.RefuseUnknown();
        return errors.Count == before ? new PatternFile(definition, tests) : null;
    }

    private static YamlMappingNode? Parse(string file, string text, List<PatternError> errors)
    {
        var scanner = new Scanner(new StringReader(text));
        try
        {
            var stream = new YamlStream();
            stream.Load(new Parser(scanner));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return root;
            }

            errors.Add(new PatternError(new FilePlace(file, 1, 1), "A pattern file holds one mapping."));
        }
        catch (YamlException error)
        {
            var at = error.Start;
            errors.Add(new PatternError(new FilePlace(file, (int)at.Line, (int)at.Column), error.Message));
        }
        catch (InvalidOperationException)
        {
            // What the library throws where a bracket is never closed.
            var at = scanner.CurrentPosition;
            errors.Add(new PatternError(
                new FilePlace(file, (int)at.Line, (int)at.Column),
                "Up to here it is no YAML: a bracket may be missing."));
        }

        return null;
    }

    private static PatternDefinition Pattern(YamlMap map)
    {
        var result = new PatternDefinition
        {
            Id = map.Text("id").Text,
            Place = map.Place,
            Version = map.Number("version"),
            ScamType = map.Text("scamType").Text,
            Title = Words(map, "title"),
            WindowMs = map.Duration("window"),
            UsefulForMs = map.Duration("usefulFor"),
            State = map.Has("state") ? map.Member<PatternState>("state") : PatternState.Active,
            Questions = [.. map.Maps("questions").Select(Words)],
            Steps = [.. map.Maps("steps").Select(Step)],
            Raises = [.. map.Maps("raise").Select(Raise)],
            Evidence = map.Has("evidence") ? [.. map.Maps("evidence").Select(Evidence)] : [],
        };
        map.Optional("note");
        return WithDefaultOrder(result);
    }

    private static StepDefinition Step(YamlMap map)
    {
        var step = new StepDefinition(
            map.Text("id"),
            map.Member<PatternEvent>("on"),
            map.Expression("when"),
            map.Has("after") ? map.Texts("after") : [new PlacedText(PreviousStep, map.Place)],
            map.Has("within") ? map.Duration("within") : long.MaxValue,
            map.Texts("unless"),
            map.Optional("repeat")?.Text == "true",
            map.Has("reason") ? Words(map, "reason") : null);
        map.RefuseUnknown();
        return step;
    }

    private const string PreviousStep = "(previous)";

    /// <summary>A step without <c>after</c> follows the one before it; the first follows none.</summary>
    private static PatternDefinition WithDefaultOrder(PatternDefinition definition) => definition with
    {
        Steps = [.. definition.Steps.Select((step, i) => step with
        {
            After = step.After is [{ Text: PreviousStep }]
                ? (i == 0 ? [] : [definition.Steps[i - 1].Id]) : step.After,
        })],
    };

    private static RaiseDefinition Raise(YamlMap map)
    {
        var raise = new RaiseDefinition(map.Expression("when"), map.Member<Tier>("tier"), map.Member<Stage>("stage"));
        map.RefuseUnknown();
        return raise;
    }

    /// <summary><c>for</c> or <c>against</c> a type, with points, 1 where it does not say.</summary>
    private static EvidenceDefinition Evidence(YamlMap map)
    {
        var against = map.Has("against");
        var points = map.Has("points") ? map.Number("points") : 1;
        var evidence = new EvidenceDefinition(map.Expression("when"), map.Text(against ? "against" : "for"), against ? -points : points);
        map.RefuseUnknown();
        return evidence;
    }

    private static LocalTemplate Words(YamlMap map, string key) => Words(map.Map(key));

    private static LocalTemplate Words(YamlMap map)
    {
        var words = new LocalTemplate(map.Text("zh-CN"), map.Text("en"));
        map.RefuseUnknown();
        return words;
    }
}

/// <summary>What one file holds.</summary>
public sealed record PatternFile(PatternDefinition Definition, IReadOnlyList<PatternTest> Tests);

/// <summary>Pattern files that cannot be used, with all their errors.</summary>
public sealed class PatternFilesException(IReadOnlyList<PatternError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<PatternError> Errors { get; } = errors;
}
