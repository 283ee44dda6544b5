using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;
using WarningEngine.AlertConsole;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Cases;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>The console's picture of the cases: told of each change, and read whole every few seconds, since a message of
/// change may be lost and a forgotten case sends none.</summary>
internal sealed class RedisCaseFeed : ICaseFeed, IAsyncDisposable
{
    private static readonly TimeSpan TimeEvery = TimeSpan.FromMilliseconds(500);
    private const int TimesPerReading = 10;

    /// <summary>A reading is due every five seconds, and Redis may fail over for some.</summary>
    private static readonly TimeSpan CurrentFor = TimeSpan.FromSeconds(10);

    /// <summary>Dispatch writes its time each second. Where that stands still for so long, nobody adds cases or lets them end: dispatch is down, or the
    /// partitions that it reads bring nothing.</summary>
    private static readonly TimeSpan MovesWithin = TimeSpan.FromSeconds(10);

    private readonly RedisConsoleReadModel _model;
    private readonly int _partitions;
    private readonly EngineHealth _health;
    private readonly HeardProcesses _others;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<UInt128, Case> _cases = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;
    private HashSet<UnreadableCase> _unreadable = [];
    private long _version;
    private long _asOfMs;
    private long _readAt;
    private long _timedAt;
    private long _movedAt;
    private volatile bool _known;

    public RedisCaseFeed(RedisConsoleReadModel model, int partitions, EngineHealth health, TimeProvider clock, ILogger log)
    {
        (_model, _partitions, _health, _clock, _log) = (model, partitions, health, clock, log);
        _others = new HeardProcesses(model, clock);
        _movedAt = clock.GetTimestamp();
        _following = Task.Run(FollowAsync);
    }

    public IReadOnlyCollection<Case> Cases => [.. _cases.Values];

    public long AsOfMs => Interlocked.Read(ref _asOfMs);

    public long Version => Interlocked.Read(ref _version);

    /// <summary>Of this process and of others that tell. A process that is a console alone owns nothing whose waiting would tell that Redis is away, or that
    /// dispatch is: <c>cases</c> and <c>time</c> do.</summary>
    public IReadOnlyList<string> Degraded =>
        [.. _health.Degraded().Union(_others.NotGood()), .. !IsCurrent ? ["cases"] : IsMoving ? (string[])[] : ["time"]];

    public bool Known => _known;

    private bool IsCurrent => _known && _clock.GetElapsedTime(Math.Min(Interlocked.Read(ref _readAt), Interlocked.Read(ref _timedAt))) <= CurrentFor;

    private bool IsMoving => _clock.GetElapsedTime(Interlocked.Read(ref _movedAt)) <= MovesWithin;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(TimeEvery, _clock);
        var subscribed = false;

        // Whatever fails, the next round reads: no message of change came meanwhile, and nothing is known before a reading.
        for (var round = 0; !_stop.IsCancellationRequested; round++)
        {
            try
            {
                if (!subscribed)
                {
                    await _model.SubscribeAsync(Changed).WaitAsync(_stop.Token);
                    subscribed = true;
                }

                // A store that hangs answers after the client's patience, which is longer than a service may take to stop.
                await RoundAsync(isReading: round % TimesPerReading == 0).WaitAsync(_stop.Token);
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException)
            {
                // The page keeps what it has, and says of it that it is old.
                _log.LogWarning("console: {Reason}", RedisFaults.Why(failure));
                round = -1;
                await PauseAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception unforeseen) when (unforeseen is not OutOfMemoryException)
            {
                // Whatever it is, the page must not stand still until the next start, nor the process end in it.
                _log.LogError(unforeseen, "console: the cases could not be read");
                round = -1;
                await PauseAsync();
            }
        }
    }

    private async Task RoundAsync(bool isReading)
    {
        if (isReading)
        {
            await ReadAsync();
            Interlocked.Exchange(ref _readAt, _clock.GetTimestamp());
        }

        Told(await _model.TimeAsync());
        await _others.ReadAsync();
        _known = true;
    }

    private void Told(long timeMs)
    {
        var now = _clock.GetTimestamp();
        if (Interlocked.Exchange(ref _asOfMs, timeMs) != timeMs)
        {
            Interlocked.Exchange(ref _movedAt, now);
        }

        Interlocked.Exchange(ref _timedAt, now);
    }

    private async Task PauseAsync() => await Task.Delay(TimeEvery * 4, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task ReadAsync()
    {
        // What is published meanwhile is not in the reading, and gone it is not.
        var before = _cases.Values.ToArray();
        var unreadable = new HashSet<UnreadableCase>();
        var read = await _model.AllAsync(_partitions, x => unreadable.Add(x));
        foreach (var place in unreadable.Except(_unreadable))
        {
            _log.LogWarning("console: passes over {Place}: it cannot be read", place);
        }

        _unreadable = unreadable;
        var ids = read.Select(x => x.Id).ToHashSet();
        foreach (var one in before.Where(x => !ids.Contains(x.Id) && !IsUnreadable(x)))
        {
            if (_cases.TryRemove(one.Id, out _))
            {
                Interlocked.Increment(ref _version);
            }
        }

        // With another number of partitions a case may stand in its former one as well.
        read.ForEach(Changed);
    }

    /// <summary>What is known of it stays: damaged is not forgotten.</summary>
    private bool IsUnreadable(Case known) => _unreadable.Count > 0 && known.Person.Partition(_partitions) is var partition
        && (_unreadable.Contains(new(partition, null)) || _unreadable.Contains(new(partition, known.Id.ToString("x32", CultureInfo.InvariantCulture))));

    /// <summary>A reading may be older than a message: the later state of a case has the longer history or revision. Of a history that keeps its last lines
    /// alone, within a second, it is the one that has ended, else what was told last: the next reading puts it right.</summary>
    private void Changed(Case one)
    {
        var stored = _cases.AddOrUpdate(one.Id, one, (_, known) => IsNews(one, known) ? one : known);

        // Only now: whoever reads a version and then the cases finds in them what made it.
        if (ReferenceEquals(stored, one))
        {
            Interlocked.Increment(ref _version);
        }
    }

    private static bool IsNews(Case one, Case known) => Age(one).CompareTo(Age(known)) is var later
        && (later > 0 || (later == 0 && (one.Disposition, one.Watched, one.EpisodeEnded) != (known.Disposition, known.Watched, known.EpisodeEnded)));

    private static (int, int, long, CaseState) Age(Case one) => (one.Revision, one.History.Count, one.History[^1].TimeMs, one.State);
}
