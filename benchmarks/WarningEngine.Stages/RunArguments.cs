namespace WarningEngine.Stages;

/// <summary>What a run is told on its command line: names with a value each, behind the run's own.</summary>
internal sealed class RunArguments
{
    private readonly string[] _args;
    private readonly string _usage;

    /// <param name="args">As given.</param>
    /// <param name="usage">Said where something is wrong. What it does not name cannot be given.</param>
    /// <exception cref="ArgumentException">A name is unknown, or has no value.</exception>
    public RunArguments(string[] args, string usage)
    {
        (_args, _usage) = (args, usage);
        string[] names = [.. usage.Split([' ', '[', ']']).Where(x => x.StartsWith("--", StringComparison.Ordinal))];
        for (var at = 1; at < args.Length; at += 2)
        {
            if (!names.Contains(args[at]))
            {
                throw new ArgumentException($"{args[at]} is unknown: {usage}");
            }

            if (at + 1 == args.Length)
            {
                throw new ArgumentException($"{args[at]} has no value: {usage}");
            }
        }
    }

    /// <exception cref="ArgumentException">It is not given, and there is nothing to take instead.</exception>
    public string this[string name, string? otherwise = null] =>
        Array.IndexOf(_args, name) is >= 0 and var at && at + 1 < _args.Length ? _args[at + 1]
        : otherwise ?? throw new ArgumentException($"{name} is missing: {_usage}");
}
