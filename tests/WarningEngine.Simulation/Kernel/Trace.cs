namespace WarningEngine.Simulation.Kernel;

/// <summary>What happened, as one number: the same seed gives the same. Optionally also in words.</summary>
internal sealed class Trace(Action<string>? words)
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    public ulong Hash { get; private set; } = Prime;

    public void Add(long timeUs, string what, long a = 0, long b = 0)
    {
        Mix((ulong)timeUs);
        foreach (var letter in what)
        {
            Mix(letter);
        }

        Mix((ulong)a);
        Mix((ulong)b);
        words?.Invoke($"{timeUs / 1_000_000.0,10:0.000000} {what} {a} {b}");
    }

    private void Mix(ulong value)
    {
        var mixed = (Hash ^ value) * Prime;
        Hash = mixed ^ (mixed >> 29);
    }
}
