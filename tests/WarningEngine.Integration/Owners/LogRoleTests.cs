using System.Text;
using Confluent.Kafka;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Owners;

/// <summary>A role over an embedded broker and a checkpoint store in memory.</summary>
public sealed class LogRoleTests : IDisposable
{
    private const string Topic = "words";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MockCluster _kafka = new();
    private readonly MemoryCheckpointStore _store = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IProducer<Null, byte[]> _producer;

    public LogRoleTests()
    {
        _kafka.CreateTopic(Topic, 1);
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _producer.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task When_told_to_stop_the_last_checkpoint_is_at_the_last_message()
    {
        await SendAsync("a", "b", "c");
        using var role = NewRole(TimeSpan.FromHours(1));
        var running = Run(role);
        await role.AppliedAsync(3, Patience);

        await _stop.CancelAsync();
        await running;

        Assert.Equal(["a", "b", "c"], Stored(3));
    }

    [Fact]
    public async Task Another_role_goes_on_where_the_first_was_checkpointed()
    {
        await SendAsync("a", "b");
        using (var first = NewRole(TimeSpan.FromMilliseconds(10)))
        {
            var running = Run(first);
            await first.AppliedAsync(2, Patience);
            await _stop.CancelAsync();
            await running;
        }

        await SendAsync("c");
        using var second = NewRole(TimeSpan.FromMilliseconds(10));
        using var stop = new CancellationTokenSource();
        var again = Run(second, stop.Token);
        await second.AppliedAsync(1, Patience);
        await stop.CancelAsync();
        await again;

        Assert.Equal(1, second.Applied);
        Assert.Equal(["a", "b", "c"], Stored(3));
    }

    [Fact]
    public async Task Nothing_is_checkpointed_while_what_it_caused_is_not_acknowledged()
    {
        await SendAsync("a", "b");
        using var role = NewRole(TimeSpan.FromMilliseconds(10), acknowledges: false);
        var running = Run(role);
        await role.AppliedAsync(2, Patience);
        await _stop.CancelAsync();
        await running;

        // Nor is the complete one with which a log is begun: it is as of them.
        Assert.Null(_store.OffsetOf("words", 0));
    }

    [Fact]
    public async Task A_fenced_partition_is_dropped_and_taken_again_and_nothing_is_lost_or_doubled()
    {
        await SendAsync("a", "b");
        using var role = NewRole(TimeSpan.FromMilliseconds(10));
        var running = Run(role);
        await role.AppliedAsync(2, Patience);
        await role.TakenAsync(1, Patience);
        _store.Take("words", 0, 1, owner: 99);
        await SendAsync("c");

        await role.TakenAsync(2, Patience);
        await SendAsync("d");
        await role.SawAsync("d", Patience);
        await _stop.CancelAsync();
        await running;

        Assert.Equal(["a", "b", "c", "d"], Stored(4));
        Assert.Equal(3, _store.Taken("words", 0));
    }

    [Fact]
    public async Task A_role_that_is_to_stop_robs_nobody()
    {
        await SendAsync("a", "b");
        using var role = NewRole(TimeSpan.FromHours(1));
        var running = Run(role);
        await role.AppliedAsync(2, Patience);
        _store.Take("words", 0, 1, owner: 99);
        var before = _store.OffsetOf("words", 0);

        await _stop.CancelAsync();
        await running;

        Assert.Equal(2, _store.Taken("words", 0));
        Assert.Equal(before, _store.OffsetOf("words", 0));
    }

    [Fact]
    public async Task A_partition_that_stands_before_a_message_goes_on_in_order_and_the_others_do_not_wait_for_it()
    {
        _kafka.CreateTopic("two", 2);
        using var role = NewRole(TimeSpan.FromMilliseconds(10), topic: "two");
        role.Forbidden = "b";
        foreach (var (partition, word) in new[] { (0, "a"), (0, "b"), (0, "c"), (1, "x") })
        {
            await _producer.ProduceAsync(
                new TopicPartition("two", partition), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(word) });
        }

        var running = Run(role);
        await role.SawAsync("a", Patience);
        await role.SawAsync("x", Patience);
        await _producer.ProduceAsync(new TopicPartition("two", 1), new Message<Null, byte[]> { Value = "y"u8.ToArray() });
        await role.SawAsync("y", Patience);
        Assert.Equal(3, role.Applied);

        role.Forbidden = null;
        await role.SawAsync("c", Patience);
        await _stop.CancelAsync();
        await running;

        Assert.Equal(["a", "b", "c"], Stored(3));
        Assert.Equal(5, role.Applied);
    }

    [Fact]
    public async Task A_partition_that_stands_still_is_checkpointed_before_the_message_that_it_cannot_apply()
    {
        await SendAsync("a", "b");
        using var role = NewRole(TimeSpan.FromMilliseconds(10));
        role.Forbidden = "b";
        var running = Run(role);
        await role.SawAsync("a", Patience);
        await _stop.CancelAsync();
        await running;

        Assert.Equal(["a"], Stored(1));
    }

    [Fact]
    public async Task A_log_that_no_longer_reaches_back_to_the_state_stops_its_partition()
    {
        // The embedded broker keeps the newest 5 MiB of a partition.
        for (var i = 0; i < 16; i++)
        {
            await _producer.ProduceAsync(Topic, new Message<Null, byte[]> { Value = new byte[700_000] });
        }

        using var role = NewRole(TimeSpan.FromMilliseconds(10));
        var running = Run(role);

        await role.StoppedAsync(Patience);

        Assert.Contains("the store holds no checkpoint, and the log begins at", role.WhyStopped, StringComparison.Ordinal);
        Assert.Contains("no snapshots.directory", role.WhyStopped, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running;
        Assert.Equal(0, role.Applied);
        Assert.Null(_store.OffsetOf("words", 0));
    }

    [Fact]
    public async Task What_the_store_lost_comes_back_from_the_snapshot_and_the_log_after_it()
    {
        using var folder = new TemporaryFolder();
        var snapshots = new SnapshotOptions { Directory = folder.Path };
        await SendAsync("a", "b");
        using (var first = NewRole(TimeSpan.FromMilliseconds(10), snapshots: snapshots))
        {
            var running = Run(first);
            await first.AppliedAsync(2, Patience);
            await first.SnapshotAsync(Patience);
            await SendAsync("c");
            await first.AppliedAsync(3, Patience);
            await _stop.CancelAsync();
            await running;
        }

        _store.Flush();
        using var second = NewRole(TimeSpan.FromMilliseconds(10), snapshots: snapshots);
        using var stop = new CancellationTokenSource();
        var again = Run(second, stop.Token);
        await second.TakenAsync(1, Patience);
        await SendAsync("d");
        await second.SawAsync("d", Patience);
        await stop.CancelAsync();
        await again;

        Assert.Equal(StateOrigin.Snapshot, second.Origin);
        Assert.InRange(second.Applied, 1, 2);
        Assert.Equal(["a", "b", "c", "d"], Stored(4));
    }

    [Fact]
    public async Task A_damaged_store_without_a_snapshot_is_made_good_from_a_log_that_is_whole()
    {
        await SendAsync("a", "b");
        _store.Damage("words", 0, "bit rot");
        using var role = NewRole(TimeSpan.FromMilliseconds(10));
        var running = Run(role);
        await role.AppliedAsync(2, Patience);
        await _stop.CancelAsync();
        await running;

        Assert.Equal(StateOrigin.Log, role.Origin);
        Assert.Equal(["a", "b"], Stored(2));
        Assert.Null(_store.Take("words", 0, 1, 5).Damage);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Another_version_of_the_logic_is_counted_where_it_resumes_after_a_crash_only(bool isCleanStop, int counted)
    {
        await SendAsync("a");
        using (var first = NewRole(TimeSpan.FromMilliseconds(10)))
        {
            var running = Run(first);
            await first.AppliedAsync(1, Patience);
            await _stop.CancelAsync();
            await running;
        }

        _store.WrittenBy("words", 0, Logic.Version - 1);
        if (!isCleanStop)
        {
            // Somebody took it, and was not heard of again.
            _store.Take("words", 0, 1, owner: 7);
        }

        using var second = NewRole(TimeSpan.FromMilliseconds(10));
        using var stop = new CancellationTokenSource();
        var again = Run(second, stop.Token);
        await second.TakenAsync(1, Patience);
        await stop.CancelAsync();
        await again;

        Assert.Equal(counted, second.LogicChanges);
    }

    private async Task SendAsync(params string[] words)
    {
        foreach (var word in words)
        {
            await _producer.ProduceAsync(Topic, new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(word) });
        }
    }

    private string[] Stored(long nextOffset)
    {
        var state = new KeyValueState();
        Assert.Equal(nextOffset, _store.Peek("words", 0, state)?.NextOffset);
        return [.. state.Values.Values];
    }

    private Task<bool> Run(WordsRole role, CancellationToken? stop = null) =>
        Task.Factory.StartNew(() => RoleThread.Drive(role, stop ?? _stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private WordsRole NewRole(
        TimeSpan checkpoints, bool acknowledges = true, SnapshotOptions? snapshots = null, string topic = Topic) => new(
        _kafka.BootstrapServers, new RoleSettings(1, 1, checkpoints), _store, topic, acknowledges, snapshots);
}
