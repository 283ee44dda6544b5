using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Integration.Artifacts;

/// <summary>What the verbs about models leave in a broker's topics.</summary>
public sealed class ModelVerbsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly MockCluster _kafka = new();
    private readonly VerbsOverKafka _verbs;

    public ModelVerbsTests()
    {
        _verbs = new VerbsOverKafka(_kafka.BootstrapServers);
        _kafka.CreateTopic(TopicPlan.Artifacts, 1);
        _kafka.CreateTopic(RawTopic.Commands.Name, 1);
    }

    public void Dispose()
    {
        _kafka.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Models_are_registered_promoted_rolled_back_and_set_to_look_on_as_the_verbs_say()
    {
        var (one, other) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "other"));
        var (first, second) = (TrainedModels.Write(one, 500), TrainedModels.Write(other, 800));
        Assert.NotEqual(first, second);

        Assert.Contains("is not in artifacts", await _verbs.FailedAsync("model", "promote", first), StringComparison.Ordinal);
        Assert.Contains("nothing to go back to", await _verbs.FailedAsync("model", "rollback"), StringComparison.Ordinal);
        Assert.True((await _verbs.JsonAsync("model", "register", one)).GetProperty("written").GetBoolean());
        Assert.False((await _verbs.JsonAsync("model", "register", one)).GetProperty("written").GetBoolean());
        await _verbs.JsonAsync("model", "register", other);
        Assert.Empty(_verbs.Orders(0));

        await _verbs.JsonAsync("model", "promote", first);
        await _verbs.JsonAsync("model", "shadow", second);
        await _verbs.JsonAsync("model", "promote", second);
        Assert.Equal(first, (await _verbs.JsonAsync("model", "rollback")).GetProperty("hash").GetString());
        Assert.Equal(JsonValueKind.Null, (await _verbs.JsonAsync("model", "rollback")).GetProperty("hash").ValueKind);
        await _verbs.JsonAsync("model", "shadow", "none");
        var none = new string('0', 31) + "1";
        Assert.Equal(
            [("ACTIVATE_MODEL", first), ("SHADOW_MODEL", second), ("ACTIVATE_MODEL", second), ("ACTIVATE_MODEL", first), ("ACTIVATE_MODEL", none), ("SHADOW_MODEL", none)],
            _verbs.Orders(6));

        Assert.Contains("can be loaded", await _verbs.FailedAsync("patterns", "void", first), StringComparison.Ordinal);
        var listed = (await _verbs.JsonAsync("model", "list")).GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal([(first, "one", false), (second, "other", false)], listed.Select(x => (
            x.GetProperty("hash").GetString(), x.GetProperty("name").GetString(), x.GetProperty("isPromoted").GetBoolean())));
    }

    [Fact]
    public async Task What_was_damaged_made_for_other_features_or_on_a_table_is_not_registered()
    {
        var damaged = Path.Combine(_folder, "damaged");
        TrainedModels.Write(damaged, 500);
        var forest = Path.Combine(damaged, "forest.bin");
        var bytes = File.ReadAllBytes(forest);
        bytes[^1] ^= 1;
        File.WriteAllBytes(forest, bytes);
        Assert.Contains("forest.bin is damaged", await _verbs.FailedAsync("model", "register", damaged), StringComparison.Ordinal);

        var foreign = Path.Combine(_folder, "foreign");
        TrainedModels.Write(foreign, 500);
        var manifest = Path.Combine(foreign, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(
            FeatureCatalogues.HashOf(Core.Features.FeatureCatalogue.Person), new string('a', 32), StringComparison.Ordinal));
        Assert.Contains($"its feature hash is {new string('a', 32)}", await _verbs.FailedAsync("model", "register", foreign), StringComparison.Ordinal);
        Assert.Empty((await _verbs.JsonAsync("model", "list")).GetProperty("models").EnumerateArray());
    }

    [Fact]
    public async Task What_was_made_before_the_latest_features_is_registered_and_promoted()
    {
        var old = TrainedModels.Write(Path.Combine(_folder, "old"), 500, Core.Features.FeatureCatalogue.Person.Features.Count - 5);
        await _verbs.JsonAsync("model", "register", Path.Combine(_folder, "old"));
        await _verbs.JsonAsync("model", "promote", old);
        Assert.Equal([("ACTIVATE_MODEL", old)], _verbs.Orders(1));
    }

    [Fact]
    public async Task A_model_whose_bytes_cannot_be_loaded_is_listed_as_such_and_cannot_be_promoted()
    {
        var hash = TrainedModels.Write(Path.Combine(_folder, "one"), 500);
        using (var writer = new ArtifactWriter(new KafkaOptions { BootstrapServers = _kafka.BootstrapServers }))
        {
            await writer.WriteAsync(
                new ArtifactRecord(ArtifactKind.Model, ModelFiles.Read(Path.Combine(_folder, "one")).Model.Hash, "model 1\n"u8.ToArray(), "one", "person"),
                TestContext.Current.CancellationToken);
        }

        Assert.Contains("manifest.json is missing", await _verbs.FailedAsync("model", "promote", hash), StringComparison.Ordinal);
        var listed = Assert.Single((await _verbs.JsonAsync("model", "list")).GetProperty("models").EnumerateArray());
        Assert.Contains("manifest.json is missing", listed.GetProperty("problem").GetString(), StringComparison.Ordinal);

        // Registered whole, it takes the place of the damaged one.
        await _verbs.JsonAsync("model", "register", Path.Combine(_folder, "one"));
        await _verbs.JsonAsync("model", "promote", hash);
        Assert.Equal([("ACTIVATE_MODEL", hash)], _verbs.Orders(1));
    }
}
