using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Embedded;
using WarningEngine.App.Hosting;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Redis;
using WarningEngine.Testing;
using ConfigurationOptions = StackExchange.Redis.ConfigurationOptions;
using ConnectionMultiplexer = StackExchange.Redis.ConnectionMultiplexer;

namespace WarningEngine.Integration.Hosting;

/// <summary>The console's picture of the cases over a read model in which something is damaged.</summary>
public sealed class ConsoleFeedTests : IDisposable
{
    private const int Partitions = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EmbeddedGarnet _garnet = new();
    private readonly Lines _lines = new();
    private const string Owner = "2-me";

    private bool _stopped;

    public void Dispose() => Stop();

    /// <summary>It may read on for a while after somebody else has taken the partition, and would show as open what was closed.</summary>
    [Fact]
    public async Task Who_is_not_the_owner_any_more_shows_nothing()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        var open = Of(0);
        var other = open with { Id = open.Id + 1 };
        await ShowAsync(redis, 0, open with { Revision = 2, State = CaseState.Closed });

        await Assert.ThrowsAsync<NotOwnerException>(() => model.ChangeAsync(0, "1-former", [open, other], []));
        await Assert.ThrowsAsync<NotOwnerException>(() => model.ChangeAsync(0, "1-former", [], [open.Id]));
        await Assert.ThrowsAsync<NotOwnerException>(() => model.ReplaceAsync(0, "1-former", [other]));

        var shown = Assert.Single(await model.AllAsync(Partitions, x => Assert.Fail($"{x}")));
        Assert.Equal((open.Id, 2, CaseState.Closed), (shown.Id, shown.Revision, shown.State));
    }

    /// <summary>Redis carries out what else is in a transaction, and the console would go on without a case of which nobody knows that it was not written.</summary>
    [Fact]
    public async Task A_change_that_the_store_refuses_fails_and_writing_all_of_it_makes_it_good()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var (db, model, one) = (redis.GetDatabase(), new RedisConsoleReadModel(redis), Of(1));
        await db.StringSetAsync("we:{dispatch:1}:owner", Owner);
        await db.StringSetAsync("we:{dispatch:1}:cases", "another type");

        await Assert.ThrowsAsync<StackExchange.Redis.RedisServerException>(() => model.ChangeAsync(1, Owner, [one], []));
        await model.ReplaceAsync(1, Owner, [one]);

        Assert.Equal(one.Id, Assert.Single(await model.AllAsync(Partitions, x => Assert.Fail($"{x}"))).Id);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_passed_over_and_everything_else_is_shown()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var (db, model) = (redis.GetDatabase(), new RedisConsoleReadModel(redis));
        var (zero, two) = (Of(0), Of(2));
        await ShowAsync(redis, 0, zero);
        await ShowAsync(redis, 2, two);
        await db.HashSetAsync("we:{dispatch:0}:cases", "torn", "{\"Id\": 7");
        await db.HashSetAsync("we:{dispatch:0}:cases", "empty", "{}");
        await db.StringSetAsync("we:{dispatch:1}:cases", "another type");
        await db.HashSetAsync("we:console:time", 0, "soon");
        await model.PutTimeAsync(2, 5);
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), TimeProvider.System, _lines);
        await UntilAsync(() => feed.Cases.Count == 2 && feed.AsOfMs == 5);

        Assert.Equal(new[] { zero.Id, two.Id }.Order(), feed.Cases.Select(x => x.Id).Order());
        Assert.Single(_lines.Told, x => x.Contains("case torn of partition 0", StringComparison.Ordinal));
        Assert.Single(_lines.Told, x => x.Contains("case empty of partition 0", StringComparison.Ordinal));
        Assert.Single(_lines.Told, x => x.Contains("partition 1, which is of another type", StringComparison.Ordinal));

        // A case that was shown and is damaged now stays, and is told of; one that was forgotten goes; the partition that is good again comes.
        await db.HashSetAsync("we:{dispatch:0}:cases", zero.Id.ToString("x32", CultureInfo.InvariantCulture), "torn");
        await model.ChangeAsync(2, Owner, [], [two.Id]);
        await db.KeyDeleteAsync("we:{dispatch:1}:cases");
        var one = Of(1);
        await redis.GetDatabase().StringSetAsync("we:{dispatch:1}:owner", Owner);
        await model.ReplaceAsync(1, Owner, [one]);
        await UntilAsync(() => feed.Cases.Select(x => x.Id).Order().SequenceEqual(new[] { zero.Id, one.Id }.Order()));
        Assert.Single(_lines.Told, x => x.Contains($"case {zero.Id:x32} of partition 0", StringComparison.Ordinal));
        Assert.Single(_lines.Told, x => x.Contains("case torn of partition 0", StringComparison.Ordinal));
    }

    /// <summary>After a change of the number of partitions, until its former one is taken.</summary>
    [Fact]
    public async Task A_case_that_stands_in_two_partitions_is_shown_once_as_it_is_now()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        var before = Of(0);
        await ShowAsync(redis, 0, before with { Revision = before.Revision + 1 });
        await ShowAsync(redis, 2, before);
        await ShowAsync(redis, 2, Of(2));
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), TimeProvider.System, _lines);

        await UntilAsync(() => feed.Cases.Count == 2);

        Assert.Equal(before.Revision + 1, feed.Cases.Single(x => x.Id == before.Id).Revision);
        Assert.Empty(_lines.Told);
    }

    /// <summary>A page that reads the new version and the old cases would not look again until the next change.</summary>
    [Fact]
    public async Task What_made_a_version_is_there_for_whoever_has_read_it()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        var first = Of(0);
        await ShowAsync(redis, 0, first);
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), TimeProvider.System, _lines);
        await UntilAsync(() => feed.Known);
        Case[] more = [.. Enumerable.Range(1, 2_000).Select(x => first with { Id = first.Id + (UInt128)x })];
        var reading = Task.Run(() =>
        {
            for (var started = Stopwatch.GetTimestamp(); feed.Version <= more.Length && Stopwatch.GetElapsedTime(started) < Patience;)
            {
                var version = feed.Version;
                Assert.True(feed.Cases.Count >= version, $"Version {version} was told before its case.");
            }
        });

        await model.ChangeAsync(0, Owner, more, []);

        await reading;
        Assert.Equal(more.Length + 1, feed.Version);
    }

    /// <summary>Its history is full, and the partition's time stands within the second: neither length nor time tells the two states apart.</summary>
    [Fact]
    public async Task A_finding_is_shown_of_a_case_whose_history_has_no_more_room()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        var busy = Of(0) with { History = [.. Enumerable.Repeat(new CaseLine(Some.TimeMs, "disposition", "BUSY"), 64)], Disposition = DispositionCode.NotReachedBusy };
        await ShowAsync(redis, 0, busy);
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), TimeProvider.System, _lines);
        await UntilAsync(() => feed.Cases.Count == 1);

        await model.ChangeAsync(0, Owner, [busy with { Disposition = DispositionCode.ReachedDenies, Watched = true }], []);

        await UntilAsync(() => feed.Cases.Single() is { Disposition: DispositionCode.ReachedDenies, Watched: true });
    }

    /// <summary>It takes connections and never answers: a service that stops does not wait for as long as its client would.</summary>
    [Fact]
    public async Task A_store_that_hangs_holds_up_nobody_who_stops()
    {
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        hanging.Start();
        const int minuteMs = 60_000;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { hanging.LocalEndpoint }, AbortOnConnectFail = false, ConnectTimeout = 200, SyncTimeout = 60 * minuteMs, AsyncTimeout = 60 * minuteMs,
        });
        var (model, health) = (new RedisConsoleReadModel(redis), new EngineHealth(TimeProvider.System));
        var feed = new RedisCaseFeed(model, Partitions, health, TimeProvider.System, _lines);
        var telling = new HealthTelling("other", model, health, TimeProvider.System, _lines);

        await feed.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        await telling.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(feed.Known);
    }

    [Fact]
    public async Task Cases_that_were_read_long_ago_are_not_told_as_current()
    {
        var clock = new ManualClock();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{_garnet.Endpoint},abortConnect=false");
        var model = new RedisConsoleReadModel(redis);
        await ShowAsync(redis, 0, Of(0));
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), clock, _lines);
        await UntilAsync(() => feed.Known && feed.Degraded.Count == 0);
        Assert.Single(feed.Cases);

        // What is read again is current again.
        clock.Advance(TimeSpan.FromSeconds(11));
        await model.PutTimeAsync(0, Some.TimeMs);
        await UntilAsync(() => feed.Degraded.Count == 0);
        Stop();
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            return feed.Degraded is ["cases"];
        });
        Assert.True(feed.Known);
        Assert.Single(feed.Cases);
    }

    /// <summary>Redis answers, and nobody adds cases or lets them end.</summary>
    [Fact]
    public async Task That_dispatch_stands_still_is_told_until_its_time_moves()
    {
        var clock = new ManualClock();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        await model.PutTimeAsync(0, Some.TimeMs);
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), clock, _lines);
        await UntilAsync(() => feed.Known && feed.AsOfMs == Some.TimeMs);
        Assert.Empty(feed.Degraded);

        clock.Advance(TimeSpan.FromSeconds(11));
        await UntilAsync(() => feed.Degraded is ["time"]);

        await model.PutTimeAsync(0, Some.TimeMs + 1_000);
        await UntilAsync(() => feed.Degraded.Count == 0);
    }

    /// <summary>A console in a process of its own knows of surges, stopped partitions and stuck queues from others alone.</summary>
    [Fact]
    public async Task What_does_not_work_in_another_process_is_told_for_as_long_as_it_says_so()
    {
        var clock = new ManualClock();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_garnet.Endpoint);
        var model = new RedisConsoleReadModel(redis);
        await model.TellAsync("dead", new(7, ["read.legs"]));
        await redis.GetDatabase().HashSetAsync("we:console:health", "torn", "{}");
        var other = new EngineHealth(TimeProvider.System);
        other.DeliveryFailed("dissuasion.510000.p0", "not written");
        await using var feed = new RedisCaseFeed(model, Partitions, new EngineHealth(TimeProvider.System), clock, _lines);
        await using (var telling = new HealthTelling("other", model, other, TimeProvider.System, _lines))
        {
            await UntilAsync(() => feed.Degraded is ["queue.dissuasion.510000.p0"]);
            other.RoleState("score", false, "restarts");
            await UntilAsync(() => feed.Degraded is ["queue.dissuasion.510000.p0", "score"]);
        }

        // Stopped in good order, it says nothing any more; of one that was killed its last word stands for a while.
        await UntilAsync(() => feed.Degraded.Count == 0);
        await model.TellAsync("killed", new(1, ["partitions.score"]));
        await RoundAsync(model, feed);
        await model.TellAsync("killed", new(2, ["partitions.score"]));
        await RoundAsync(model, feed);
        Assert.Equal(["partitions.score"], feed.Degraded);
        clock.Advance(TimeSpan.FromSeconds(11));
        await RoundAsync(model, feed);
        await UntilAsync(() => feed.Degraded.Count == 0);
        clock.Advance(TimeSpan.FromSeconds(60));
        await UntilAsync(() => redis.GetDatabase().HashKeys("we:console:health") is [var torn] && torn == "torn");
        Assert.Empty(_lines.Told);
    }

    [Fact]
    public async Task A_console_that_starts_while_Redis_is_away_knows_nothing_and_says_so()
    {
        Stop();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{_garnet.Endpoint},abortConnect=false");
        await using var feed = new RedisCaseFeed(
            new RedisConsoleReadModel(redis), Partitions, new EngineHealth(TimeProvider.System), TimeProvider.System, _lines);
        Assert.Equal(["cases"], feed.Degraded);
        await UntilAsync(() => !_lines.Told.IsEmpty);
        Assert.False(feed.Known);
        Assert.Equal(["cases"], feed.Degraded);
    }

    /// <summary>Until the feed has read everything once more.</summary>
    private static async Task RoundAsync(RedisConsoleReadModel model, RedisCaseFeed feed)
    {
        var before = feed.AsOfMs;
        for (var timeMs = before + 1; timeMs <= before + 2; timeMs++)
        {
            await model.PutTimeAsync(0, timeMs);
            await UntilAsync(() => feed.AsOfMs == timeMs);
        }
    }

    private static async Task ShowAsync(ConnectionMultiplexer redis, int partition, Case one)
    {
        await redis.GetDatabase().StringSetAsync($"we:{{dispatch:{partition}}}:owner", Owner);
        await new RedisConsoleReadModel(redis).ChangeAsync(partition, Owner, [one], []);
    }

    private static Case Of(int partition)
    {
        var person = Enumerable.Range(1, 1000).Select(x => new Token(1, (ulong)x << 54)).First(x => x.Partition(Partitions) == partition);
        return CaseMerging.Open(Some.Warning() with { Person = person, EpisodeId = (UInt128)(100 + partition) }, "510000", Some.TimeMs);
    }

    /// <summary>Redis is away.</summary>
    private void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            _garnet.Dispose();
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var started = Stopwatch.GetTimestamp(); !isSo();)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "The cases did not come.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Lines : ILogger, IDisposable
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Enqueue(formatter(state, exception));

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
