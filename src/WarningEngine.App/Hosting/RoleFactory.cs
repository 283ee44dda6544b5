using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using WarningEngine.App.Numbers;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Makes roles with clients of their own: after a fault everything that a role had is disposed with it.</summary>
/// <param name="Options">Of the operator.</param>
/// <param name="TokenKey">Null where no role of this process needs it.</param>
/// <param name="Patterns">The set that an empty partition begins with.</param>
/// <param name="Redis">Null where no role of this process needs it.</param>
/// <param name="Topics">Makes queue topics where they are missing.</param>
internal sealed record RoleFactory(
    EngineOptions Options, byte[]? TokenKey, PatternSet Patterns, IConnectionMultiplexer? Redis, ITopicMaker Topics,
    IEngineObserver Observer, EngineHealth Health, TimeProvider Clock, ILoggerFactory Logs)
{
    private RoleSettings Settings => new(
        Options.Kafka.BootstrapServers, Options.Kafka.Partitions, Options.Kafka.Generation, Options.Scoring.CheckpointEvery,
        Options.Kafka.ClientSettings());

    /// <summary>The thread of a role; null for the console, which runs on the web server's.</summary>
    public RoleThread? Thread(Role role, Random random) => role switch
    {
        Role.Intake => Thread("intake", Intake, random),
        Role.Score => Thread("score", Score, random),
        Role.Dispatch => Thread("dispatch", Dispatch, random),
        _ => null,
    };

    private RoleThread Thread(string name, Func<ILogger, IRole> create, Random random)
    {
        var log = Logs.CreateLogger($"WarningEngine.{name}");
        return new RoleThread(name, () => create(log), Observer, Clock, random, log);
    }

    private IntakeRole Intake(ILogger log)
    {
        var splitter = new IntakeSplitter(
            new Tokeniser(TokenKey), new(new LibPhoneNumberPlan(Options.Intake.DefaultRegion)), new(Options.Intake.WellKnown));
        var tracing = new EngineTracing(Options.Telemetry.SampleShare);
        return new IntakeRole(Settings, Producer(log), splitter, tracing, Observer, Clock, log);
    }

    private ScoringRole Score(ILogger log) =>
        new(Settings, new RedisCheckpointStore(Redis!), Patterns, Producer(log), Observer, Clock, log);

    private DispatchRole Dispatch(ILogger log)
    {
        var queues = new QueueDelivery(
            Settings.Producer(),
            async topic => await Topics.MakeAsync([new PlannedTopic(topic, 1, Compacted: false, RetentionDays: 7)]),
            (topic, error) => Observer.DeliveryFailed(topic, error.Message));
        return DispatchRole.Create(
            Settings, new RedisCheckpointStore(Redis!), Options.Dispatch.ToOptions(), queues, new RedisConsoleReadModel(Redis!),
            new Tokeniser(TokenKey), Health.Degraded, Observer, Clock, log);
    }

    private OrderedProducer Producer(ILogger log) =>
        new(Settings.Producer(), line => log.LogWarning("{Line}", line));
}
