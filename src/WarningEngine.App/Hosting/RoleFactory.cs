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
/// <param name="Options">Of the operator.</param>
/// <param name="TokenKey">Null where no role of this process needs it.</param>
/// <param name="RuleSets">What <c>artifacts</c> holds.</param>
/// <param name="Redis">Null where no role of this process needs it.</param>
/// <param name="Topics">Makes queue topics where they are missing; knows raw topics again.</param>
internal sealed record RoleFactory(
    EngineOptions Options, byte[]? TokenKey, ArtifactCatalogue RuleSets, IConnectionMultiplexer? Redis, ITopicMaker Topics,
    IEngineObserver Observer, EngineHealth Health, TimeProvider Clock, ILoggerFactory Logs)
{
    /// <summary>Outlives the roles: what threw once must be known when it throws again.</summary>
    private readonly PoisonedLegs _poisoned = new();

    /// <summary>One for all threads: what it merges at a time is bounded for the process.</summary>
    private readonly Lazy<RedisCheckpointStore> _store = new(() => new RedisCheckpointStore(Redis!));

    private RoleSettings Settings => new(Options.Kafka.Partitions, Options.Kafka.Generation, Options.Scoring.CheckpointEvery)
    {
        RawGenerations = Options.Intake.RawGenerations(),
        RawRefusal = Topics.Refusal,
        Retention = Options.Scoring.Retention.ToTerms(),
    };

    /// <summary>The threads of a role, each a member of its group; none for the console, which runs on the web server's.</summary>
    public IEnumerable<RoleThread> Threads(Role role, Random random) => role switch
    {
        Role.Intake => Members(Options.Intake.Threads).Select(x => Thread("intake", Intake, random, x)),
        Role.Score => Members(Options.Scoring.ThreadsBeside(Options.Roles)).Select(x => Thread("score", Score, random, x)),
        Role.Dispatch => [Thread("dispatch", Dispatch, random)],
        _ => [],
    };

    /// <summary>The thread that reads <c>artifacts</c>; for processes that score.</summary>
    public RoleThread Artifacts(Random random) =>
        Thread("artifacts", around => new ArtifactFollower(Options.Kafka, RuleSets, Observer, around.Log), random);

    /// <summary>See <see cref="FirstSnapshots.MakeFolder"/>; whoever stops does not wait for what Kafka says.</summary>
    public Task<string?> MakeSnapshotFolderAsync(CancellationToken stop) => Options.Roles.Any(x => x is Role.Score or Role.Dispatch)
        ? Task.Run(() => FirstSnapshots.MakeFolder(Options.Snapshots, Options.Kafka, _store.Value), stop).WaitAsync(stop) : Task.FromResult<string?>(null);

    private static IEnumerable<int> Members(int threads) => Enumerable.Range(1, threads);

    private RoleThread Thread(string role, Func<RoleSurroundings, IRole> create, Random random, int member = 1)
    {
        var name = member == 1 ? role : string.Create(CultureInfo.InvariantCulture, $"{role}-{member}");
        var log = Logs.CreateLogger($"WarningEngine.{name}");

        // Each role's jitter is its thread's own: the source of chance that it comes from serves one thread at a time.
        var around = new RoleSurroundings(
            new ConsumerGroups(Options.Kafka, member, (topic, why) => Observer.Unreadable(name, topic, why)), Observer, Clock, new Random(random.Next()), log)
        {
            Snapshots = Options.Snapshots, ThreadName = name,
        };
        return new RoleThread(name, () => create(around), Observer, Clock, around.Jitter, log);
    }

    private IntakeRole Intake(RoleSurroundings around)
    {
        var splitter = IntakeSplitter.Of(new Tokeniser(TokenKey), new LibPhoneNumberPlan(Options.Intake.DefaultRegion), Options.Intake.WellKnown);
        var tracing = new EngineTracing(Options.Telemetry.SampleShare);
        return new IntakeRole(Settings, Producer(around.Log), splitter, tracing, around);
    }

    private ScoringRole Score(RoleSurroundings around) =>
        new(Settings, _store.Value, RuleSets, Producer(around.Log), _poisoned, around);

    private DispatchRole Dispatch(RoleSurroundings around)
    {
        var queues = new QueueDelivery(
            new ProducerConfig(Options.Kafka.NewClient()),
            async topic => await Topics.MakeAsync([new PlannedTopic(topic, 1, Compacted: false, RetentionDays: 7)], othersMakeThem: false, CancellationToken.None),
            (topic, error) => Observer.DeliveryFailed(topic, error.Message));
        return DispatchRole.Create(
            Settings, _store.Value, Options.Dispatch.ToOptions(), queues, new RedisConsoleReadModel(Redis!),
            new Tokeniser(TokenKey), Health.Degraded, around);
    }

    private OrderedProducer Producer(ILogger log) =>
        new(new ProducerConfig(Options.Kafka.NewClient()), line => log.LogWarning("{Line}", line));
}
