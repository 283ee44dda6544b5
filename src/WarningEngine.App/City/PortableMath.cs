namespace WarningEngine.App.City;

/// <summary>Logarithm and exponential from additions and multiplications alone, which round the same everywhere. Those
/// of <see cref="Math"/> are the platform's and differ in the last bit: the same seed would not give the same bytes.
/// Good to 1e-12, which is more than a synthetic city needs.</summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Natural logarithm of a positive, normal number.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);

        // ln m = 2 atanh((m - 1) / (m + 1)); m is below 2, so each term is a ninth of the one before, or less.
        var y = (mantissa - 1) / (mantissa + 1);
        var square = y * y;
        var power = y;
        double sum = 0;
        for (var i = 1; i < 27; i += 2)
        {
            sum += power / i;
            power *= square;
        }

        return (2 * sum) + (exponent * Ln2);
    }

    /// <summary>e to the power of <paramref name="x"/>, -700 to 700.</summary>
    public static double Exp(double x)
    {
        var power = (int)Math.Floor((x / Ln2) + 0.5);
        var rest = x - (power * Ln2);
        double term = 1;
        double sum = 1;
        for (var i = 1; i < 14; i++)
        {
            term *= rest / i;
            sum += term;
        }

        return sum * BitConverter.Int64BitsToDouble((long)(power + 1023) << 52);
    }
}
