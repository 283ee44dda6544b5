using System.Globalization;
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

    /// <summary>Compiles the files of a directory.</summary>
    /// <exception cref="PatternFilesException">At least one is wrong; names all errors.</exception>
    public static PatternSet Load(string directory)
    {
        var errors = new List<PatternError>();
        var definitions = new List<PatternDefinition>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (Read(Path.GetFileName(file), File.ReadAllText(file), errors) is { } definition)
            {
                definitions.Add(definition);
            }
        }

        var set = PatternSet.Compile(definitions, out var compileErrors);
        errors.AddRange(compileErrors);
        return errors.Count == 0 && set is not null ? set : throw new PatternFilesException(errors);
    }

    /// <summary>Reads one file; null where it has errors.</summary>
    public static PatternDefinition? Read(string file, string text, List<PatternError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            {
                errors.Add(new PatternError(new FilePlace(file, 1, 1), "A pattern file holds one mapping."));
                return null;
            }

            var definition = Pattern(new YamlMap(file, root, errors));
            return errors.Count == before ? definition : null;
        }
        catch (YamlException error)
        {
            errors.Add(new PatternError(new FilePlace(file, (int)error.Start.Line, (int)error.Start.Column), error.Message));
            return null;
        }
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
            Shadow = map.Optional("state")?.Text == "shadow",
            Questions = [.. map.Maps("questions").Select(Words)],
            Steps = [.. map.Maps("steps").Select(Step)],
            Raises = [.. map.Maps("raise").Select(Raise)],
        };
        map.Optional("note");
        map.RefuseUnknown();
        return WithDefaultOrder(result);
    }

    private static StepDefinition Step(YamlMap map)
    {
        var step = new StepDefinition(
            map.Text("id"),
            map.Member<PatternEvent>("on"),
            map.Text("when"),
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
        var raise = new RaiseDefinition(map.Text("when"), map.Member<Tier>("tier"), map.Member<Stage>("stage"));
        map.RefuseUnknown();
        return raise;
    }

    private static LocalTemplate Words(YamlMap map, string key) => Words(map.Map(key));

    private static LocalTemplate Words(YamlMap map)
    {
        var words = new LocalTemplate(map.Text("zh-CN"), map.Text("en"));
        map.RefuseUnknown();
        return words;
    }
}

/// <summary>Pattern files that cannot be used, with all their errors.</summary>
public sealed class PatternFilesException(IReadOnlyList<PatternError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<PatternError> Errors { get; } = errors;
}
