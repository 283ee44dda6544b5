using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.App.Training;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Models learn from the log of legs: <c>model features</c> and <c>model train</c> with <c>--legs</c>.</summary>
public sealed class LegsCaptureTests : IDisposable
{
    private const int Partitions = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly MockCluster _kafka = new();
    private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);
    private readonly VerbsOverKafka _verbs;
    private readonly string _city;
    private readonly string _key;

    public LegsCaptureTests()
    {
        _verbs = new VerbsOverKafka(_kafka.BootstrapServers);
        (_city, _key) = (_folder.At("city"), _folder.At("key"));
        File.WriteAllText(_key, new string('0', Tokeniser.KeySize * 2));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        CityFiles.Write(new CityOptions(150, 1, 12, 0.3, CityOptions.DefaultStartMs), _city);
        _kafka.CreateTopic(TopicPlan.Legs, Partitions);
        _kafka.CreateTopic(TopicPlan.Artifacts, 1);
    }

    private KafkaOptions Kafka => new() { BootstrapServers = _kafka.BootstrapServers, Partitions = Partitions };

    public void Dispose()
    {
        _tokens.Dispose();
        _kafka.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_row_that_scoring_would_ask_is_kept_with_what_the_labels_say()
    {
        await WriteAsync();
        var labels = LabelSources.PersonsOf(Path.Combine(_city, "labels.ndjson"), _tokens, new ReplayOptions());
        var said = await FeaturesAsync("--labels", Path.Combine(_city, "labels.ndjson"), "--token-key-file", _key);
        var expected = Asked().FindAll(x => labels.Of(x.Person, x.TimeMs, out _) != KnownLabel.Unclear);
        Assert.True(expected.Count >= 200, $"Only {expected.Count} rows: too few to compare.");
        Assert.Equal(
            expected.Select(x => (x.TimeMs, labels.Of(x.Person, x.TimeMs, out _) == KnownLabel.Positive)),
            said.Facts.Select(x => (x.TimeMs, x.IsFraud)));
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Row, said.Row(i).ToArray());
        }

        // Persons of different partitions are different groups.
        Assert.Equal(
            expected.Select(x => x.Person).Distinct().Count(), said.Facts.Select(x => x.Group).Distinct().Count());
        Assert.Equal(expected.GroupBy(x => x.Person).Select(x => x.Count()), said.Facts.GroupBy(x => x.Group).Select(x => x.Count()));
    }

    [Fact]
    public async Task Without_a_file_labels_are_what_agents_and_the_police_said()
    {
        await WriteAsync();
        var persons = await FeaturesAsync("--label-delay", "0");
        Assert.Contains(persons.Facts, x => x.IsFraud);
        Assert.All(persons.Facts.Where(x => x.IsFraud), x => Assert.Equal("confirmed", x.Type));

        // Of half a day nobody has said as much as of a day.
        var half = await FeaturesAsync(
            "--label-delay", "0", "--known-by", $"{DateTimeOffset.FromUnixTimeMilliseconds(CityOptions.DefaultStartMs).AddHours(12):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        Assert.InRange(half.Facts.Count, 1, persons.Facts.Count - 1);
        Assert.True(half.Facts.Count(x => x.IsFraud) < persons.Facts.Count(x => x.IsFraud));

        // Of the last day before the end of the record nobody can have said anything yet.
        var lastMs = new RecordedDirectory(_city).Read().Where(x => x.Record is not null).Max(x => x.ArrivalMs);
        var early = await FeaturesAsync("--label-delay", "1");
        Assert.Equal(persons.Facts.Select(x => x.TimeMs).Where(x => x < lastMs - LabelSources.DayMs), early.Facts.Select(x => x.TimeMs));
        Assert.InRange(early.Facts.Count, 1, persons.Facts.Count - 1);

        var counterparts = await FeaturesAsync("--subject", "counterpart", "--label-delay", "0");
        Assert.Same(FeatureCatalogue.Counterpart, counterparts.Catalogue);
        Assert.Contains(counterparts.Facts, x => x.IsFraud);
    }

    [Fact]
    public async Task A_model_is_trained_on_it_and_can_be_registered()
    {
        await WriteAsync();
        var directory = _folder.At("model");
        await _verbs.GoodAsync(
            "model", "train", "--legs", "--labels", Path.Combine(_city, "labels.ndjson"), "--token-key-file", _key, "--warm-days", "0", "--candidates", "1", "--out", directory);
        Assert.Equal(ModelSubject.Person, ModelFiles.Read(directory).Model.Subject);
        Assert.True((await _verbs.JsonAsync("model", "register", directory)).GetProperty("written").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_joined_is_said()
    {
        Assert.Contains(
            "nothing to tell apart", await _verbs.FailedAsync("model", "train", "--legs", "--out", _folder.At("model")), StringComparison.Ordinal);
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] named = ["model", "features", "--legs", "--kafka", _kafka.BootstrapServers, "--out", _folder.At("rows"), "--labels", Path.Combine(_city, "labels.ndjson")];
        Assert.Equal(ExitCode.WrongConfiguration, await Verbs.RunAsync(named, output, error));
        Assert.Contains("intake.tokenKeyFile", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, await Verbs.RunAsync([.. named, "--in", _city], output, error));
        Assert.Equal(ExitCode.WrongUsage, await Verbs.RunAsync([.. named, "--subject", "counterpart"], output, error));
        Assert.False(File.Exists(_folder.At("rows")));
    }

    private async Task WriteAsync()
    {
        LoggedCity.Write(_kafka.BootstrapServers, Partitions, _tokens, new RecordedDirectory(_city).Read().Where(x => x.Record is not null));
        await new RuleSetPublisher(Kafka, TimeProvider.System).WriteFirstAsync(RuleSetFiles.Read(PatternFiles.Shipped), "shipped", model: null, TestContext.Current.CancellationToken);
    }

    private async Task<FeatureRows> FeaturesAsync(params string[] args)
    {
        var rows = _folder.At("rows");
        await _verbs.GoodAsync(["model", "features", "--legs", "--warm-days", "0", "--control", "1", "--out", rows, .. args]);
        return FeatureFile.Read(rows);
    }

    /// <summary>Partition by partition, what scoring asks of persons.</summary>
    private List<Asking> Asked()
    {
        var tap = new Tap();
        var sink = new ScoredItems();
        for (var p = 0; p < Partitions; p++)
        {
            var scoring = new ScoringPartition(new Source(TopicPlan.Legs, 1, p), ShippedRules.Alone(), Retention.Default, tap);
            long at = 0;
            foreach (var leg in new LegsLog(Kafka).Read(p))
            {
                scoring.Apply(leg, new Position(at++, 0, 0), sink);
            }
        }

        return tap.All;
    }

    private sealed record Asking(Token Person, long TimeMs, float[] Row);

    private sealed class Tap : IFeatureTap
    {
        public List<Asking> All { get; } = [];

        public void Person(in Leg leg, int region, ReadOnlySpan<float> row) => All.Add(new Asking(leg.Entity, leg.EventTimeMs, row.ToArray()));

        public void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown)
        {
            // Of persons alone.
        }
    }
}
