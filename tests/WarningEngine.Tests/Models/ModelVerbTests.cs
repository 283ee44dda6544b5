using System.Globalization;
using System.Text;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Training;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class ModelVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("model")]
    [InlineData("model train --label label --out m")]
    [InlineData("model train --table t --label label --out m --positive-weight 0")]
    [InlineData("model train --table t --label label --out m --seeds 0")]
    [InlineData("model train --table t --label label --out m --split s")]
    [InlineData("model train --table t --label label")]
    [InlineData("model train --table t --label label --out m --registry r")]
    [InlineData("model train --table t --features f --label label --out m")]
    [InlineData("model train --table t --out m")]
    [InlineData("model train --out m")]
    [InlineData("model train --features f --across 2 --out m")]
    [InlineData("model train --features f g --across 1 --out m")]
    [InlineData("model train --table t --label label --across 2 --out m")]
    [InlineData("model evaluate --table t --label label")]
    [InlineData("model train --features f --group who --out m")]
    [InlineData("model train --in d --label label --out m")]
    [InlineData("model train --legs --split s --train-value train --out m")]
    [InlineData("model train --features f --warm-days 3 --out m")]
    [InlineData("model train --table t --label label --subject person --out m")]
    [InlineData("model evaluate --model m --features f --by region")]
    [InlineData("model evaluate --model m --in d --weight much")]
    public async Task Wrong_usage_ends_with_2(string line)
    {
        var (code, _, error) = await RunAsync(line.Split(' '));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task One_part_of_a_table_trains_a_model_and_the_other_judges_it()
    {
        var (table, model, json) = (Path.Combine(_folder, "t.csv"), Path.Combine(_folder, "m"), Path.Combine(_folder, "e.json"));
        await File.WriteAllTextAsync(table, Csv(Tables.Draw(400, 51), "train") + Csv(Tables.Draw(300, 52), "val").Split('\n', 2)[1]);
        string[] train = ["model", "train", "--table", table, "--label", "label", "--split", "part", "--train-value", "train", "--ignore", "region", "--seeds", "1", "--out", model];
        var (code, output, error) = await RunAsync(train);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        Assert.Contains("400 rows", output, StringComparison.Ordinal);
        var manifest = ModelGate.Check(model).Manifest!;
        Assert.Equal("warning-engine " + string.Join(' ', train), manifest.Command);
        Assert.Equal(["small", "large", "whole", "noise"], manifest.Features);

        (code, _, error) = await RunAsync(train);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("is there already", error, StringComparison.Ordinal);

        string[] evaluate = ["model", "evaluate", "--model", model, "--table", table, "--label", "label", "--split", "part", "--value", "val", "--by", "region", "--json", json];
        (code, output, error) = await RunAsync(evaluate);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        Assert.Contains("region a", output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        var root = report.RootElement;
        Assert.Equal(300, root.GetProperty("rows").GetInt32());
        foreach (var measure in new[] { root.GetProperty("auc"), root.GetProperty("averagePrecision"), root.GetProperty("calibrationError"), root.GetProperty("recallAtFpr").GetProperty("0.01"), root.GetProperty("recallAtFpr").GetProperty("0.001") })
        {
            Assert.InRange(measure.GetProperty("value").GetDouble(), 0, 1);
            Assert.True(measure.GetProperty("low").GetDouble() <= measure.GetProperty("high").GetDouble());
        }

        Assert.Equal(JsonValueKind.Null, root.GetProperty("precisionAtCapacity").ValueKind);
        Assert.Equal(300, root.GetProperty("by").GetProperty("region").EnumerateObject().Sum(x => x.Value.GetProperty("rows").GetInt32()));
    }

    /// <summary>Of what the engine sees: whose payments are large is being defrauded. Half of the rows stand for ten others each.</summary>
    [Fact]
    public async Task Trains_on_captured_rows_into_a_registry_by_hash_and_chooses_thresholds()
    {
        var (features, registry) = (Path.Combine(_folder, "rows"), Path.Combine(_folder, "registry"));
        var rows = new FeatureRows(FeatureCatalogue.Person);
        var row = new float[FeatureCatalogue.Person.Features.Count];
        for (var i = 0; i < 1_200; i++)
        {
            row.AsSpan().Fill(float.NaN);

            // In several columns: half of all are hidden from each tree.
            foreach (var amount in new[] { Feature.MoneyAmount, Feature.EpisodeAtRisk, Feature.MovesPaidLast, Feature.MovesPaidSum24h, Feature.MovesPaidSum72h })
            {
                row[(int)amount] = i * 7919 % 1_000 * 1_000;
            }

            row[(int)Feature.EpisodeHitTier] = (float)(i % 3 == 0 ? Tier.P1 : Tier.None);
            var isFraud = row[(int)Feature.MoneyAmount] > 900_000;
            rows.Add(new RowFacts(i, 1_770_000_000_000 + (i * 3_600_000L), i % 2 == 0 ? 10 : 1, isFraud, isFraud ? "T01" : "none", 510_100), row);
        }

        FeatureFile.Write(features, rows);
        var (code, output, error) = await RunAsync("model", "train", "--features", features, "--candidates", "1", "--name", "mine", "--registry", registry);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        var directory = Assert.Single(Directory.GetDirectories(registry));

        // Which rows patterns hold urgent must be known: of these it is chosen what the model doubts.
        (code, _, error) = await RunAsync("model", "train", "--features", features, "--ignore", "episode.hit_tier", "--out", Path.Combine(_folder, "blind"));
        Assert.NotEqual(ExitCode.Good, code);
        Assert.Contains("--ignore: 'episode.hit_tier' tells what patterns hold urgent", error, StringComparison.Ordinal);

        // The same people twice are two places; what is ignored is asked by no tree.
        var across = Path.Combine(_folder, "across");
        (code, _, error) = await RunAsync(
            "model", "train", "--features", features, features, "--across", "2", "--ignore", "money.amount", "--candidates", "1", "--out", across);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        var other = ModelGate.Check(across);
        Assert.Equal((2, (double?)null, 2_400), (other.Manifest!.Folds, other.Manifest.LastShare, other.Manifest.Rows));
        Assert.DoesNotContain((int)Feature.MoneyAmount, other.Model!.Forest.Trees.SelectMany(x => x.Feature));
        var model = ModelFiles.Read(directory).Model;
        Assert.Equal(($"{model.Hash:x32}", "mine", ModelSubject.Person), (Path.GetFileName(directory), model.Name, model.Subject));
        Assert.True(model.Thresholds.AreGood && model.Thresholds.Urgent < 1, $"{model.Thresholds}");
        Assert.Contains(directory, output, StringComparison.Ordinal);

        var json = Path.Combine(_folder, "e.json");
        (code, output, error) = await RunAsync("model", "evaluate", "--model", directory, "--features", features, "--json", json);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        Assert.True(report.RootElement.GetProperty("auc").GetProperty("value").GetDouble() > 0.99);
        var by = report.RootElement.GetProperty("by");
        Assert.Equal(["ageBand", "region", "type"], by.EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));

        // Of a type its frauds are judged against all who are none, and what agents can look at is shared by all.
        Assert.NotEqual(JsonValueKind.Null, report.RootElement.GetProperty("precisionAtCapacity").ValueKind);
        var type = Assert.Single(by.GetProperty("type").EnumerateObject());
        Assert.Equal(("T01", 1_200), (type.Name, type.Value.GetProperty("rows").GetInt32()));
        Assert.True(type.Value.GetProperty("auc").GetProperty("value").GetDouble() > 0.99);
        Assert.Equal(JsonValueKind.Null, type.Value.GetProperty("precisionAtCapacity").ValueKind);
    }

    [Fact]
    public async Task Rows_that_count_nothing_are_named()
    {
        var features = Path.Combine(_folder, "rows");
        var rows = new FeatureRows(FeatureCatalogue.Person);
        for (var i = 0; i < 10; i++)
        {
            rows.Add(new RowFacts(i, 1_770_000_000_000 + i, i == 3 ? 0 : 1, i == 3, i == 3 ? "T01" : "none", 510_100), new float[FeatureCatalogue.Person.Features.Count]);
        }

        FeatureFile.Write(features, rows);
        var (code, _, error) = await RunAsync("model", "train", "--features", features, "--out", Path.Combine(_folder, "m"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("The weight of row 3 is not above 0.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }

    /// <summary>As it may decide: what has been added to the catalogue since stands behind what it asks of.</summary>
    [Fact]
    public async Task A_model_of_the_first_features_is_judged_on_captured_rows()
    {
        var (model, features, table, json) = (Path.Combine(_folder, "m"), Path.Combine(_folder, "rows"), Path.Combine(_folder, "t.csv"), Path.Combine(_folder, "e.json"));
        var catalogue = FeatureCatalogue.Person;
        string[] names = [.. catalogue.Features.Take(4).Select(x => x.Name)];
        TrainingTable Named(TrainingTable of) => new(names, of.Values, of.Labels);
        var drawn = Named(Tables.Draw(300, 56));
        var trained = ForestTraining.Train(drawn, Tables.Quick);
        var origin = new ModelOrigin("m", ModelSubject.Person, "") { FeatureHash = catalogue.HashOfFirst(4).ToString("x32", CultureInfo.InvariantCulture) };
        ModelDirectory.Write(model, ModelDirectory.Files(trained, drawn, Tables.Quick, origin));

        var judged = Named(Tables.Draw(200, 57));
        var rows = new FeatureRows(catalogue);
        for (var i = 0; i < judged.Rows; i++)
        {
            var row = new float[catalogue.Features.Count];
            row.AsSpan().Fill(float.NaN);
            judged.Row(i).CopyTo(row);
            rows.Add(new RowFacts(i, 1_770_000_000_000 + i, 1, judged.Labels[i], judged.Labels[i] ? "T01" : "none", 510_100), row);
        }

        FeatureFile.Write(features, rows);
        await File.WriteAllTextAsync(table, Csv(judged, "val"));
        string[] evaluate = ["model", "evaluate", "--model", model, "--json", json];
        var (code, _, error) = await RunAsync([.. evaluate, "--table", table, "--label", "label"]);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        var expected = await AucAsync();
        (code, _, error) = await RunAsync([.. evaluate, "--features", features]);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        Assert.Equal(expected, await AucAsync());

        async Task<double> AucAsync() => JsonDocument.Parse(await File.ReadAllBytesAsync(json)).RootElement.GetProperty("auc").GetProperty("value").GetDouble();
    }

    /// <summary>The forest is the same, byte for byte; the name is another, since decisions quote it.</summary>
    [Fact]
    public async Task Thresholds_are_changed_in_a_new_directory_and_within_their_bounds()
    {
        var (model, other) = (Path.Combine(_folder, "m"), Path.Combine(_folder, "n"));
        var rows = Tables.Draw(300, 54);
        var trained = ForestTraining.Train(rows, Tables.Quick);
        ModelDirectory.Write(model, ModelDirectory.Files(trained, rows, Tables.Quick, new ModelOrigin("m", default, "warning-engine model train")));
        var (code, _, error) = await RunAsync("model", "thresholds", model, "--urgent", "0.45", "--faint", "0.01", "--out", other);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        var (before, after) = (ModelGate.Check(model), ModelGate.Check(other));
        Assert.Equal(before.Manifest!.Thresholds with { Urgent = 0.45, Faint = 0.01 }, after.Manifest!.Thresholds);
        Assert.Equal($"warning-engine model train && warning-engine model thresholds {model} --urgent 0.45 --faint 0.01 --out {other}", after.Manifest.Command);
        Assert.Equal(before.Manifest.Files, after.Manifest.Files);
        Assert.NotEqual(before.Model!.Hash, after.Model!.Hash);
        (_, var said, _) = await RunAsync("model", "thresholds", model, "--urgent", "0.45", "--out", Path.Combine(_folder, "p"), "--json");
        using var json = JsonDocument.Parse(said);
        Assert.Equal((0.45, Path.Combine(_folder, "p")), (json.RootElement.GetProperty("urgent").GetDouble(), json.RootElement.GetProperty("directory").GetString()));

        (code, _, error) = await RunAsync("model", "thresholds", model, "--urgent", "0.01", "--out", Path.Combine(_folder, "o"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("urgent 0.01, immediate 0.5: urgent may not be above immediate, and neither faint nor doubtful above urgent", error, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_folder, "o")));
    }

    /// <summary>What looked like evidence where the model learned, and is none.</summary>
    [Fact]
    public async Task A_model_is_told_of_a_feature_what_it_is_to_assume_whatever_is_known()
    {
        var (model, other) = (Path.Combine(_folder, "m"), Path.Combine(_folder, "n"));
        var rows = Tables.Draw(300, 55);
        var feature = rows.Features[0];
        ModelDirectory.Write(model, ModelDirectory.Files(ForestTraining.Train(rows, Tables.Quick), rows, Tables.Quick, new ModelOrigin("m", default, "")));
        var (code, said, error) = await RunAsync("model", "thresholds", model, "--assume", $"{feature}=2.5", "--out", other);
        Assert.Equal((ExitCode.Good, ""), (code, error));
        Assert.Contains($"; {feature} is 2.5", said, StringComparison.Ordinal);

        var (before, after) = (ModelGate.Check(model).Model!, ModelGate.Check(other));
        Assert.Equal([new(feature, 2.5)], after.Manifest!.Assumed!);
        Assert.Contains(before.Forest.Trees, x => x.Feature.Contains(0));
        for (var row = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row).ToArray();
            var answer = after.Model!.Ask(values);
            values[0] = 2.5f;
            Assert.Equal(before.Ask(values), answer);
        }

        (code, _, error) = await RunAsync("model", "thresholds", model, "--assume", "nothing=1", "--out", Path.Combine(_folder, "o"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("nothing is none of its features", error, StringComparison.Ordinal);
        (code, _, error) = await RunAsync("model", "thresholds", model, "--assume", $"{feature}=much", "--out", Path.Combine(_folder, "o"));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains($"--assume is a feature, '=' and a number, not '{feature}=much'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_columns_and_damaged_models_are_named()
    {
        var (table, model) = (Path.Combine(_folder, "t.csv"), Path.Combine(_folder, "m"));
        var rows = Tables.Draw(300, 53);
        ModelDirectory.Write(model, ModelDirectory.Files(ForestTraining.Train(rows, Tables.Quick), rows, Tables.Quick, new ModelOrigin("m", default, "")));
        await File.WriteAllTextAsync(table, "label,whole,large\n1,2,3\n");
        var (code, _, error) = await RunAsync("model", "evaluate", "--model", model, "--table", table, "--label", "label");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"{table}: line 1: columns are missing: small, noise", error, StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(model, "golden.csv"), "x");
        (code, _, error) = await RunAsync("model", "evaluate", "--model", model, "--table", table, "--label", "label");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("golden.csv is damaged", error, StringComparison.Ordinal);
    }

    private static string Csv(TrainingTable table, string part)
    {
        var text = new StringBuilder("part,label,region,").AppendJoin(',', table.Features).Append('\n');
        for (var row = 0; row < table.Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part},{(table.Labels[row] ? 1 : 0)},{(row % 3 == 0 ? "a" : "b")},")
                .AppendJoin(',', table.Row(row).ToArray().Select(x => float.IsNaN(x) ? "" : x.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await Verbs.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}
