using System.Runtime.CompilerServices;

namespace WarningEngine.Core.Features;

/// <summary>The features of one person at one event: a reused buffer. NaN is unknown, flags are 0 or 1, categories the
/// number of the enum's member.</summary>
public sealed class FeatureVector
{
    private readonly double[] _values = new double[FeatureCatalogue.Person.Features.Count];

    public FeatureVector() => Clear();

    public double this[Feature feature]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values[(int)feature];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _values[(int)feature] = value;
    }

    public ReadOnlySpan<double> Values => _values;

    /// <summary>The row as models take it.</summary>
    public void CopyTo(Span<float> row)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            row[i] = (float)_values[i];
        }
    }

    /// <summary>Everything is unknown again.</summary>
    public void Clear() => Array.Fill(_values, double.NaN);

    public void Set(Feature feature, bool value) => this[feature] = value ? 1 : 0;
}
