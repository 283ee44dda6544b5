using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Prometheus;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Memory;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;
using WarningEngine.Simulation.Store;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Owners;

public sealed class DispatchRoleTests : IDisposable
{
    private const long DayMs = 86_400_000;
    private const long StartMs = Some.TimeMs - (Some.TimeMs % DayMs);

    private static readonly TopicPartition Warnings = new(TopicPlan.Warnings, 0);

    private readonly ManualClock _clock = new();
    private readonly MemoryCheckpointStore _store = new();
    private readonly Lines _lines = new();
    private int _sent;

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void A_surge_is_logged_once_and_told_to_health_also_by_whoever_takes_the_partition_next()
    {
        var health = new EngineHealth(_clock);
        var member = new ScriptedMember(Warnings);
        for (var day = 0; day < 4; day++)
        {
            Fetch(member, person: 0, StartMs + (day * DayMs));
        }

        for (var person = 1; person <= 30; person++)
        {
            Fetch(member, person, StartMs + (4 * DayMs));
        }

        using (var role = NewRole(member, health))
        {
            role.Start();
            for (var i = 0; i < 200; i++)
            {
                role.Step();
            }

            Assert.Contains("surge.T21-parcel", health.Degraded());
            role.Finish();
        }

        Assert.Equal(
            "dispatch: in partition 0 pattern T21-parcel fires 20 times an hour, usually 0.0: its entries are held until RELEASE lets them go, "
            + "or their person is warned again",
            Assert.Single(_lines.Warnings, x => x.Contains("T21-parcel", StringComparison.Ordinal)));
        var next = new EngineHealth(_clock);
        using var heir = NewRole(new ScriptedMember(Warnings) { Ends = { [Warnings] = _sent } }, next);
        heir.Start();
        heir.Step();
        Assert.Contains("surge.T21-parcel", next.Degraded());
        Assert.Single(_lines.Warnings, x => x.Contains("T21-parcel", StringComparison.Ordinal));
    }

    /// <summary>What it had taken is never delivered: a P0 would wait for whoever is warned next.</summary>
    [Fact]
    public void A_queue_that_failed_is_noticed_with_nothing_to_send()
    {
        var queues = new Queues();
        using var role = NewRole(new ScriptedMember(Warnings), new EngineHealth(_clock), queues);
        role.Start();
        role.Step();
        queues.Fault = "the broker forgot this producer";

        Assert.Contains("forgot", Assert.Throws<KafkaFaultException>(role.Step).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_console_could_not_be_told_is_made_good_once_checkpoints_are_written_also_that_a_case_is_forgotten()
    {
        var (member, console) = (new ScriptedMember(Warnings), new FailingConsole());
        using var role = NewRole(member, new EngineHealth(_clock), console: console);
        role.Start();
        Fetch(member, person: 1, StartMs);
        Run(role, member);
        Assert.Equal(Kept(), console.Shown);
        var forgotten = Assert.Single(console.Cases.Keys);

        console.Failures = 4;
        Fetch(member, x => new DispositionItem(
            x, StartMs, new Token(1, 1), 9, Some.TimeMs, new DispositionFacts { Code = DispositionCode.ReachedDissuaded, Revision = 1 }));
        Fetch(member, person: 1, StartMs, episode: 1_000);
        Fetch(member, person: 2, StartMs);
        Run(role, member);
        Assert.NotEqual(Kept(), console.Shown);
        for (var i = 0; i < 4; i++)
        {
            Run(role, member);
        }

        Assert.Equal(0, console.Failures);
        Assert.Equal(Kept(), console.Shown);
        Assert.Equal(2, console.Cases.Count);
        Assert.DoesNotContain(forgotten, console.Cases.Keys);
        var writes = console.Writes;
        Fetch(member, person: 3, StartMs);
        Run(role, member);
        Assert.Equal((writes + 1, 3), (console.Writes, console.Cases.Count));
        Assert.Equal(Kept(), console.Shown);
    }

    [Fact]
    public async Task A_message_that_is_no_entry_of_warnings_stops_its_own_partition_and_is_named()
    {
        var (member, health) = (new ScriptedMember(Warnings), new EngineHealth(_clock));
        Fetch(member, x => new ProgressItem(x, StartMs));
        member.Fetched(new TopicPartitionOffset(Warnings, _sent++), [], StartMs);
        using var role = NewRole(member, health);
        role.Start();
        Run(role, member);
        Run(role, member);

        Assert.Equal(1, _store.OffsetOf("dispatch", 0));
        var check = Assert.Single((await health.ReportAsync()).Checks, x => x.Name == "partitions.dispatch");
        Assert.StartsWith("stopped, partition 0: its message at offset 1 cannot be read: ", check.Why, StringComparison.Ordinal);
    }

    /// <summary>A warning that opens a case again has caused its entry as the first one did; an expiry comes hours after.</summary>
    [Fact]
    public async Task How_long_an_entry_took_is_told_of_all_that_warnings_caused_and_of_nothing_else()
    {
        var registry = Metrics.NewCustomRegistry();
        var member = new ScriptedMember(Warnings);
        var endMs = Some.Warning().UsefulUntilMs;
        Fetch(member, person: 1, Some.TimeMs);
        Fetch(member, x => new ProgressItem(x, endMs));
        Fetch(member, person: 1, endMs);
        Fetch(member, x => new ProgressItem(x, endMs + 1));
        using var role = NewRole(member, new EngineMetrics(registry, _clock));
        role.Start();
        Run(role, member);

        using var told = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(told, TestContext.Current.CancellationToken);
        Assert.Contains("warning_engine_event_to_warning_latency_seconds_count 2\n", Encoding.UTF8.GetString(told.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>A second in which time passes and is checkpointed.</summary>
    private void Run(DispatchRole role, ScriptedMember member)
    {
        for (var i = 0; i < 10; i++)
        {
            Fetch(member, x => new ProgressItem(x, StartMs));
            role.Step();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>The cases as the last checkpoint has them.</summary>
    private IEnumerable<string> Kept()
    {
        var partition = new DispatchPartition(DispatchOptions.Default);
        _store.Peek("dispatch", 0, partition);
        return partition.Cases.OrderBy(x => x.Id).Select(x => JsonSerializer.Serialize(x));
    }

    private void Fetch(ScriptedMember member, int person, long timeMs, int? episode = null) =>
        Fetch(member, x => new WarningItem(x, timeMs, Some.Warning() with
        {
            Person = new Token(1, (ulong)person), EpisodeId = (UInt128)(episode ?? person + 1), PatternId = "T21-parcel",
        }));

    private void Fetch(ScriptedMember member, Func<Stamp, DispatchItem> item)
    {
        var made = item(new Stamp(new Source("legs", 1, 0), new Position(_sent, 0, 0)));
        var (kind, value) = ItemCodec.Write(made);
        member.Fetched(new TopicPartitionOffset(Warnings, _sent++), value, made.TimeMs, kind);
        member.Ends[Warnings] = _sent;
    }

    private DispatchRole NewRole(ScriptedMember member, IEngineObserver health, Queues? queues = null, IConsoleReadModel? console = null) => DispatchRole.Create(
        new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), _store, DispatchOptions.Default, queues ?? new Queues(), console ?? new NoConsole(),
        new Tokeniser(new byte[Tokeniser.KeySize]), () => [],
        new RoleSurroundings(member, new ObserverFan(health), _clock, new Random(1), _lines));

    /// <summary>Keeps what it is told; a test may let the next writes fail.</summary>
    private sealed class FailingConsole : IConsoleReadModel
    {
        public SortedDictionary<UInt128, Case> Cases { get; } = [];

        public IEnumerable<string> Shown => Cases.Values.Select(x => JsonSerializer.Serialize(x));

        /// <summary>So many of the next writes fail.</summary>
        public int Failures { get; set; }

        /// <summary>How often somebody wanted to write cases.</summary>
        public int Writes { get; private set; }

        public Task ChangeAsync(int partition, string owner, IReadOnlyCollection<Case> changed, IReadOnlyCollection<UInt128> forgotten) => Write(() =>
        {
            foreach (var one in changed)
            {
                Cases[one.Id] = one;
            }

            foreach (var one in forgotten)
            {
                Cases.Remove(one);
            }
        });

        public Task ReplaceAsync(int partition, string owner, IReadOnlyCollection<Case> cases) => Write(() =>
        {
            Cases.Clear();
            foreach (var one in cases)
            {
                Cases[one.Id] = one;
            }
        });

        public Task PutTimeAsync(int partition, long timeMs) => Task.CompletedTask;

        private Task Write(Action write)
        {
            Writes++;
            if (Failures > 0)
            {
                Failures--;
                return Task.FromException(new TimeoutException("away"));
            }

            write();
            return Task.CompletedTask;
        }
    }

    /// <summary>Takes and acknowledges everything.</summary>
    private sealed class Queues : IQueueDelivery
    {
        /// <summary>Why it cannot go on; null: it can.</summary>
        public string? Fault { get; set; }

        public void Check()
        {
            if (Fault is { } fault)
            {
                throw new KafkaFaultException(fault);
            }
        }

        public bool TrySend(QueueMessage message)
        {
            message.Delivered();
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Lines : ILogger, IDisposable
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
