using WarningEngine.Faults.Running;

namespace WarningEngine.Faults.Kinds;

/// <summary>Every kind of fault, and the order in which a seed draws them.</summary>
internal static class FaultKinds
{
    public static readonly IReadOnlyList<FaultKind> All = [.. EngineFaults.All, .. KafkaFaults.All, .. RedisFaults.All];

    /// <summary>Kinds that are drawn only where they are named: a schedule has no room for them beside the others.</summary>
    private static readonly FaultKind[] Long = [RedisFaults.Away];

    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static IReadOnlyList<FaultKind> Named(string names)
    {
        FaultKind[] known = [.. All, .. Long];
        return [.. names.Split(',').Select(name => known.FirstOrDefault(x => x.Name == name)
            ?? throw new ArgumentException($"'{name}' is no kind of fault; there are {string.Join(", ", known.Select(x => x.Name))}."))];
    }

    /// <summary>Draws without end: each kind once before any comes again.</summary>
    public static IEnumerable<FaultKind> Drawn(IReadOnlyList<FaultKind> among, Random random)
    {
        while (true)
        {
            foreach (var kind in among.OrderBy(_ => random.Next()).ToArray())
            {
                yield return kind;
            }
        }
    }
}
