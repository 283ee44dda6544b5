using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Numbers;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Makes roles with clients of their own: after a fault everything that a role had is disposed with it.</summary>
/// <param name="options">Of the operator.</param>
/// <param name="tokenKey">Null where no role of this process needs it.</param>
/// <param name="artifacts">What <c>artifacts</c> holds.</param>
/// <param name="redis">Null where no role of this process needs it.</param>
/// <param name="topics">Makes queue topics where they are missing; knows raw topics again.</param>
internal sealed class RoleFactory(
    EngineOptions options, byte[]? tokenKey, ArtifactCatalogue artifacts, IConnectionMultiplexer? redis, ITopicMaker topics,
    IEngineObserver observer, EngineHealth health, TimeProvider clock, ILoggerFactory logs)
{
    /// <summary>Outlives the roles: what threw once must be known when it throws again.</summary>
    private readonly PoisonedLegs _poisoned = new();

    /// <summary>One for all threads: what it merges at a time is bounded for the process.</summary>
    private readonly Lazy<RedisCheckpointStore> _store = new(() => new RedisCheckpointStore(redis!));

    public IEngineObserver Observer => observer;

    private RoleSettings Settings => new(options.Kafka.Partitions, options.Kafka.Generation, options.Scoring.CheckpointEvery)
    {
        RawGenerations = options.Intake.RawGenerations(),
        RawRefusal = topics.Refusal,
        Retention = options.Scoring.Retention.ToTerms(),
    };

    /// <summary>The threads of a role, each a member of its group; none for the console, which runs on the web server's.</summary>
    public IEnumerable<RoleThread> Threads(Role role, Random random) => role switch
    {
        Role.Intake => Members(options.Intake.Threads).Select(x => Thread("intake", Intake, random, x)),
        Role.Score => Members(options.Scoring.ThreadsBeside(options.Roles)).Select(x => Thread("score", Score, random, x)),
        Role.Dispatch => [Thread("dispatch", Dispatch, random)],
        _ => [],
    };

    /// <summary>The thread that reads <c>artifacts</c>; for processes that score.</summary>
    public RoleThread Artifacts(Random random) =>
        Thread("artifacts", around => new ArtifactFollower(options.Kafka, artifacts, Observer, around.Log), random);

    /// <summary>See <see cref="FirstSnapshots.MakeFolder"/>; whoever stops does not wait for what Kafka says.</summary>
    public Task<string?> MakeSnapshotFolderAsync(CancellationToken stop) => options.Roles.Any(x => x is Role.Score or Role.Dispatch)
        ? Task.Run(() => FirstSnapshots.MakeFolder(options.Snapshots, options.Kafka, _store.Value), stop).WaitAsync(stop) : Task.FromResult<string?>(null);

    private static IEnumerable<int> Members(int threads) => Enumerable.Range(1, threads);

    private RoleThread Thread(string role, Func<RoleSurroundings, IRole> create, Random random, int member = 1)
    {
        var name = member == 1 ? role : string.Create(CultureInfo.InvariantCulture, $"{role}-{member}");
        var log = logs.CreateLogger($"WarningEngine.{name}");

        // Each role's jitter is its thread's own: the source of chance that it comes from serves one thread at a time.
        var around = new RoleSurroundings(
            new ConsumerGroups(options.Kafka, member, (topic, why) => Observer.Unreadable(name, topic, why)), Observer, clock, new Random(random.Next()), log)
        {
            Snapshots = options.Snapshots, ThreadName = name,
        };
        return new RoleThread(name, () => create(around), Observer, clock, around.Jitter, log);
    }

    private IntakeRole Intake(RoleSurroundings around)
    {
        var splitter = IntakeSplitter.Of(new Tokeniser(tokenKey), new LibPhoneNumberPlan(options.Intake.DefaultRegion), options.Intake.WellKnown);
        var tracing = new EngineTracing(options.Telemetry.SampleShare);
        return new IntakeRole(Settings, Producer(around.Log), splitter, tracing, around);
    }

    private ScoringRole Score(RoleSurroundings around) =>
        new(Settings, _store.Value, artifacts, Producer(around.Log), _poisoned, around);

    private DispatchRole Dispatch(RoleSurroundings around)
    {
        var queues = new QueueDelivery(
            new ProducerConfig(options.Kafka.NewClient()),
            async topic => await topics.MakeAsync(
                [new PlannedTopic(topic, 1, Compacted: false, RetentionDays: 7)], othersMakeThem: false, CancellationToken.None),
            (topic, error) => Observer.DeliveryFailed(topic, error.Message));
        return DispatchRole.Create(
            Settings, _store.Value, options.Dispatch.ToOptions(), queues, new RedisConsoleReadModel(redis!),
            new Tokeniser(tokenKey), health.Degraded, around);
    }

    private OrderedProducer Producer(ILogger log) =>
        new(new ProducerConfig(options.Kafka.NewClient()), line => log.LogWarning("{Line}", line));
}
