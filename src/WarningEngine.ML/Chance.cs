namespace WarningEngine.ML;

/// <summary>Numbers drawn from a seed (SplitMix64): the same on every machine.</summary>
internal struct Chance(ulong seed)
{
    private static readonly uint[] PoissonUpTo = Cumulative();

    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A Poisson variable of mean 1: how often a row is drawn when as many are drawn as there are.</summary>
    public int Poisson()
    {
        var draw = (uint)(Next() >> 32);
        var count = 0;
        while (count < PoissonUpTo.Length && draw >= PoissonUpTo[count])
        {
            count++;
        }

        return count;
    }

    /// <summary>A hash of a number under a seed.</summary>
    public static ulong Hash(long seed, long number) => Mix(Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ Mix((ulong)number + 0xD1B54A32D192ED03));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static uint[] Cumulative()
    {
        var upTo = new uint[10];
        double probability = Math.Exp(-1), sum = 0;
        for (var i = 0; i < upTo.Length; i++)
        {
            sum += probability;
            upTo[i] = (uint)(Math.Min(sum, 1) * uint.MaxValue);
            probability /= i + 1;
        }

        return upTo;
    }
}
