namespace WarningEngine.App.City;

/// <summary>xoshiro256** seeded by SplitMix64: the same numbers from the same seed, on any runtime.</summary>
internal sealed class CityRandom
{
    private readonly ulong[] _s = new ulong[4];

    public CityRandom(ulong seed)
    {
        for (var i = 0; i < 4; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            _s[i] = z ^ (z >> 31);
        }
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(_s[1] * 5, 7) * 9;
        var t = _s[1] << 17;
        _s[2] ^= _s[0];
        _s[3] ^= _s[1];
        _s[1] ^= _s[2];
        _s[0] ^= _s[3];
        _s[2] ^= t;
        _s[3] = ulong.RotateLeft(_s[3], 45);
        return result;
    }

    /// <summary>0 to 1, below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public int Below(int below) => (int)(Fraction() * below);

    public bool Chance(double probability) => Fraction() < probability;

    public long Between(long from, long to) => from + (long)(Fraction() * (to - from));

    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>Log-normal with the given median; sigma is of the logarithm.</summary>
    public double LogNormal(double median, double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction());
        return median * Math.Exp(sigma * normal);
    }

    /// <summary>How often something of this rate happens (Poisson, small rates).</summary>
    public int Count(double rate)
    {
        var limit = Math.Exp(-rate);
        var product = Fraction();
        var count = 0;
        while (product > limit && count < 1000)
        {
            product *= Fraction();
            count++;
        }

        return count;
    }

    /// <summary>Small ranks more often: Zipf-like over <paramref name="count"/>.</summary>
    public int Rank(int count)
    {
        var f = Fraction();
        return Math.Min(count - 1, (int)(count * f * f));
    }
}
