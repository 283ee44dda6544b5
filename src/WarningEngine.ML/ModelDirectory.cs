using System.Security.Cryptography;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>What a model is called when it is written.</summary>
/// <param name="Name">As decisions quote it.</param>
/// <param name="Subject">Of whom it tells something; unknown for a table of anything.</param>
/// <param name="Command">The command line that made it.</param>
public sealed record ModelOrigin(string Name, ModelSubject Subject, string Command)
{
    /// <summary>Of the catalogue that the features are from; null takes that of their names.</summary>
    public string? FeatureHash { get; init; }
}

/// <summary>A model on disk: <c>manifest.json</c>, <c>forest.bin</c>, <c>golden.csv</c>, and ML.NET's own form, <c>model.zip</c> (of several
/// seeds <c>model-1.zip</c> and so on, whose scores are averaged).</summary>
public static class ModelDirectory
{
    public const string ManifestFile = "manifest.json";

    public const string ForestFile = "forest.bin";

    public const string GoldenFile = "golden.csv";

    /// <summary>The files of a model by their names.</summary>
    public static SortedDictionary<string, byte[]> Files(TrainedModel model, TrainingTable table, TrainingOptions options, ModelOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(origin);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [ForestFile] = ForestCodec.Write(model.Forest, model.Calibration),
            [GoldenFile] = GoldenRows.Write(table.Features, GoldenRows.Choose(table, model.Forest, options.Seed), model.Forest, model.Calibration),
        };
        for (var i = 0; i < model.MlNet.Count; i++)
        {
            files[model.MlNet.Count == 1 ? "model.zip" : $"model-{i + 1}.zip"] = model.MlNet[i];
        }

        var manifest = new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Subject = ModelManifest.WordOf(origin.Subject),
            Name = origin.Name,
            Features = table.Features,
            FeatureHash = origin.FeatureHash ?? ModelManifest.HashOf(table.Features),
            DataDigest = ModelManifest.Hex(table.Digest()),
            Seed = options.Seed,
            Command = origin.Command,
            Rows = table.Rows,
            Positives = table.Positives,
            PositiveWeight = options.PositiveWeight,
            Folds = model.Folds,
            LastShare = table.TimesMs is null || table.Sources is not null ? null : options.LastShare,
            Chosen = model.Chosen,
            Seeds = model.Seeds,
            Tried = model.Tried,
            Calibration = model.CalibrationChoice,
            Validation = model.Validation,
            Thresholds = options.Thresholds,
            Files = new(files.ToDictionary(x => x.Key, x => ModelManifest.Hex(SHA256.HashData(x.Value))), StringComparer.Ordinal),
        };
        files[ManifestFile] = manifest.Write();
        return files;
    }

    /// <summary>What names a model: the first 128 bits of SHA-256 over its manifest, which holds the hashes of the other files; 32 hexadecimal
    /// digits.</summary>
    public static string HashOf(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return ModelManifest.Hex(SHA256.HashData(files[ManifestFile]).AsSpan(0, 16));
    }

    /// <summary>Writes a directory beside its place and gives it its name at the end: it is there whole or not at all.</summary>
    /// <exception cref="IOException">Something of that name is there already, or nothing can be written.</exception>
    public static void Write(string directory, IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        MustBeFree(directory);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var partial = $"{target}.{Environment.ProcessId}-{Path.GetRandomFileName()}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            foreach (var (name, bytes) in files)
            {
                using var file = new FileStream(Path.Combine(partial, name), FileMode.CreateNew, FileAccess.Write);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    /// <summary>Refuses a place that is taken; asked before hours of training, not after.</summary>
    /// <exception cref="IOException">Something of that name is there already.</exception>
    public static void MustBeFree(string directory)
    {
        if (Path.Exists(directory))
        {
            throw new IOException($"{directory} is there already; a model is never written over.");
        }
    }
}
