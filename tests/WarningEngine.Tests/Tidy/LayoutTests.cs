using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Tidy;

/// <summary>The flow is written in README.md, in the folders of Core and in Pipeline.cs. These keep the three equal.</summary>
public sealed partial class LayoutTests
{
    private static readonly string[] Flow = FlowOf(Repository.Read("README.md"));

    /// <summary>Who may use whom: what data lies in is no step of the flow, and knows tokens alone.</summary>
    private static readonly string[] Order = [Flow[0], "Memory", .. Flow[1..]];

    [Fact]
    public void Folders_of_core_are_the_flow_line_of_the_readme()
    {
        var folders = Directory.EnumerateDirectories(Repository.Core).Select(x => Path.GetFileName(x)!)
            .Where(x => x is not ("obj" or "bin")).Order(StringComparer.Ordinal);
        Assert.Equal(Order.Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void Pipeline_tells_the_flow_in_the_order_of_the_readme()
    {
        var run = CSharpSyntaxTree.ParseText(Repository.Read("src/WarningEngine.Core/Pipeline.cs")).GetRoot()
            .DescendantNodes().OfType<MethodDeclarationSyntax>().Single(x => x.Identifier.Text == "Run");
        var told = run.GetLeadingTrivia().ToFullString();
        var places = Flow.Select(word => told.IndexOf(word, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Readme_of_src_names_the_same_flow_and_every_project()
    {
        var text = Repository.Read("src/README.md");
        Assert.Equal(Flow, FlowOf(text));
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(x => Path.GetFileNameWithoutExtension(x)!);
        Assert.All(projects, project => Assert.Contains($"`{project}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_of_src_names_every_folder_of_the_program()
    {
        var text = Repository.Read("src/README.md");
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "WarningEngine.App")).Select(x => Path.GetFileName(x)!)
            .Where(x => char.IsAsciiLetterUpper(x[0]));
        Assert.All(folders, folder => Assert.Contains($"`{folder}`", text, StringComparison.Ordinal));
    }

    /// <summary>A page that names what is gone leads a new colleague astray.</summary>
    [Fact]
    public void What_the_readme_of_src_names_in_code_is_there()
    {
        var declared = Repository.Sources("src", "tests").SelectMany(DeclaredIn)
            .Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories).Select(x => Path.GetFileName(x)!))
            .ToHashSet(StringComparer.Ordinal);
        var named = InCode().Matches(Repository.Read("src/README.md")).Select(x => x.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, x => Assert.True(declared.Contains(x) || x.Split('.').All(declared.Contains), x));
    }

    [Fact]
    public void What_each_version_of_the_logic_changed_is_told_up_to_this_one()
    {
        var told = Repository.Read("src/WarningEngine.Core/Logic.md").Split('\n').Where(x => x.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(x[2]))
            .Select(x => int.Parse(x.Split('|')[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(2, WarningEngine.Core.Logic.Version - 1), told);
    }

    [Fact]
    public void Readme_names_every_folder_at_the_root()
    {
        var text = Repository.Read("README.md");
        var folders = Directory.EnumerateDirectories(Repository.Root).Select(x => Path.GetFileName(x)!)
            .Where(x => x is "schemas" or "src" or "tests" or "benchmarks" or "deploy");
        Assert.All(folders, folder => Assert.Contains($"`{folder}/`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Solution_holds_every_project()
    {
        var solution = Repository.Read("WarningEngine.sln").Replace('\\', '/');
        var projects = new[] { "src", "tests", "benchmarks" }.Select(x => Path.Combine(Repository.Root, x))
            .SelectMany(x => Directory.EnumerateFiles(x, "*.csproj", SearchOption.AllDirectories)).Select(Repository.Relative);
        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_core_uses_only_those_to_its_left() => Assert.Empty(WrongWay(CoreSources()));

    [Fact]
    public void Use_of_a_folder_to_the_right_is_caught()
    {
        const string planted = "namespace WarningEngine.Core.Events; class Planted { Dispatch.QueueEntry? Entry; }";
        var file = Path.Combine(Repository.Core, "Events", "Planted.cs");
        Assert.Contains(WrongWay([.. CoreSources(), (file, planted)]), x => x.Contains("Planted.cs", StringComparison.Ordinal));
    }

    /// <summary>Names as this code has them: <c>LegFrames</c>, <c>Limits.CasesShownMax</c>; not <c>LIVE</c> or <c>legs</c>.</summary>
    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]+)*)`")]
    private static partial Regex InCode();

    /// <summary>Types and their members.</summary>
    private static IEnumerable<string> DeclaredIn(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().Select(x => x switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        VariableDeclaratorSyntax field => field.Identifier.Text,
        ParameterSyntax parameter => parameter.Identifier.Text,
        EnumMemberDeclarationSyntax member => member.Identifier.Text,
        _ => "",
    });

    /// <summary>The line with eight arrows: <c>Events > Intake > ...</c>.</summary>
    private static string[] FlowOf(string text) => text.Split('\n')
        .Select(line => line.Trim().Trim('`').Split(" > ")).Single(words => words.Length > 5);

    private static (string File, string Text)[] CoreSources() =>
        [.. Repository.Sources("src/WarningEngine.Core").Select(file => (file, File.ReadAllText(file)))];

    /// <summary>Each symbol that a file names belongs to a folder; it may not stand to the right of the file's own. Found by
    /// binding, not by <c>using</c>: inside a namespace its siblings need none.</summary>
    private static List<string> WrongWay((string File, string Text)[] sources)
    {
        const string usings = "global using System; global using System.Collections.Generic; global using System.IO; "
            + "global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var trees = sources.Select(x => CSharpSyntaxTree.ParseText(x.Text, path: x.File)).ToArray();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(x => Path.GetFileName(x).StartsWith("System.", StringComparison.Ordinal))
            .Select(x => MetadataReference.CreateFromFile(x));
        var core = CSharpCompilation.Create(
            "core", [.. trees, CSharpSyntaxTree.ParseText(usings)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var wrong = new List<string>();
        foreach (var tree in trees)
        {
            var own = Array.IndexOf(Order, Path.GetFileName(Path.GetDirectoryName(tree.FilePath)!));
            if (own < 0)
            {
                continue;
            }

            var model = core.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (FolderOf(model.GetSymbolInfo(name).Symbol) is { } other && other > own)
                {
                    wrong.Add($"{Repository.Relative(tree.FilePath)}: {name} of {Order[other]}");
                }
            }
        }

        return wrong;
    }

    private static int? FolderOf(ISymbol? symbol)
    {
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        var place = type?.ContainingNamespace?.ToDisplayString() ?? "";
        const string core = "WarningEngine.Core.";
        return place.StartsWith(core, StringComparison.Ordinal) && Array.IndexOf(Order, place[core.Length..]) is >= 0 and var i ? i : null;
    }
}
