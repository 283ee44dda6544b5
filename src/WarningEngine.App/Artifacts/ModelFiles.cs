using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.App.Artifacts;

/// <summary>The files of a model that decide: manifest, forest and golden rows, in the form in which <c>artifacts</c> holds them. ML.NET's own
/// form stays where it was made. The hash of a model is that of its manifest, which holds the hashes of the others.</summary>
internal sealed record ModelFiles(Model Model, ModelManifest Manifest, byte[] Bytes)
{
    private const string Head = "model 1";

    /// <summary>A directory that <c>model train</c> wrote.</summary>
    /// <exception cref="InvalidDataException">It may not decide here: says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFiles Read(string directory)
    {
        var answer = ModelGate.Check(directory);
        if (answer.Reason is { } reason)
        {
            throw new InvalidDataException(reason);
        }

        string[] names = [ModelDirectory.ManifestFile, ModelDirectory.ForestFile, ModelDirectory.GoldenFile];
        return Parse(PackedFiles.Write(Head, names.Select(x => (x, File.ReadAllBytes(Path.Combine(directory, x))))));
    }

    /// <summary>The form that <c>artifacts</c> holds.</summary>
    /// <exception cref="InvalidDataException">It may not decide here: says why.</exception>
    public static ModelFiles Parse(byte[] bytes)
    {
        var files = PackedFiles.Read(Head, bytes).ToDictionary(x => x.Name, x => x.Content, StringComparer.Ordinal);
        var answer = ModelGate.Check(files);
        if (answer is not { Model: { } model, Manifest: { } manifest })
        {
            throw new InvalidDataException(answer.Reason);
        }

        var expected = model.Subject switch
        {
            ModelSubject.Person => FeatureCatalogue.Person,
            ModelSubject.Counterpart => FeatureCatalogue.Counterpart,
            _ => throw new InvalidDataException("it was trained on a table of its own: no vectors of this engine fit it"),
        };
        return FeatureCatalogues.Fits(expected, manifest.Features.Count, manifest.FeatureHash)
            ? new ModelFiles(model, manifest, bytes)
            : throw new InvalidDataException(
                $"its feature hash is {manifest.FeatureHash}, this version makes vectors of {FeatureCatalogues.HashOf(expected)}");
    }
}
