namespace WarningEngine.Core.Models;

/// <summary>What a model said and did not know, for metrics: no state, and nothing decides by it. Belongs to the thread that scores.</summary>
public sealed class ModelStatistics
{
    /// <summary>Upper bounds of the classes of probability; above the last one there is one more.</summary>
    public static readonly IReadOnlyList<double> Bounds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

    private static readonly double[] BoundsOf = [.. Bounds];

    /// <param name="features">How many the catalogue has.</param>
    public ModelStatistics(int features)
    {
        Deciding = new long[BoundsOf.Length + 1];
        Shadow = new long[BoundsOf.Length + 1];
        Unknown = new long[features];
    }

    /// <summary>How often the model was asked.</summary>
    public long Asked { get; private set; }

    /// <summary>How often it said something in each class.</summary>
    public long[] Deciding { get; }

    /// <summary>The same of the model that looks on.</summary>
    public long[] Shadow { get; }

    /// <summary>How often each feature was unknown.</summary>
    public long[] Unknown { get; }

    /// <summary>How often the one that looks on holds urgent what the other does not.</summary>
    public long OnlyShadowUrgent { get; private set; }

    /// <summary>And the other way round.</summary>
    public long OnlyDecidingUrgent { get; private set; }

    /// <summary>Warnings P3 of patterns that were not said because the model that decides holds a fraud to be too unlikely.</summary>
    public long Unsaid { get; internal set; }

    /// <param name="row">What the models were asked about.</param>
    /// <param name="deciding">Null without such a model.</param>
    /// <param name="shadow">The same of the model that looks on.</param>
    internal void Add(ReadOnlySpan<float> row, ModelAnswer? deciding, ModelAnswer? shadow)
    {
        Asked++;
        for (var i = 0; i < row.Length; i++)
        {
            Unknown[i] += float.IsNaN(row[i]) ? 1 : 0;
        }

        if (deciding is { } one)
        {
            Deciding[ClassOf(one.Probability)]++;
        }

        if (shadow is { } other)
        {
            Shadow[ClassOf(other.Probability)]++;
            OnlyShadowUrgent += other.IsUrgent && deciding is not { IsUrgent: true } ? 1 : 0;
            OnlyDecidingUrgent += !other.IsUrgent && deciding is { IsUrgent: true } ? 1 : 0;
        }
    }

    /// <summary>Begins to count anew.</summary>
    public void Clear()
    {
        (Asked, OnlyShadowUrgent, OnlyDecidingUrgent, Unsaid) = (0, 0, 0, 0);
        Array.Clear(Deciding);
        Array.Clear(Shadow);
        Array.Clear(Unknown);
    }

    private static int ClassOf(double probability)
    {
        var at = 0;
        while (at < BoundsOf.Length && probability > BoundsOf[at])
        {
            at++;
        }

        return at;
    }
}
