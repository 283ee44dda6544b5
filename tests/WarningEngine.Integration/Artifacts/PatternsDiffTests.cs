using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using WarningEngine.Integration.Hosting;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Artifacts;

/// <summary>A log of legs, scored as if other rules had decided: <c>patterns diff --legs</c>.</summary>
public sealed class PatternsDiffTests : IDisposable
{
    private const int Partitions = 4;
    private const long SliceMs = 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MockCluster _cluster = new();
    private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);

    private KafkaOptions Kafka => new() { BootstrapServers = _cluster.BootstrapServers, Partitions = Partitions };

    public void Dispose()
    {
        _tokens.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void Other_rules_are_judged_by_the_legs_that_they_cause_not_by_those_that_were_logged()
    {
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        var shipped = ShippedRules.Set();
        var fewer = Without(shipped, "T01");
        Write();

        var before = new LegsUnderRules(Kafka, shipped, Retention.Default).Run(TestContext.Current.CancellationToken);
        Assert.True(before.Count >= 20, $"Only {before.Count} warnings: too few to compare.");
        Assert.Equal(Said(Replayed(shipped)), Said(before));
        Assert.Empty(PatternDiff.Of(before, new LegsUnderRules(Kafka, shipped, Retention.Default).Run(TestContext.Current.CancellationToken)));

        var after = new LegsUnderRules(Kafka, fewer, Retention.Default).Run(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(after, x => x.ScamType == "T01");
        var changed = PatternDiff.Of(before, after);
        Assert.NotEmpty(changed);
        Assert.Contains(changed, x => x.Types.Contains("T01"));

        // Whom T01 does not warn is no warned payer: the account loses its grade, and with it who asks for grades.
        string[] asking = [.. shipped.Patterns.Patterns.Select(x => x.Definition).Where(AsksForGrades).Select(x => x.ScamType)];
        Assert.True(asking.Length < shipped.Patterns.Patterns.Count - 3, "Patterns that ask for no grade are few: too few to tell.");
        Assert.All(changed.SelectMany(x => x.Types), type => Assert.Contains(type, asking.Append("T01")));
        Assert.All(changed, x => Assert.True(x.After > x.Before));
    }

    [Fact]
    public void A_log_that_no_longer_begins_at_its_beginning_is_refused()
    {
        Assert.Contains(
            TopicPlan.Legs,
            Assert.Throws<App.Commands.CommandFailedException>(
                () => new LegsUnderRules(Kafka, ShippedRules.Set(), Retention.Default).Run(TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    private static RuleSet Without(RuleSet set, string type)
    {
        var fewer = PatternSet.Compile([.. set.Patterns.Patterns.Select(x => x.Definition).Where(x => x.ScamType != type)], out var errors);
        Assert.Empty(errors);
        return new RuleSet(set.Hash + 1, fewer!);
    }

    /// <summary>It looks at what is heard of others, or (M7) at what the person was warned of by any pattern.</summary>
    private static bool AsksForGrades(PatternDefinition pattern) =>
        pattern.Steps.Any(x => x.On is PatternEvent.Reputation or PatternEvent.Exposure)
        || pattern.Steps.Select(x => x.When.Text).Concat(pattern.Raises.Select(x => x.When.Text)).Any(
            x => x.Contains("grade", StringComparison.Ordinal) || x.Contains("warned.", StringComparison.Ordinal));

    private static SortedSet<(Token, string)> Said(IEnumerable<Warning> warnings) => [.. warnings.Select(x => (x.Person, x.ScamType))];

    private static IEnumerable<(RecordedRecord Record, RecordContext Context)> Records()
    {
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long number = 0;
        foreach (var record in new CityStream(new CityOptions(150, 1, 11, 0.3, CityOptions.DefaultStartMs)).Records())
        {
            var decoded = new CollectedRecords();
            decoders[record.Topic].Decode(record.Json, null, decoded);
            var line = number++;
            yield return (
                new RecordedRecord(record.Topic, line, record.ArrivalMs, decoded.Records.Single().Record, CheckResult.Good),
                new RecordContext(new Source(record.Topic.Name, 1, 0), line, 0, null, null, record.ArrivalMs));
        }
    }

    private List<Warning> Replayed(RuleSet rules)
    {
        var sink = new ReplayedWarnings();
        var pipeline = new LocalPipeline(
            _tokens, new SingleRuleSet(rules), dispatch: null,
            new ReplayOptions { Partitions = Partitions, Slice = TimeSpan.FromMilliseconds(SliceMs) }, sink);
        foreach (var (record, _) in Records())
        {
            pipeline.Take(record);
        }

        pipeline.Finish();
        return sink.Warnings;
    }

    /// <summary>The log as intake writes it, progress of time once a slice.</summary>
    private void Write()
    {
        using var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = _cluster.BootstrapServers });
        var frames = new LegFrames(producer, TopicPlan.Legs, Partitions);
        var splitter = new IntakeSplitter(_tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var vault = new CollectedLegs();
        var sources = new SortedDictionary<string, Source>(StringComparer.Ordinal);
        long endsMs = 0;
        foreach (var (record, context) in Records())
        {
            while (endsMs != 0 && record.ArrivalMs >= endsMs)
            {
                Progress(endsMs);
                endsMs = Math.Max(endsMs + SliceMs, record.ArrivalMs / SliceMs * SliceMs);
            }

            endsMs = endsMs == 0 ? (record.ArrivalMs / SliceMs * SliceMs) + SliceMs : endsMs;
            sources[context.Source.Topic] = context.Source;
            Assert.True(splitter.Split(record.Record!, context, frames, vault).IsGood);
        }

        Progress(endsMs);
        frames.Flush();
        Assert.True(producer.Flush(Patience));

        void Progress(long timeMs)
        {
            frames.Flush();
            frames.Add(new Leg
            {
                Kind = LegKind.Progress,
                Stamp = new Stamp(sources.Values.First(), Position.Before),
                Progress = [.. sources.Values.Select(x => new ProgressEntry(x, timeMs, true))],
            });
            frames.Flush();
        }
    }
}
