using System.CommandLine;
using WarningEngine.App.Patterns;

namespace WarningEngine.App.Commands;

/// <summary><c>patterns check</c>: validates pattern files.</summary>
internal static class PatternsCommand
{
    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("DIR")
        {
            Description = "Folder of pattern files; the shipped ones where not given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var check = new Command("check", "Compiles pattern files and names every error with line and column.") { directory };
        check.SetAction(parsed =>
        {
            var folder = parsed.GetValue(directory)?.FullName ?? PatternFiles.Shipped;
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                foreach (var pattern in PatternFiles.Load(folder).Patterns)
                {
                    output.WriteLine($"{pattern.Key}: good, cost {pattern.Cost}");
                }

                return ExitCode.Good;
            }
            catch (PatternFilesException wrong)
            {
                foreach (var one in wrong.Errors)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(one);
                }

                return ExitCode.Failed;
            }
        });
        return new Command("patterns", "Pattern files: what the engine looks for.") { check };
    }
}
