using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Artifacts;

/// <summary>A log of legs, scored again up to one warning.</summary>
public sealed class LegsUntilTests : IDisposable
{
    private const int Partitions = 8;

    private readonly MockCluster _cluster = new();
    private readonly MockCluster _other = new();
    private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);

    public void Dispose()
    {
        _tokens.Dispose();
        _other.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public void A_log_that_differs_before_the_warning_is_refused_and_one_that_differs_behind_it_is_not()
    {
        var stop = TestContext.Current.CancellationToken;
        _cluster.CreateTopic(TopicPlan.Legs, Partitions);
        LoggedCity.Write(_cluster.BootstrapServers, Partitions, _tokens, LoggedCity.Records());
        var warnings = Replay(_cluster).Run(stop);
        var wanted = warnings[warnings.Count / 4];
        var partition = wanted.Person.Partition(Partitions);
        var own = warnings.Where(x => x.Person.Partition(Partitions) == partition).Select(x => x.Id).ToList();
        Assert.Equal(own[..(own.IndexOf(wanted.Id) + 1)], Replay(_cluster).RunUntil(wanted.Id, stop).Select(x => x.Id));

        // What nobody sends stands behind the warning.
        Invent(_cluster, wanted.Person);
        Assert.Contains("not made now", Assert.Throws<CommandFailedException>(() => Replay(_cluster).Run(stop)).Message, StringComparison.Ordinal);
        Assert.Equal(wanted.Id, Replay(_cluster).RunUntil(wanted.Id, stop)[^1].Id);

        // And before it.
        _other.CreateTopic(TopicPlan.Legs, Partitions);
        Invent(_other, wanted.Person);
        LoggedCity.Write(_other.BootstrapServers, Partitions, _tokens, LoggedCity.Records());
        Assert.Contains(
            "not made now", Assert.Throws<CommandFailedException>(() => Replay(_other).RunUntil(wanted.Id, stop)).Message, StringComparison.Ordinal);
    }

    private static LegsReplay Replay(MockCluster cluster) => new(
        new KafkaOptions { BootstrapServers = cluster.BootstrapServers, Partitions = Partitions }, ShippedRules.Alone(), Retention.Default);

    /// <summary>A leg that another partition is said to have sent.</summary>
    private static void Invent(MockCluster cluster, Token person)
    {
        using var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = cluster.BootstrapServers });
        var frames = new LegFrames(producer, TopicPlan.Legs, Partitions);
        frames.Add(new Leg
        {
            Kind = LegKind.DeviceShared,
            EntityKind = EntityKind.Number,
            Stamp = new Stamp(new Source(TopicPlan.Legs, 1, (person.Partition(Partitions) + 1) % Partitions), new Position(0, 0, 900)),
            EventTimeMs = Some.TimeMs,
            ArrivalTimeMs = Some.TimeMs,
            Entity = person,
        });
        frames.Flush();
        Assert.True(producer.Flush(TimeSpan.FromSeconds(30)));
    }
}
