using Confluent.Kafka;
using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Redis;
using WarningEngine.Simulation.Broker;
using WarningEngine.Simulation.Faults;
using WarningEngine.Simulation.Input;
using WarningEngine.Simulation.Kernel;
using WarningEngine.Simulation.Planted;
using WarningEngine.Simulation.Store;
using WarningEngine.Testing;
using WarningEngine.Testing.Checking;

namespace WarningEngine.Simulation;

/// <summary>A whole engine in one thread: broker, store, receivers, processes, input and faults of one seed.</summary>
internal sealed class World
{
    /// <summary>P.</summary>
    public const int Partitions = 3;

    private const int FeedPartitions = 2;
    /// <summary>Of all topics.</summary>
    public const int Generation = 1;

    /// <summary>The shipped patterns, and no others.</summary>
    public static readonly Lazy<RuleSet> Rules = new(ShippedRules.Set);

    public static readonly byte[] TokenKey = [.. Enumerable.Range(0, Tokeniser.KeySize).Select(x => (byte)x)];
    private static readonly int[] Speeds = [1, 60, 600, 6_000, 30_000];

    private readonly int _speed;

    public World(int seed, PlantedBug bug, Action<string>? words = null)
    {
        Bug = bug;
        Time = new VirtualTime(seed, words);
        _speed = Speeds[Time.Chance.Next(Speeds.Length)];
        Clock = new VirtualClock(Time, _speed);
        Broker = new SimulatedBroker(Time, Clock);
        Redis = new SimulatedRedis(Time);
        RoleSettings = new RoleSettings(Partitions, Generation, TimeSpan.FromMilliseconds(100 + Time.Chance.Next(150)));
        foreach (var topic in TopicPlan.All(Partitions, FeedPartitions))
        {
            var feed = RawTopic.Find(topic.Name);
            Broker.Create(topic.Name, feed is null ? topic.Name is TopicPlan.Vault ? 1 : topic.Partitions
                : feed == RawTopic.Calls || feed == RawTopic.Transfers ? FeedPartitions : 1);
        }

        Slots = [.. new[] { "intake", "score", "dispatch" }.SelectMany(
            role => Enumerable.Range(0, 1 + Time.Chance.Next(3)).Select(number => new Slot(this, role, number)))];
        Faults = new FaultPlan(this);
    }

    public PlantedBug Bug { get; }

    public VirtualTime Time { get; }

    public VirtualClock Clock { get; }

    public SimulatedBroker Broker { get; }

    public SimulatedRedis Redis { get; }

    public Weather Weather { get; } = new();

    /// <summary>One each: it remembers what it passed over.</summary>
    public FixedArtifacts RuleSets { get; } = new(Rules.Value);

    public RoleSettings RoleSettings { get; }

    public IReadOnlyList<Slot> Slots { get; }

    public List<SimulatedProcess> Processes { get; } = [];

    public List<(string Queue, string Key, byte[] Value)> Deliveries { get; } = [];

    public FaultPlan Faults { get; }

    /// <summary>Runs input and faults, then calm weather until everything is done, then compares.</summary>
    public Verdict Run()
    {
        Feed();
        foreach (var slot in Slots)
        {
            slot.Start();
        }

        Faults.Begin();
        Time.Run(FaultPlan.EndUs);
        Faults.End();
        var left = new Ending(this).Run();
        using var tokens = new Tokeniser(TokenKey);
        var verdict = new RunChecker(tokens, RuleSets, DispatchOptions.Default).Check(new SimulatedRunLogs(this), Stored(), replayed: null);
        new ProgressCheck(new SimulatedRunLogs(this), _speed).Run(verdict);
        if (left is not null)
        {
            verdict.AddLost(left);
        }

        foreach (var process in Processes.Where(x => x.Failure is not null))
        {
            verdict.AddDiverged($"{process.Name} failed: {process.Failure}");
        }

        return verdict;
    }

    /// <summary>Where the last checkpoint stands; null where there is none, -1 where it cannot be read.</summary>
    public long? StoredOffset(string role, int partition)
    {
        try
        {
            return Stored().Peek(role, partition, new NoState())?.NextOffset;
        }
        catch (InvalidDataException)
        {
            // The comparison tells of it.
            return -1;
        }
    }

    private RedisCheckpointStore Stored() => new(() => new DirectKeys(Redis), TaskScheduler.Default);

    private void Feed()
    {
        using var tokens = new Tokeniser(TokenKey);
        var script = new Script(new Random(Time.Chance.Next()), tokens, _speed, FeedPartitions);
        foreach (var sending in script.Past)
        {
            Broker.Append(new TopicPartition(sending.Topic.Name, sending.Partition), null, sending.Value, timestampMs: sending.TimestampMs);
        }

        foreach (var sending in script.Sendings)
        {
            Time.After(sending.AtUs, () => Broker.Append(new TopicPartition(sending.Topic.Name, sending.Partition), null, sending.Value));
        }
    }
}
