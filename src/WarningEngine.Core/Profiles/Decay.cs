namespace WarningEngine.Core.Profiles;

/// <summary>Exponential decay in fixed point: the same bits on every machine.</summary>
public static class Decay
{
    private const int StepsPerHalfLife = 64;

    /// <summary>2^(-1/64) as a 32-bit fraction.</summary>
    private const ulong StepFactor = 4_248_701_965;

    /// <summary>2^(-i/64) as 16-bit fractions, by repeated multiplication in integers.</summary>
    private static readonly uint[] Factors = BuildFactors();

    /// <summary>What is left of <paramref name="value"/> after <paramref name="elapsedMs"/>; unchanged where time went back.</summary>
    public static uint Apply(uint value, long elapsedMs, long halfLifeMs)
    {
        if (elapsedMs <= 0 || value == 0)
        {
            return value;
        }

        var halfLives = elapsedMs / halfLifeMs;
        if (halfLives >= 32)
        {
            return 0;
        }

        var step = (int)(elapsedMs % halfLifeMs * StepsPerHalfLife / halfLifeMs);
        return (uint)(((ulong)value * Factors[step]) >> 16 >> (int)halfLives);
    }

    private static uint[] BuildFactors()
    {
        var factors = new uint[StepsPerHalfLife];
        ulong factor = uint.MaxValue;
        for (var i = 0; i < factors.Length; i++)
        {
            factors[i] = (uint)((factor + 32768) >> 16);
            factor = (factor * StepFactor) >> 32;
        }

        return factors;
    }
}
