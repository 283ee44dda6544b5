using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Tidy;

/// <summary>Files of at most 400 lines, methods of at most 70. What is longer today stands in a list that may only shrink:
/// an entry must say the size as it is, so whoever shortens something shortens its entry, and nothing grows unseen.</summary>
public sealed class SizeTests
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 70;

    [Fact]
    public void Files_and_methods_are_as_short_as_agreed()
    {
        var listed = Repository.Read("tests/WarningEngine.Tests/Tidy/exceptions.txt").Split('\n')
            .Where(x => x.Length > 0 && x[0] != '#').Order(StringComparer.Ordinal);
        Assert.Equal(listed, Longer(Repository.Sources("src", "tests", "benchmarks")
            .Select(x => (Repository.Relative(x), File.ReadAllText(x)))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_method_of_71_lines_is_caught()
    {
        var body = string.Concat(Enumerable.Repeat("        Call();\n", 67));
        var good = $"class A\n{{\n    void Long()\n    {{\n{body}    }}\n}}\n";
        Assert.Empty(Longer([("a.cs", good)]));
        Assert.Equal(["a.cs Long 71"], Longer([("a.cs", good.Replace("    void Long()\n", "    void Long(\n        int a)\n", StringComparison.Ordinal))]));
    }

    [Fact]
    public void A_file_of_401_lines_is_caught() =>
        Assert.Equal(["a.cs 401"], Longer([("a.cs", string.Concat(Enumerable.Repeat("//\n", 401)))]));

    private static IEnumerable<string> Longer(IEnumerable<(string File, string Text)> sources)
    {
        foreach (var (file, text) in sources)
        {
            var tree = CSharpSyntaxTree.ParseText(text);
            var lines = text.Count(x => x == '\n');
            if (lines > FileLinesMax)
            {
                yield return $"{file} {lines}";
            }

            foreach (var member in tree.GetRoot().DescendantNodes()
                .Where(x => x is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
            {
                var span = tree.GetLineSpan(member.Span);
                var length = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (length > MethodLinesMax)
                {
                    yield return $"{file} {NameOf(member)} {length}";
                }
            }
        }
    }

    private static string NameOf(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
