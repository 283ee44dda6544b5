using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Owners;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using WarningEngine.Integration.Hosting;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Artifacts;

/// <summary>A log of legs, scored as if other rules had decided: <c>patterns diff --legs</c>.</summary>
public sealed class PatternsDiffTests : IDisposable
{
    private const int Partitions = 4;

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
        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records());

        var before = new LegsUnderRules(Kafka, new FixedArtifacts(shipped), Retention.Default).Run(TestContext.Current.CancellationToken);
        Assert.True(before.Count >= 20, $"Only {before.Count} warnings: too few to compare.");
        Assert.Equal(Said(Replayed(shipped)), Said(before));
        Assert.Empty(PatternDiff.Of(before, new LegsUnderRules(Kafka, new FixedArtifacts(shipped), Retention.Default).Run(TestContext.Current.CancellationToken)));

        var after = new LegsUnderRules(Kafka, new FixedArtifacts(fewer), Retention.Default).Run(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(after, x => x.ScamType == "T01");
        var changed = PatternDiff.Of(before, after);
        Assert.NotEmpty(changed);
        Assert.Contains(changed, x => x.Types.Contains("T01"));

        // Whom T01 does not warn is no warned payer: the account loses its grade, and with it who asks for grades. And where T01 begins no episode a
        // payee is familiar with the second payment.
        string[] asking = [.. shipped.Patterns.Patterns.Select(x => x.Definition).Where(AsksForGrades).Select(x => x.ScamType)];
        Assert.True(asking.Length < shipped.Patterns.Patterns.Count - 3, "Patterns that ask for no grade are few: too few to tell.");
        string[] askingForPayees = [.. shipped.Patterns.Patterns.Select(x => x.Definition).Where(AsksForPayees).Select(x => x.ScamType)];
        Assert.All(changed.SelectMany(x => x.Types), type => Assert.Contains(type, asking.Concat(askingForPayees).Append("T01")));
        Assert.All(changed, x => Assert.True(x.After > x.Before));
    }

    [Fact]
    public void What_scoring_left_out_decides_nothing_under_other_rules_either()
    {
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records());
        IReadOnlyList<Warning> Warnings() => new LegsUnderRules(Kafka, ShippedRules.Alone(), Retention.Default).Run(TestContext.Current.CancellationToken);
        var before = Warnings();

        // Of what its own line lived through: what is heard from others is caused by their legs, which are taken in.
        var (person, said) = before.Where(x => x.PersonKind == EntityKind.Number && x.ScamType is "T04" or "T06" or "T18").Select(x => (x.Person, x.ScamType)).First();
        _cluster.CreateTopic(TopicPlan.LegsDeadLetters, 1);
        using (var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = _cluster.BootstrapServers }))
        {
            foreach (var place in PlacesOf(person))
            {
                producer.Send(TopicPlan.LegsDeadLetters, -1, null, JsonSerializer.SerializeToUtf8Bytes(new { coordinates = place.Coordinates(Kafka.Generation) }));
            }

            Assert.True(producer.Flush(TimeSpan.FromSeconds(60)));
        }

        var after = Warnings();
        Assert.DoesNotContain(after, x => x.Person == person && x.ScamType == said);
        Assert.True(after.Count > before.Count / 2);
    }

    [Fact]
    public void Whichever_of_the_warnings_of_a_leg_is_asked_for_is_the_last_of_the_replay()
    {
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records());
        LegsReplay Replay() => new(Kafka, ShippedRules.Alone(), Retention.Default);
        var ofOneLeg = Replay().Run(TestContext.Current.CancellationToken).GroupBy(x => (x.Person, x.EventTimeMs, x.DecidedMs)).First(x => x.Count() > 1);
        foreach (var wanted in ofOneLeg)
        {
            Assert.Equal(wanted.Id, Replay().RunUntil(wanted.Id, TestContext.Current.CancellationToken)[^1].Id);
        }
    }

    [Fact]
    public void A_log_that_no_longer_begins_at_its_beginning_is_refused()
    {
        Assert.Contains(
            TopicPlan.Legs,
            Assert.Throws<App.Commands.CommandFailedException>(
                () => new LegsUnderRules(Kafka, ShippedRules.Alone(), Retention.Default).Run(TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Two weeks of history, of which the log knows nothing.</summary>
    [Fact]
    public void What_was_filled_in_beneath_the_log_is_begun_with()
    {
        using var folder = new TemporaryFolder();
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        var snapshots = new SnapshotDirectory(folder.Path);
        var history = new LocalPipeline(
            _tokens, ShippedRules.Alone(), dispatch: null,
            new ReplayOptions { Partitions = Partitions, Generation = 0, Slice = TimeSpan.FromMilliseconds(LoggedCity.SliceMs) }, new ReplayedWarnings());
        foreach (var record in LoggedCity.Records().TakeWhile(x => x.ArrivalMs < CityOptions.DefaultStartMs))
        {
            history.Take(record);
        }

        history.Finish();
        var first = new FirstSnapshots(snapshots, Kept: 3, Kafka.Generation, Some.TimeMs);
        for (var p = 0; p < Partitions; p++)
        {
            history.Flow.Scoring[p].State.RuleSets.Clear();
            first.Write(StateFill.Score, p, Partitions, history.Flow.Scoring[p]);
        }

        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records().SkipWhile(x => x.ArrivalMs < CityOptions.DefaultStartMs));
        var without = Under(snapshots: null);
        var with = Under(snapshots);
        var whole = Said(Replayed(ShippedRules.Set()).Where(x => x.EventTimeMs >= CityOptions.DefaultStartMs));
        Assert.True(whole.Count >= 10, $"Only {whole.Count} warnings: too few to compare.");
        Assert.NotEqual(whole, without);
        Assert.Equal(whole, with);

        SortedSet<(Token, string)> Under(SnapshotDirectory? snapshots) => Said(new LegsUnderRules(
            Kafka, ShippedRules.Alone(), Retention.Default, snapshots).Run(TestContext.Current.CancellationToken));
    }

    /// <summary>Without what was filled in the same log decides otherwise, and nothing in it says that there was anything.</summary>
    [Fact]
    public void A_log_is_not_decided_without_what_was_filled_in_beneath_it()
    {
        using var folder = new TemporaryFolder();
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records());
        var snapshots = new SnapshotDirectory(folder.At("snapshots"));
        AssertRefused($"{snapshots.Path}, is not there");

        // Where nothing was ever filled in nothing is missing.
        Directory.CreateDirectory(snapshots.Path);
        Assert.Equal(Warnings(null).Count, Warnings(snapshots).Count);

        using var history = new ScoringState();
        new FirstSnapshots(snapshots, Kept: 3, Kafka.Generation, Some.TimeMs).Write(StateFill.Score, 1, Partitions, history);
        var file = snapshots.Beneath(StateFill.Score, 1, Kafka.Generation)!.Path;
        var damaged = File.ReadAllBytes(file);
        damaged[^1] ^= 1;
        File.WriteAllBytes(file, damaged);
        AssertRefused($"{TopicPlan.Legs}/1: what was filled in beneath the log cannot be read: {file}");

        void AssertRefused(string why)
        {
            foreach (var run in new Action[] { () => Warnings(snapshots), () => Replayed(snapshots) })
            {
                Assert.Contains(why, Assert.Throws<App.Commands.CommandFailedException>(run).Message, StringComparison.Ordinal);
            }
        }

        IReadOnlyList<Warning> Warnings(SnapshotDirectory? under) =>
            new LegsUnderRules(Kafka, ShippedRules.Alone(), Retention.Default, under).Run(TestContext.Current.CancellationToken);

        void Replayed(SnapshotDirectory under) =>
            new LegsReplay(Kafka, ShippedRules.Alone(), Retention.Default, under).Run(TestContext.Current.CancellationToken);
    }

    private IEnumerable<LegPlace> PlacesOf(Token entity)
    {
        using var reader = new LogReader(Kafka);
        var legs = new List<Leg>();
        var partition = entity.Partition(Partitions);
        foreach (var (offset, value) in reader.Read(TopicPlan.Legs, partition))
        {
            legs.Clear();
            FrameWriter.Read(value, legs);
            for (var i = 0; i < legs.Count; i++)
            {
                if (legs[i].Entity == entity)
                {
                    yield return new LegPlace(partition, offset, i);
                }
            }
        }
    }

    private static RuleSet Without(RuleSet set, string type)
    {
        var fewer = PatternSet.Compile([.. set.Patterns.Patterns.Select(x => x.Definition).Where(x => x.ScamType != type)], out var errors);
        Assert.Empty(errors);
        return new RuleSet(set.Hash + 1, fewer!);
    }

    /// <summary>It looks at what is heard of others, or (M7) at what the person was warned of by any pattern.</summary>
    private static bool AsksForPayees(PatternDefinition pattern) => pattern.Steps.Select(x => x.When.Text).Concat(pattern.Raises.Select(x => x.When.Text))
        .Any(x => x.Contains("new_payee", StringComparison.Ordinal) || x.Contains("pays_stranger", StringComparison.Ordinal));

    private static bool AsksForGrades(PatternDefinition pattern) =>
        pattern.Steps.Any(x => x.On is PatternEvent.Reputation or PatternEvent.Exposure)
        || pattern.Steps.Select(x => x.When.Text).Concat(pattern.Raises.Select(x => x.When.Text)).Any(
            x => x.Contains("grade", StringComparison.Ordinal) || x.Contains("warned.", StringComparison.Ordinal));

    private static SortedSet<(Token, string)> Said(IEnumerable<Warning> warnings) => [.. warnings.Select(x => (x.Person, x.ScamType))];

    private List<Warning> Replayed(RuleSet rules)
    {
        var sink = new ReplayedWarnings();
        var pipeline = new LocalPipeline(
            _tokens, new FixedArtifacts(rules), dispatch: null,
            new ReplayOptions { Partitions = Partitions, Slice = TimeSpan.FromMilliseconds(LoggedCity.SliceMs) }, sink);
        foreach (var record in LoggedCity.Records())
        {
            pipeline.Take(record);
        }

        pipeline.Finish();
        return sink.Warnings;
    }
}
