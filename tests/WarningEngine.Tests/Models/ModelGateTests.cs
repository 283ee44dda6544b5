using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class ModelGateTests : IDisposable
{
    private static readonly Lazy<SortedDictionary<string, byte[]>> Trained = new(() =>
    {
        var table = Tables.Draw(600, 41);
        return ModelDirectory.Files(ForestTraining.Train(table, Tables.Quick), table, Tables.Quick, new ModelOrigin("m", ModelSubject.Unknown, "train"));
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_comes_through()
    {
        var directory = Path.Combine(_folder, "model");
        ModelDirectory.Write(directory, Trained.Value);
        Assert.Equal(["forest.bin", "golden.csv", "manifest.json", "model-1.zip", "model-2.zip"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        Assert.Equal(["model"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
        var answer = ModelGate.Check(directory);
        Assert.Null(answer.Reason);
        Assert.Equal(("m", ModelSubject.Unknown, 4), (answer.Model!.Name, answer.Model.Subject, answer.Model.Forest.Features));
        Assert.Equal((600, new ModelThresholds(0.5, 0.2, 0.02)), (answer.Manifest!.Rows, answer.Model.Thresholds));
        Assert.Equal(answer.Model.Hash, ModelGate.Check(Trained.Value).Model!.Hash);
        Assert.Equal(Convert.ToHexStringLower(Tables.Draw(600, 41).Digest()), answer.Manifest.DataDigest);
        Assert.Contains("is there already", Assert.Throws<IOException>(() => ModelDirectory.Write(directory, Trained.Value)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ML_NETs_own_form_may_stay_behind_but_not_be_damaged()
    {
        Assert.Null(ModelGate.Check(With(x => x.Remove("model-1.zip"))).Reason);
        Refused("model-1.zip is damaged", With(x => x["model-1.zip"] = [1]));
        var directory = Path.Combine(_folder, "cut");
        ModelDirectory.Write(directory, With(x => x.Remove("model-1.zip")));
        Assert.Equal("model-1.zip is missing", ModelGate.Check(directory).Reason);
        Assert.Contains("is no directory", ModelGate.Check(Path.Combine(_folder, "none")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forest.bin")]
    [InlineData("golden.csv")]
    [InlineData("manifest.json")]
    public void A_file_that_is_missing_or_damaged_is_named(string name)
    {
        Refused($"{name} is missing", With(x => x.Remove(name)));
        Refused($"{name}", With(x => x[name] = x[name][..^3]));
        Refused($"{name}", With(x => x[name] = [.. x[name], 1]));
    }

    [Fact]
    public void Every_single_bit_of_the_forest_counts() => Refused("forest.bin is damaged", With(x =>
    {
        x["forest.bin"] = [.. x["forest.bin"]];
        x["forest.bin"][500] ^= 1;
    }));

    [Fact]
    public void A_file_that_nobody_named_is_refused() => Refused("more.txt is not named", With(x => x["more.txt"] = []));

    [Fact]
    public void Files_have_a_bound() => Refused($"{Limits.ArtifactBytesMax} at most", With(x => x["golden.csv"] = new byte[Limits.ArtifactBytesMax]));

    [Theory]
    [InlineData("format", "2", "its format is 2, this version reads 1")]
    [InlineData("format", "\"1\"", "its format is 1")]
    [InlineData("subject", "\"dog\"", "its subject is 'dog'")]
    [InlineData("features", "[]", "it names 0 features")]
    [InlineData("features", "[\"a\",\"a\",\"b\",\"c\"]", "it names 4 features")]
    [InlineData("features", "[\"large\",\"small\",\"whole\",\"noise\"]", "is not that of its features")]
    [InlineData("features", "null", "manifest.json: ")]
    [InlineData("featureHash", "\"00\"", "its feature hash 00 is not that of its features")]
    [InlineData("thresholds", "{\"immediate\":0.1,\"urgent\":0.2,\"doubtful\":0.02}", "its thresholds are not in order")]
    [InlineData("thresholds", "{\"immediate\":1.1,\"urgent\":0.2,\"doubtful\":0.02}", "its thresholds are not in order")]
    [InlineData("thresholds", "{\"immediate\":0.5,\"urgent\":0.2,\"doubtful\":0.02,\"faint\":0.3}", "its thresholds are not in order")]
    [InlineData("thresholds", "{\"immediate\":0.5,\"urgent\":0.2}", "manifest.json: ")]
    [InlineData("files", "{}", "forest.bin is missing")]
    [InlineData("rows", "\"many\"", "manifest.json: ")]
    [InlineData("surprise", "1", "manifest.json: ")]
    public void A_wrong_manifest_is_refused(string key, string value, string expected) => Refused(expected, With(x => Set(x, key, value)));

    [Fact]
    public void A_model_for_others_is_refused()
    {
        var hash = ModelManifest.HashOf(["small", "large", "whole", "noise"]);
        Assert.Null(ModelGate.Check(Trained.Value, new GateExpectation { Subject = ModelSubject.Unknown, FeatureHash = hash }).Reason);
        Refused("it tells of a table, not of a person", Trained.Value, new GateExpectation { Subject = ModelSubject.Person });
        Refused($"its feature hash is {hash}, this version makes vectors of {new string('0', 32)}", Trained.Value, new GateExpectation { FeatureHash = new string('0', 32) });
        var named = With(x => Set(x, "subject", "\"person\"", "featureHash", "\"11\""));
        Assert.Equal(ModelSubject.Person, ModelGate.Check(named, new GateExpectation { Subject = ModelSubject.Person, FeatureHash = "11" }).Model!.Subject);
    }

    [Fact]
    public void A_forest_that_says_something_else_is_refused_though_its_sums_are_right()
    {
        var (forest, calibration) = ForestCodec.Read(Trained.Value["forest.bin"]);
        var other = new Forest(4, 2e-6, forest.Trees);
        Refused("golden.csv: line 2: score", Forged("forest.bin", ForestCodec.Write(other, calibration)));
        var foretold = new Calibration(calibration.Scores, [.. calibration.Probabilities.Select(x => Math.Min(1, x + 1e-5))]);
        Refused("golden.csv: line 2: score", Forged("forest.bin", ForestCodec.Write(forest, foretold)));
        Assert.Null(ModelGate.Check(Forged("forest.bin", ForestCodec.Write(new Forest(4, 1e-9, forest.Trees), calibration))).Reason);
        Refused("forest.bin has 5 features, manifest.json names 4", Forged("forest.bin", ForestCodec.Write(new Forest(5, 0, forest.Trees), calibration)));
    }

    [Fact]
    public void Numbers_that_are_none_are_refused_though_their_sums_are_right()
    {
        // The bias stands behind the head and the number of features.
        var forest = Trained.Value["forest.bin"].ToArray();
        BitConverter.TryWriteBytes(forest.AsSpan(13), double.NaN);
        Refused("forest.bin: ", Forged("forest.bin", forest));
        BitConverter.TryWriteBytes(forest.AsSpan(13), double.PositiveInfinity);
        Refused("forest.bin: ", Forged("forest.bin", forest));
        var lines = Encoding.UTF8.GetString(Trained.Value["golden.csv"]).Split('\n');
        Refused("golden.csv: line 2", Forged("golden.csv", Encoding.UTF8.GetBytes($"{lines[0]}\nNaN,NaN,NaN,NaN,NaN,0.5\n")));
        Refused("golden.csv: line 2", Forged("golden.csv", Encoding.UTF8.GetBytes($"{lines[0]}\nNaN,NaN,x,NaN,0,0.5\n")));
        Refused("golden.csv: line 2: 3 fields", Forged("golden.csv", Encoding.UTF8.GetBytes($"{lines[0]}\n1,2,3\n")));
        Refused("golden.csv: it holds 0 rows, 200 at least are wanted", Forged("golden.csv", Encoding.UTF8.GetBytes($"{lines[0]}\n")));
        Refused("golden.csv: it holds 199 rows, 200 at least are wanted", Forged("golden.csv", Encoding.UTF8.GetBytes(string.Join('\n', lines[..200]))));
        Refused("golden.csv: line 1", Forged("golden.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n")));
    }

    [Fact]
    public void Golden_rows_hold_unknown_extreme_and_usual_values()
    {
        var lines = Encoding.UTF8.GetString(Trained.Value["golden.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(201, lines.Length);
        Assert.StartsWith("NaN,NaN,NaN,NaN,", lines[1], StringComparison.Ordinal);
        Assert.All((string[])["Infinity", "-Infinity", "3.4028235E+38"], x => Assert.Contains(lines, y => y.Split(',').Contains(x)));
    }

    private static SortedDictionary<string, byte[]> With(Action<SortedDictionary<string, byte[]>> change)
    {
        var files = new SortedDictionary<string, byte[]>(Trained.Value, StringComparer.Ordinal);
        change(files);
        return files;
    }

    /// <summary>Another file under its right hash: what only the content can tell.</summary>
    private static SortedDictionary<string, byte[]> Forged(string name, byte[] bytes) => With(files =>
    {
        files[name] = bytes;
        var manifest = JsonNode.Parse(files["manifest.json"])!;
        manifest["files"]![name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
    });

    private static void Set(SortedDictionary<string, byte[]> files, params string[] pairs)
    {
        var manifest = JsonNode.Parse(files["manifest.json"])!;
        foreach (var pair in pairs.Chunk(2))
        {
            manifest[pair[0]] = JsonNode.Parse(pair[1]);
        }

        files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }

    private static void Refused(string expected, IReadOnlyDictionary<string, byte[]> files, GateExpectation? expectation = null)
    {
        var answer = ModelGate.Check(files, expectation);
        Assert.Null(answer.Model);
        Assert.Contains(expected, answer.Reason, StringComparison.Ordinal);
    }
}
