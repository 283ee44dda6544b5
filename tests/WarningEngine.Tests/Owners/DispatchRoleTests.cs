using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Memory;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Queues;
using WarningEngine.Kafka.Topics;
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
            "dispatch: in partition 0 pattern T21-parcel fires 20 times an hour, usually 0.0: its entries are held until it is as usual again, "
            + "or RELEASE lets them go",
            Assert.Single(_lines.Warnings, x => x.Contains("T21-parcel", StringComparison.Ordinal)));
        var next = new EngineHealth(_clock);
        using var heir = NewRole(new ScriptedMember(Warnings) { Ends = { [Warnings] = _sent } }, next);
        heir.Start();
        heir.Step();
        Assert.Contains("surge.T21-parcel", next.Degraded());
        Assert.Single(_lines.Warnings, x => x.Contains("T21-parcel", StringComparison.Ordinal));
    }

    private void Fetch(ScriptedMember member, int person, long timeMs)
    {
        var stamp = new Stamp(new Source("legs", 1, 0), new Position(_sent, 0, 0));
        var (kind, value) = ItemCodec.Write(new WarningItem(stamp, timeMs, Some.Warning() with
        {
            Person = new Token(1, (ulong)person), EpisodeId = (UInt128)(person + 1), PatternId = "T21-parcel",
        }));
        member.Fetched(new TopicPartitionOffset(Warnings, _sent++), value, timeMs, kind);
        member.Ends[Warnings] = _sent;
    }

    private DispatchRole NewRole(ScriptedMember member, EngineHealth health) => DispatchRole.Create(
        new RoleSettings(1, 1, TimeSpan.FromMilliseconds(100)), _store, DispatchOptions.Default, new Queues(), new NoConsole(),
        new Tokeniser(new byte[Tokeniser.KeySize]), () => [],
        new RoleSurroundings(member, new ObserverFan(health), _clock, new Random(1), _lines));

    /// <summary>Takes and acknowledges everything.</summary>
    private sealed class Queues : IQueueDelivery
    {
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
