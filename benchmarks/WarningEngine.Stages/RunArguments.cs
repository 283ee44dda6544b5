namespace WarningEngine.Stages;

/// <summary>What a run is told on its command line.</summary>
/// <param name="args">As given.</param>
/// <param name="usage">Said where something is missing.</param>
internal sealed class RunArguments(string[] args, string usage)
{
    /// <exception cref="ArgumentException">It is not given, and there is nothing to take instead.</exception>
    public string this[string name, string? otherwise = null] =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1]
        : otherwise ?? throw new ArgumentException($"{name} is missing: {usage}");
}
