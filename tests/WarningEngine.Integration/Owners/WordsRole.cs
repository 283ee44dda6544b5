using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Owners;

/// <summary>A role that remembers words by their offsets, and causes one thing a word.</summary>
internal sealed class WordsRole : LogRole
{
    private readonly bool _acknowledges;
    private readonly EpochSource _epochs;
    private readonly Told _told;
    private readonly SemaphoreSlim _progress = new(0);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = [];
    private int _applied;
    private string? _forbidden;
    private int _taken;

    public WordsRole(
        string kafka, RoleSettings settings, ICheckpointStore store, string topic, bool acknowledges, SnapshotOptions? snapshots = null)
        : this(kafka, settings, store, topic, acknowledges, snapshots, new EpochSource(), new Told())
    {
    }

    private WordsRole(
        string kafka, RoleSettings settings, ICheckpointStore store, string topic, bool acknowledges, SnapshotOptions? snapshots,
        EpochSource epochs, Told told)
        : base("words", topic, settings, store, epochs.Cut, Around(kafka, snapshots, told))
    {
        (_acknowledges, _epochs, _told) = (acknowledges, epochs, told);
        _told.Changed = () => _progress.Release();
    }

    /// <summary>A word that it cannot apply as long as it stands here.</summary>
    public string? Forbidden
    {
        get => Volatile.Read(ref _forbidden);
        set => Volatile.Write(ref _forbidden, value);
    }

    public string? WhyStopped => _told.WhyStopped;

    public StateOrigin? Origin => _told.Origin;

    public int LogicChanges => _told.LogicChanges;

    public Task StoppedAsync(TimeSpan patience) => UntilAsync(() => WhyStopped is not null, patience);

    public Task SnapshotAsync(TimeSpan patience) => UntilAsync(() => _told.HasSnapshot, patience);

    public int Applied => Volatile.Read(ref _applied);

    public Task AppliedAsync(int count, TimeSpan patience) => UntilAsync(() => Applied >= count, patience);

    public Task TakenAsync(int count, TimeSpan patience) => UntilAsync(() => Volatile.Read(ref _taken) >= count, patience);

    public Task SawAsync(string word, TimeSpan patience) => UntilAsync(
        () =>
        {
            lock (_lock)
            {
                return _seen.Contains(word);
            }
        },
        patience);

    public override void Dispose()
    {
        base.Dispose();
        _progress.Dispose();
    }

    protected override ICheckpointedState NewState(int partition) => new KeyValueState();

    protected override void Taken(PartitionOwner owner)
    {
        Interlocked.Increment(ref _taken);
        _progress.Release();
    }

    protected override string? Apply(PartitionOwner owner, ReadMessage message)
    {
        var word = Encoding.UTF8.GetString(message.Value);
        if (word == Forbidden)
        {
            return $"'{word}' is forbidden";
        }

        _epochs.Current.Enter();
        ((KeyValueState)owner.State).Set(message.Offset.ToString("00000", CultureInfo.InvariantCulture), word);
        if (_acknowledges)
        {
            _epochs.Current.Leave();
        }

        lock (_lock)
        {
            _seen.Add(word);
        }

        Interlocked.Increment(ref _applied);
        _progress.Release();
        return null;
    }

    protected override void Drained()
    {
    }

    private static RoleSurroundings Around(string kafka, SnapshotOptions? snapshots, Told told) => new(
        new ConsumerGroups(new KafkaOptions { BootstrapServers = kafka }), told, TimeProvider.System, new Random(1),
        NullLogger.Instance)
    {
        Snapshots = snapshots,
    };

    private async Task UntilAsync(Func<bool> reached, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (!reached())
        {
            await _progress.WaitAsync(timeout.Token);
        }
    }

    private sealed class EpochSource
    {
        public Epoch Current { get; private set; } = new();

        public Epoch Cut()
        {
            var ended = Current;
            Current = new Epoch();
            return ended;
        }
    }
}
