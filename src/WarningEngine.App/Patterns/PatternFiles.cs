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
            var wrong = errors.Count;
            if (Text(name, content, errors) is not { } text || Content(name, text, errors) is not { } file)
            {
                continue;
            }

            if (errors.Count == wrong)
            {
                files.Add(file);
            }
            else
            {
                AddExpressionErrors(file.Definition, errors);
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

    /// <summary>What is wrong in the expressions of a file that is wrong in other ways too, so that whoever mends it learns of both at once. What
    /// is missing has been named, and nothing more is said of its place.</summary>
    private static void AddExpressionErrors(PatternDefinition definition, List<PatternError> errors)
    {
        PatternSet.Compile([definition], out var inExpressions);
        var named = errors.Select(x => x.Place).ToHashSet();
        errors.AddRange(inExpressions.Where(x => !named.Contains(x.Place)));
    }

    /// <summary>Reads one file; null where it has errors.</summary>
    public static PatternFile? Read(string file, string text, List<PatternError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        var result = Content(file, text, errors);
        return errors.Count == before ? result : null;
    }

    /// <summary>Reads one file; null where it is no mapping at all, and with something in the place of what is wrong where it has errors.</summary>
    private static PatternFile? Content(string file, string text, List<PatternError> errors)
    {
        if (Parse(file, text, errors) is not { } root)
        {
            return null;
        }

        var map = new YamlMap(file, text, root, errors);
        var definition = Pattern(map);
        PatternTest[] tests = map.Has("tests")
            ? [.. map.Maps("tests").Select(x => TimelineReader.Read(definition, x, errors))] : [];
        map.RefuseUnknown();
        return new PatternFile(definition, tests);
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
        var windowMs = map.Duration("window");
        var steps = new List<StepDefinition>();
        foreach (var step in map.Maps("steps"))
        {
            steps.Add(Step(step, steps.Count == 0 ? [] : [steps[^1].Id], windowMs));
        }

        var result = new PatternDefinition
        {
            Id = map.Id("id"),
            Place = map.Place,
            Version = map.Number("version"),
            ScamType = ScamType(map),
            Title = Words(map, "title"),
            WindowMs = windowMs,
            UsefulForMs = map.Duration("usefulFor"),
            State = map.Has("state") ? map.Member<PatternState>("state") ?? default : PatternState.Active,
            Questions = [.. map.Maps("questions").Select(Words)],
            Steps = steps,
            Raises = [.. map.Maps("raise").Select(Raise)],
            Evidence = map.Has("evidence") ? [.. map.Maps("evidence").Select(Evidence)] : [],
        };
        map.Optional("note");
        return result;
    }

    private static string ScamType(YamlMap map)
    {
        var type = map.Text("scamType");
        if (!TypeRanking.IsType(type.Text) && type.Text is not ("TH" or ['M', >= '1' and <= '9']))
        {
            map.Refuse(type.Place, $"'scamType' is T01 to T25, M1 to M9 or TH, not '{type.Text}'.");
        }

        return type.Text;
    }

    /// <param name="map">The step.</param>
    /// <param name="previous">The step before it, which it follows where it does not say.</param>
    /// <param name="windowMs">Of the pattern.</param>
    private static StepDefinition Step(YamlMap map, IReadOnlyList<PlacedText> previous, long windowMs)
    {
        var on = map.Member<PatternEvent>("on");
        var step = new StepDefinition(
            map.Text("id"),
            on ?? default,
            map.Expression("when"),
            map.Has("after") ? map.Texts("after") : previous,
            map.Has("within") ? map.Duration("within") : long.MaxValue,
            map.Texts("unless"),
            map.Flag("repeat"),
            map.Has("reason") ? Words(map, "reason") : null);
        if (map.Has("within"))
        {
            Refuse(step, map, map.Text("within").Place, windowMs);
        }

        map.RefuseUnknown();

        // Of an event that nobody knows it cannot be told what may be asked of it.
        return on is null ? step with { When = step.When with { Text = "true" }, Reason = step.Reason is null ? null : new(step.Id, step.Id) } : step;
    }

    private static void Refuse(StepDefinition step, YamlMap map, FilePlace within, long windowMs)
    {
        if (step.WithinMs > windowMs)
        {
            map.Refuse(within, "'within' is at most 'window', after which the earlier steps are forgotten.");
        }

        if (step.After.Count == 0)
        {
            map.Refuse(within, "'within' is counted from the steps of 'after', and there is none.");
        }
    }

    private static RaiseDefinition Raise(YamlMap map)
    {
        var raise = new RaiseDefinition(
            map.Expression("when"), map.Member<Tier>("tier", Tier.None) ?? default, map.Member<Stage>("stage", Stage.None) ?? default,
            map.Has("likely") ? map.Hundredths("likely") : (byte)0);
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
        var words = new LocalTemplate(map.Words("zh-CN"), map.Words("en"));
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
