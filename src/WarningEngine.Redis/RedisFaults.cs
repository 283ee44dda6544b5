using System.Text.RegularExpressions;

namespace WarningEngine.Redis;

/// <summary>What the client says of a fault, in the words that help an operator.</summary>
public static partial class RedisFaults
{
    /// <summary>The cause alone: without the client's own counters, the command that happened to be refused (with the key of some other partition), and
    /// advice to whoever wrote the program.</summary>
    public static string Why(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Advice().Replace(Command().Replace(Counters().Replace(failure.Message, ""), ""), "");
    }

    [GeneratedRegex(@", (?:next|inst|mc): .*$", RegexOptions.Singleline)]
    private static partial Regex Counters();

    [GeneratedRegex(@"(?<=to service this operation): [^;]*|\s*Attempted command: \w+$")]
    private static partial Regex Command();

    [GeneratedRegex(@"\s*To allow this multiplexer .*? in your code\.")]
    private static partial Regex Advice();
}
