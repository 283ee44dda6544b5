namespace WarningEngine.App.City;

/// <summary>xoshiro256** seeded by SplitMix64: the same numbers from the same seed, on any runtime.</summary>
internal sealed class CityRandom
{
    private readonly ulong[] _s;
    private readonly double _pace;
    private readonly Func<double, double>? _habit;

    public CityRandom(ulong seed)
    {
        (_s, _pace) = (new ulong[4], 1);
        for (var i = 0; i < 4; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            _s[i] = z ^ (z >> 31);
        }
    }

    private CityRandom(ulong[] state, double pace, Func<double, double>? habit) => (_s, _pace, _habit) = (state, pace, habit);

    /// <summary>The same chance, for something that goes faster or more slowly.</summary>
    /// <param name="pace"><see cref="Minutes"/> are so many times as long.</param>
    /// <param name="habit">Makes of a probability the one that holds here; null: it holds as it is.</param>
    public CityRandom Paced(double pace, Func<double, double>? habit = null) => new(_s, _pace * pace, habit);

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

    public bool Chance(double probability) => Fraction() < (_habit is null ? probability : _habit(probability));

    public long Between(long from, long to) => from + (long)(Fraction() * (to - from));

    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>Log-normal with the given median; sigma is of the logarithm.</summary>
    public double LogNormal(double median, double sigma)
    {
        // Marsaglia's polar method: square roots round the same everywhere, cosines do not.
        double x;
        double square;
        do
        {
            x = (2 * Fraction()) - 1;
            var y = (2 * Fraction()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        return median * PortableMath.Exp(sigma * x * Math.Sqrt(-2 * PortableMath.Log(square) / square));
    }

    /// <summary><see cref="LogNormal"/> in ms, of a median in minutes.</summary>
    public long Minutes(double median, double sigma) => (long)(LogNormal(median, sigma) * 60_000 * _pace);

    /// <summary>How often something of this mean happens (Poisson).</summary>
    public int Count(double mean)
    {
        var count = 0;
        for (; mean > 100; mean -= 100)
        {
            // In parts, since e^-mean leaves the range of numbers. Sums of Poisson counts are Poisson.
            count += Count(100);
        }

        var limit = PortableMath.Exp(-mean);
        for (var product = Fraction(); product > limit; product *= Fraction())
        {
            count++;
        }

        return count;
    }

    /// <summary>A rank from 0 to <paramref name="count"/> - 1; rank k about as often as 1 / (k + 1) (Zipf).</summary>
    public int Rank(int count) =>
        Math.Min(count - 1, (int)PortableMath.Exp(Fraction() * PortableMath.Log(count + 1)) - 1);
}
