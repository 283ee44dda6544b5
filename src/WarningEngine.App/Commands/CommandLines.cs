using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace WarningEngine.App.Commands;

/// <summary>A command line, written down.</summary>
internal static class CommandLines
{
    /// <summary>What any shell takes as it is; all else is quoted, since each has signs of its own.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    /// <summary>Options whose values may hold a password, or say where a secret lies. Of what is written down many may read it.</summary>
    private static readonly string[] Secret = ["--set", "--redis", "--kafka", "--token-key-file"];

    /// <summary>The command line again, as a shell reads it; "..." stands for what may be secret.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', Tokens(parsed.Tokens).Prepend("warning-engine")
        .Select(x => x.Length == 0 || x.AsSpan().ContainsAnyExcept(Plain) ? $"'{x.Replace("'", "'\\''", StringComparison.Ordinal)}'" : x));

    private static IEnumerable<string> Tokens(IReadOnlyList<Token> tokens) => tokens.Select((token, i) =>
        token.Type != TokenType.Argument || i == 0 || tokens[i - 1].Type != TokenType.Option || !Secret.Contains(tokens[i - 1].Value) ? token.Value
        : tokens[i - 1].Value == "--set" && token.Value.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? token.Value[..(at + 1)] + "..." : "...");
}
