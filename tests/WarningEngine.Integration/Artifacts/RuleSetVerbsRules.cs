using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Integration.Artifacts;

/// <summary>What the verbs about rule sets leave in a broker's topics; the brokers that it must hold on derive from it.</summary>
public abstract class RuleSetVerbsRules : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    protected abstract string BootstrapServers { get; }

    private VerbsOverKafka Verbs => new(BootstrapServers);

    public virtual void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Sets_are_written_activated_listed_and_void_as_the_verbs_say()
    {
        await MakeTopicsAsync();
        var shipped = RuleSetFiles.Read(PatternFiles.Shipped);
        var publisher = new RuleSetPublisher(new KafkaOptions { BootstrapServers = BootstrapServers }, TimeProvider.System);
        var stop = TestContext.Current.CancellationToken;
        await publisher.WriteFirstAsync(shipped, "shipped", model: null, stop);
        Assert.Null(await publisher.WriteFirstAsync(RuleSetFiles.Of([]), "another", ModelFiles.Read(ShippedModels.Person), stop));
        Assert.Null((await publisher.ReadAsync(stop)).FirstModel(ModelSubject.Person));
        Assert.Equal($"{shipped.Hash:x32}", (await ListAsync()).GetProperty("first").GetString());

        var mine = Changed("version: 1", "version: 7");
        var activated = await Verbs.JsonAsync("patterns", "activate", "--dir", mine, "--name", "mine", "--set-version", "7");
        var hash = $"{RuleSetFiles.Read(mine).Hash:x32}";
        Assert.Equal(hash, activated.GetProperty("hash").GetString());
        Assert.True(activated.GetProperty("written").GetBoolean());
        Assert.True(activated.GetProperty("tests").GetInt32() > 0);
        Assert.False((await Verbs.JsonAsync("patterns", "activate", "--dir", mine)).GetProperty("written").GetBoolean());
        Assert.Equal([("ACTIVATE", hash), ("ACTIVATE", hash)], Verbs.Orders(2));

        var listed = (await ListAsync()).GetProperty("artifacts").EnumerateArray().ToArray();
        Assert.Equal(
            [($"{shipped.Hash:x32}", "shipped", ""), (hash, "mine", "7")],
            listed.Select(x => (x.GetProperty("hash").GetString(), x.GetProperty("name").GetString(), x.GetProperty("version").GetString())));

        Assert.Contains("can be loaded", (await Verbs.FailedAsync("patterns", "void", hash)), StringComparison.Ordinal);
        Assert.True((await Verbs.JsonAsync("patterns", "void", new string('d', 32))).GetProperty("declared").GetBoolean());
        Assert.False((await Verbs.JsonAsync("patterns", "void", new string('d', 32))).GetProperty("declared").GetBoolean());
        Assert.Equal(new string('d', 32), Assert.Single((await ListAsync()).GetProperty("void").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_set_that_is_wrong_fails_its_tests_or_is_void_is_neither_written_nor_activated()
    {
        await MakeTopicsAsync();
        Assert.Contains("'windw' is not known here", await Verbs.FailedAsync("patterns", "activate", "--dir", Changed("window:", "windw:")), StringComparison.Ordinal);
        Assert.Contains("does not hold", await Verbs.FailedAsync("patterns", "activate", "--dir", Changed("tier: P1\n    stage: transfer\n    likely: 0.1\n", "tier: P3\n    stage: transfer\n")), StringComparison.Ordinal);

        var mine = Changed("version: 1", "version: 7");
        await Verbs.JsonAsync("patterns", "void", $"{RuleSetFiles.Read(mine).Hash:x32}");
        Assert.Contains("was declared void", await Verbs.FailedAsync("patterns", "activate", "--dir", mine), StringComparison.Ordinal);

        Assert.Empty((await ListAsync()).GetProperty("artifacts").EnumerateArray());
        Assert.Empty(Verbs.Orders(0));
    }

    [Fact]
    public async Task Of_two_that_write_the_first_set_at_once_the_earlier_counts_and_is_what_compaction_keeps()
    {
        await MakeTopicsAsync();
        var kafka = new KafkaOptions { BootstrapServers = BootstrapServers };
        var stop = TestContext.Current.CancellationToken;
        var publisher = new RuleSetPublisher(kafka, TimeProvider.System);
        RuleSetFiles[] sets = [RuleSetFiles.Read(PatternFiles.Shipped), RuleSetFiles.Read(Changed("version: 1", "version: 7"))];

        ModelFiles?[] models = [ModelFiles.Read(ShippedModels.Person), null];

        await Task.WhenAll(sets.Zip(models, (x, model) => publisher.WriteFirstAsync(x, "some", model, stop)));

        var firsts = ArtifactReader.ReadAll(kafka, TimeProvider.System, stop).Where(x => x.Kind == ArtifactKind.First).ToArray();
        Assert.Equal((firsts[0].Hash, firsts[0].Content.Length), (firsts[^1].Hash, firsts[^1].Content.Length));
        var read = await publisher.ReadAsync(stop);
        Assert.Equal(firsts[0].Hash, read.First);
        Assert.Equal(models[Array.FindIndex(sets, x => x.Hash == read.First)]?.Model.Hash, read.FirstModel(ModelSubject.Person));
    }

    [Fact]
    public async Task A_model_that_is_first_is_there_before_partitions_begin_with_it_and_a_rollback_comes_back_to_it()
    {
        await MakeTopicsAsync();
        var kafka = new KafkaOptions { BootstrapServers = BootstrapServers };
        var stop = TestContext.Current.CancellationToken;
        var model = ModelFiles.Read(ShippedModels.Person);
        await new RuleSetPublisher(kafka, TimeProvider.System).WriteFirstAsync(RuleSetFiles.Read(PatternFiles.Shipped), "shipped", model, stop);

        var records = ArtifactReader.ReadAll(kafka, TimeProvider.System, stop);
        Assert.Equal([ArtifactKind.Patterns, ArtifactKind.Model, ArtifactKind.Promoted, ArtifactKind.First], records.Select(x => x.Kind));
        var there = ArtifactCatalogue.Of(records);
        Assert.Equal(model.Model.Hash, there.FirstModel(ModelSubject.Person));
        Assert.Null(there.FirstModel(ModelSubject.Counterpart));
        Assert.Equal(ArtifactState.Loaded, there.FindModel(model.Model.Hash).State);

        var later = TrainedModels.Write(Path.Combine(_folder, "later"), 500);
        await Verbs.JsonAsync("model", "register", Path.Combine(_folder, "later"));
        await Verbs.JsonAsync("model", "promote", later);
        Assert.Equal($"{model.Model.Hash:x32}", (await Verbs.JsonAsync("model", "rollback")).GetProperty("hash").GetString());
    }

    /// <summary>Makes <c>artifacts</c> and <c>commands</c>, empty.</summary>
    protected abstract Task MakeTopicsAsync();

    private Task<JsonElement> ListAsync() => Verbs.JsonAsync("patterns", "list");

    private string Changed(string from, string to)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;
        foreach (var file in Directory.EnumerateFiles(PatternFiles.Shipped))
        {
            File.WriteAllText(
                Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file).Replace(from, to, StringComparison.Ordinal));
        }

        return folder;
    }
}
