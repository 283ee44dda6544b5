using System.Buffers;
using System.CommandLine;

namespace WarningEngine.App.Commands;

/// <summary>A command line, written down.</summary>
internal static class CommandLines
{
    /// <summary>What a shell does not take as it is.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\"'\\$");

    /// <summary>The command line again, as a shell reads it.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(x => x.Value).Prepend("warning-engine")
        .Select(x => x.AsSpan().ContainsAny(Special) ? $"'{x.Replace("'", "'\\''", StringComparison.Ordinal)}'" : x));
}
