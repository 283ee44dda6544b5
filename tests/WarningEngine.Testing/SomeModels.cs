using WarningEngine.Core.Features;
using WarningEngine.Core.Models;

namespace WarningEngine.Testing;

/// <summary>Small models whose answers can be told by looking at them.</summary>
public static class SomeModels
{
    /// <summary>One feature, one threshold: probability 0.05 at most at it, 0.95 above. Urgent from 0.5, immediate from 0.9, doubtful below
    /// 0.1.</summary>
    public static Model Person(ulong hash, Feature feature, float threshold, string name = "some") =>
        Of(hash, name, ModelSubject.Person, FeatureCatalogue.Person.Features.Count, (int)feature, threshold);

    /// <summary>The same, of a time when this feature was the last.</summary>
    public static Model PersonOfBefore(ulong hash, Feature last, float threshold, string name = "old") =>
        Of(hash, name, ModelSubject.Person, (int)last + 1, (int)last, threshold);

    /// <summary>The same of a counterpart.</summary>
    public static Model Counterpart(ulong hash, CounterpartFeature feature, float threshold, string name = "some") =>
        Of(hash, name, ModelSubject.Counterpart, FeatureCatalogue.Counterpart.Features.Count, (int)feature, threshold);

    private static Model Of(ulong hash, string name, ModelSubject subject, int features, int feature, float threshold) => new(
        hash, name, subject,
        new Forest(features, 0, [new Tree
        {
            Feature = [feature], Threshold = [threshold], MissingBelow = [true], Below = [-1], Above = [-2], Leaf = [-3, 3], Weight = [99, 1],
        }]),
        new Calibration([-3, 3], [0.05, 0.95]), new ModelThresholds(0.9, 0.5, 0.1));
}
