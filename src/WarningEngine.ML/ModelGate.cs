using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Whether a model may decide: the model with its manifest, or the reason why not.</summary>
public sealed record GateAnswer(Model? Model, ModelManifest? Manifest, string? Reason);

/// <summary>What a model must be for.</summary>
public sealed record GateExpectation
{
    /// <summary>Of whom it must tell something; null takes any.</summary>
    public ModelSubject? Subject { get; init; }

    /// <summary>Hash of the catalogue that vectors are made from, 32 hexadecimal digits; null takes any.</summary>
    public string? FeatureHash { get; init; }
}

/// <summary>Through which every model passes before it decides: nothing that was damaged, cut, made for other features, or that says something
/// else here than where it was trained comes through.</summary>
public static class ModelGate
{
    /// <summary>Checks a directory.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static GateAnswer Check(string directory, GateExpectation? expected = null)
    {
        if (!Directory.Exists(directory))
        {
            return No($"{directory} is no directory");
        }

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            // ML.NET's own form decides nothing here and may be large; the others travel in one message.
            if (file.Length > Limits.ArtifactBytesMax && !IsMlNet(file.Name))
            {
                return No($"{file.Name} has {file.Length} bytes, {Limits.ArtifactBytesMax} at most are possible");
            }

            files[file.Name] = File.ReadAllBytes(file.FullName);
        }

        var answer = Check(files, expected);
        return answer.Manifest?.Files.Keys.FirstOrDefault(x => !files.ContainsKey(x)) is { } missing ? No($"{missing} is missing") : answer;
    }

    /// <summary>Checks files by their names. ML.NET's own form may be left out.</summary>
    public static GateAnswer Check(IReadOnlyDictionary<string, byte[]> files, GateExpectation? expected = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var size = files.Where(x => !IsMlNet(x.Key)).Sum(x => (long)x.Value.Length);
        if (size > Limits.ArtifactBytesMax)
        {
            return No($"the files have {size} bytes, {Limits.ArtifactBytesMax} at most are possible");
        }

        if (!files.TryGetValue(ModelDirectory.ManifestFile, out var bytes))
        {
            return No($"{ModelDirectory.ManifestFile} is missing");
        }

        ModelManifest manifest;
        try
        {
            // Of another format the rest may be anything: it is not read.
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("format", out var format)
                && !(format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number) && number == ModelManifest.CurrentFormat))
            {
                return No($"{ModelDirectory.ManifestFile}: its format is {format}, this version reads {ModelManifest.CurrentFormat}");
            }

            manifest = ModelManifest.Read(bytes);
        }
        catch (JsonException wrong)
        {
            return No($"{ModelDirectory.ManifestFile}: {wrong.Message}");
        }

        return WrongManifest(manifest, expected ?? new()) is { } reason ? No(reason)
            : WrongFiles(manifest, files) is { } damaged ? No(damaged) : Load(manifest, files, bytes);
    }

    private static string? WrongManifest(ModelManifest manifest, GateExpectation expected)
    {
        if (ModelManifest.SubjectOf(manifest.Subject) is not { } subject)
        {
            return $"its subject is '{manifest.Subject}': table, person or counterpart";
        }

        if (expected.Subject is { } wanted && subject != wanted)
        {
            return $"it tells of a {manifest.Subject}, not of a {ModelManifest.WordOf(wanted)}";
        }

        if (manifest.Features.Count is < 1 or > Limits.ModelFeaturesMax
            || manifest.Features.Distinct(StringComparer.Ordinal).Count() != manifest.Features.Count)
        {
            return $"it names {manifest.Features.Count} features: 1 to {Limits.ModelFeaturesMax}, each once";
        }

        if (subject == ModelSubject.Unknown && manifest.FeatureHash != ModelManifest.HashOf(manifest.Features))
        {
            return $"its feature hash {manifest.FeatureHash} is not that of its features";
        }

        if (expected.FeatureHash is { } hash && manifest.FeatureHash != hash)
        {
            return $"its feature hash is {manifest.FeatureHash}, this version makes vectors of {hash}";
        }

        if (manifest.Assumed is { } assumed
            && assumed.FirstOrDefault(x => !manifest.Features.Contains(x.Key) || !double.IsFinite(x.Value)) is { Key: { } wrong, Value: var value })
        {
            return $"it assumes that {wrong} is {value}, which is none of its features or no number";
        }

        var (now, soon, doubt, faint) = manifest.Thresholds;
        return manifest.Thresholds.AreGood ? null
            : $"its thresholds are not in order: faint {faint}, doubtful {doubt}, urgent {soon}, immediate {now} are 0 to 1, "
                + "urgent is not above immediate and not below the first two";
    }

    private static string? WrongFiles(ModelManifest manifest, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var name in (ReadOnlySpan<string>)[ModelDirectory.ForestFile, ModelDirectory.GoldenFile])
        {
            if (!files.ContainsKey(name) || !manifest.Files.ContainsKey(name))
            {
                return $"{name} is missing";
            }
        }

        foreach (var (name, bytes) in files.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            if (name == ModelDirectory.ManifestFile)
            {
                continue;
            }

            if (!manifest.Files.TryGetValue(name, out var hash))
            {
                return $"{name} is not named by {ModelDirectory.ManifestFile}";
            }

            if (hash != ModelManifest.Hex(SHA256.HashData(bytes)))
            {
                return $"{name} is damaged: its SHA-256 is not the one in {ModelDirectory.ManifestFile}";
            }
        }

        return null;
    }

    private static GateAnswer Load(ModelManifest manifest, IReadOnlyDictionary<string, byte[]> files, byte[] bytes)
    {
        Forest forest;
        Calibration calibration;
        try
        {
            (forest, calibration) = ForestCodec.Read(files[ModelDirectory.ForestFile]);
        }
        catch (InvalidDataException wrong)
        {
            return No($"{ModelDirectory.ForestFile}: {wrong.Message}");
        }

        if (forest.Features != manifest.Features.Count)
        {
            return No($"{ModelDirectory.ForestFile} has {forest.Features} features, {ModelDirectory.ManifestFile} names {manifest.Features.Count}");
        }

        if (GoldenRows.Wrong(files[ModelDirectory.GoldenFile], manifest.Features, forest, calibration) is { } wrongRow)
        {
            return No($"{ModelDirectory.GoldenFile}: {wrongRow}");
        }

        foreach (var (name, value) in manifest.Assumed ?? [])
        {
            forest = forest.Given(manifest.Features.Index().First(x => x.Item == name).Index, (float)value);
        }

        // The manifest holds the hash of every other file.
        var hash = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes));
        return new GateAnswer(
            new Model(hash, manifest.Name, ModelManifest.SubjectOf(manifest.Subject)!.Value, forest, calibration, manifest.Thresholds), manifest, null);
    }

    private static bool IsMlNet(string name) => name.StartsWith("model", StringComparison.Ordinal) && name.EndsWith(".zip", StringComparison.Ordinal);

    private static GateAnswer No(string reason) => new(null, null, reason);
}
