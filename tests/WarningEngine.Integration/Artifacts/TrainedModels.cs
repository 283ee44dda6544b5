using WarningEngine.App.Artifacts;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Small models that were really trained: who sends more than an amount is being defrauded.</summary>
internal static class TrainedModels
{
    /// <summary>Writes a model of persons.</summary>
    /// <param name="directory">To be made.</param>
    /// <param name="abovePerMille">Of the amounts, which are spread evenly up to 10,000 yuan.</param>
    /// <param name="features">Only the first of them; 0: all.</param>
    /// <returns>Its hash, 32 hexadecimal digits.</returns>
    public static string Write(string directory, int abovePerMille, int features = 0)
    {
        const int rows = 400;
        var width = features == 0 ? FeatureCatalogue.Person.Features.Count : features;
        var values = new float[rows * width];
        values.AsSpan().Fill(float.NaN);
        var labels = new bool[rows];
        for (var i = 0; i < rows; i++)
        {
            var perMille = i * 7919 % 1000;
            values[(i * width) + (int)Feature.MoneyAmount] = perMille * 1_000;
            labels[i] = perMille > abovePerMille;
        }

        var table = new TrainingTable([.. FeatureCatalogue.Person.Features.Take(width).Select(x => x.Name)], values, labels);
        // One column tells everything: a tree that may not look at it has no split, which ML.NET cannot read back from LightGBM.
        var options = new TrainingOptions { TreesMax = 12, Seeds = 1, Candidates = [BoosterSettings.Candidates[0] with { FeatureShare = 1 }] };
        var trained = ForestTraining.Train(table, options, stop: TestContext.Current.CancellationToken);
        ModelDirectory.Write(directory, ModelDirectory.Files(trained, table, options, new ModelOrigin(Path.GetFileName(directory), ModelSubject.Person, "test")
        {
            FeatureHash = $"{FeatureCatalogue.Person.HashOfFirst(width):x32}",
        }));
        return $"{ModelFiles.Read(directory).Model.Hash:x32}";
    }
}
