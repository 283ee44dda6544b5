using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prometheus;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Configuration;
using WarningEngine.App.Owners;
using WarningEngine.App.Patterns;
using WarningEngine.App.Telemetry;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>The service, embeddable: roles on threads of their own, and a web server with console, metrics and health.
/// Touches no signals and no process-wide state; <c>run</c>, <c>demo</c> and tests start the same class.</summary>
public sealed class Engine : IAsyncDisposable
{
    /// <summary>A role brings its partitions to a last checkpoint in this time, within the ten seconds of a stop.</summary>
    private static readonly TimeSpan RoleStopTimeout = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan TopicRetry = TimeSpan.FromSeconds(2);

    private readonly EngineOptions _options;
    private readonly EngineEnvironment _environment;
    private readonly byte[]? _tokenKey;
    private readonly RuleSetFiles _patterns;
    private readonly ModelFiles? _model;
    private readonly ArtifactCatalogue _artifacts = new();
    private readonly List<RoleThread> _roles = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Stack<(string Name, Func<Task> Undo)> _cleanups = new();
    private WebApplication? _web;
    private Task _starting = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    /// <summary>Reads what can be read before anything is started.</summary>
    /// <exception cref="ConfigurationInvalidException">Key file, pattern files or the model are wrong.</exception>
    public Engine(EngineOptions options, EngineEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        _options = options;
        _environment = environment;
        _tokenKey = environment.TokenKey ?? ReadTokenKey(options);
        _patterns = ReadPatterns(options.Scoring.Patterns);
        _model = ShippedModels.ReadFirst(options.Scoring);
    }

    /// <summary>Where the web server listens, once started.</summary>
    public Uri Address => new(_web!.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts the web server, then topics and roles behind it: health tells what they wait for.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    /// <exception cref="ConfigurationInvalidException">It is none of this machine, or this process may not listen there.</exception>
    public async Task StartAsync()
    {
        try
        {
            var redis = await ConnectAsync();
            var registry = Metrics.NewCustomRegistry();
            var metrics = new EngineMetrics(registry, _environment.Clock);
            if (_options.Snapshots.Directory is not null)
            {
                metrics.SnapshotsEvery(_options.Snapshots.Every);
            }

            var health = new EngineHealth(_environment.Clock, ProbesOf(redis));
            var observer = new ObserverFan([metrics, health, .. _environment.Observers]);
            _web = Build();
            _web.MapMetrics("/metrics", registry);
            _web.MapHealth(health);
            Cleanup("web server", () => _web.DisposeAsync().AsTask());
            var logs = _web.Services.GetRequiredService<ILoggerFactory>();
            if (redis is not null && _options.Roles.Any(x => x != Role.Console))
            {
                var telling = new HealthTelling(
                    Guid.NewGuid().ToString("n"), new RedisConsoleReadModel(redis), health, _environment.Clock, logs.CreateLogger("WarningEngine.health"));
                Cleanup("health", () => telling.DisposeAsync().AsTask());
            }

            if (_options.Roles.Contains(Role.Console))
            {
                var console = new ConsoleParts(_options, redis!, _tokenKey!, health, _environment.Clock, logs);
                Cleanup("console", () => console.DisposeAsync().AsTask());
                console.Map(_web);
            }

            // What the console sends for a page comes to its end before the console does.
            Cleanup("requests", () => _web.StopAsync());
            await ListenAsync(_web);
            var topics = _environment.Topics ?? new BrokerTopicMaker(_options.Kafka);
            var factory = new RoleFactory(
                _options, _tokenKey, _artifacts, redis, topics, observer, health, _environment.Clock, logs);
            _starting = Task.Run(() => StartRolesAsync(factory, topics, logs.CreateLogger<Engine>()));
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops reading, finishes what was read, checkpoints, leaves the groups, then closes the rest, last started
    /// first. Safe to call twice.</summary>
    /// <returns>Roles that did not finish what they had begun; the log says why. Nothing is lost with them: whoever goes on reads it again.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _starting;
        await _watching;
        _roles.ForEach(role => role.RequestStop());
        var stopBegan = _environment.Clock.GetTimestamp();
        var ended = await Task.WhenAll(_roles.Select(async role =>
            (role.Name, IsWhole: await role.EndAsync(RoleStopTimeout - _environment.Clock.GetElapsedTime(stopBegan)))));
        _roles.Clear();
        while (_cleanups.TryPop(out var cleanup))
        {
            await cleanup.Undo();
        }

        return [.. ended.Where(x => !x.IsWhole).Select(x => x.Name)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static byte[]? ReadTokenKey(EngineOptions options)
    {
        if (options.Roles.All(role => role == Role.Score))
        {
            return null;
        }

        return options.Intake.TokenKeyFile is { } file
            ? TokenKey.Read(file)
            : throw new ConfigurationInvalidException(
                [new("intake.tokenKeyFile", "is missing: --token-key-file FILE, made once with 'keys new FILE'")]);
    }

    private static RuleSetFiles ReadPatterns(string directory)
    {
        try
        {
            var files = RuleSetFiles.Read(directory);
            files.Compile(out _);
            return files;
        }
        catch (PatternFilesException wrong)
        {
            throw new ConfigurationInvalidException(
                [.. wrong.Errors.Select(x => new ConfigurationError("scoring.patterns", x.ToString()!))]);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new ConfigurationInvalidException([new("scoring.patterns", missing.Message)]);
        }
    }

    private async Task ListenAsync(WebApplication web)
    {
        try
        {
            await web.StartAsync();
        }
        catch (SocketException refused)
        {
            throw new ConfigurationInvalidException([new("listen", $"{_options.Listen}: {refused.Message}")]);
        }
    }

    private async Task<IConnectionMultiplexer?> ConnectAsync()
    {
        if (_options.Roles.All(role => role == Role.Intake))
        {
            return null;
        }

        var redis = await ConnectionMultiplexer.ConnectAsync(_options.Redis.NewConnection());
        Cleanup("redis", () => redis.DisposeAsync().AsTask());
        return redis;
    }

    private (string, Func<Task<HealthCheck>>)[] ProbesOf(IConnectionMultiplexer? redis)
    {
        (string, Func<Task<HealthCheck>>) kafka = ("kafka", () => Probes.KafkaAsync(_options.Kafka));
        return redis is null ? [kafka] : [kafka, ("redis", () => Probes.RedisAsync(redis))];
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(_options.Listen.ToString());
        builder.Logging.ClearProviders();
        _environment.Logging(builder.Logging);

        // An open page holds a connection for ever: it reconnects by itself.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        if (_options.Telemetry.OtlpEndpoint is { } endpoint)
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("warning-engine"))
                .WithTracing(tracing => tracing
                    .AddSource(EngineTracing.SourceName)
                    .SetSampler(new ParentBasedSampler(new AlwaysOffSampler()))
                    .AddOtlpExporter(otlp => otlp.Endpoint = endpoint));
        }

        return builder.Build();
    }

    private async Task StartRolesAsync(RoleFactory factory, ITopicMaker topics, ILogger log)
    {
        if (!await MakeTopicsAsync(factory, topics, log))
        {
            return;
        }

        if (_options.Roles.Contains(Role.Score))
        {
            Start(factory.Artifacts(_environment.Random));
        }

        if (_options.Scoring.Watch is { } directory)
        {
            var publisher = new RuleSetPublisher(_options.Kafka, _environment.Clock);
            var watch = new RuleSetWatch(
                directory, (files, stop) => publisher.ActivateAsync(files, RuleSetFiles.NameOf(directory), "", "watch", stop),
                factory.Observer, _environment.Clock, log);
            _watching = Task.Run(() => watch.RunAsync(_stop.Token));
        }

        foreach (var role in _options.Roles.Distinct())
        {
            foreach (var thread in factory.Threads(role, _environment.Random))
            {
                Start(thread);
            }
        }
    }

    private void Start(RoleThread thread)
    {
        _roles.Add(thread);
        thread.Start();
    }

    /// <summary>False where the engine was stopped before Kafka answered.</summary>
    private async Task<bool> MakeTopicsAsync(RoleFactory factory, ITopicMaker topics, ILogger log)
    {
        var observer = factory.Observer;
        observer.RoleState("topics", false, "not asked for yet");
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                // A role has rights on its own topics alone: what it may not read it finds out itself, and says so.
                foreach (var note in await topics.MakeAsync(
                    TopicPlan.All(_options.Kafka.Partitions, _options.Kafka.RawPartitions), othersMakeThem: true, _stop.Token))
                {
                    log.LogInformation("Topics: {Note}", note);
                }

                if (TopicPlan.OtherPartitions(_options.Kafka) is { Count: > 0 } wrong)
                {
                    throw new KafkaFaultException(string.Join("; ", wrong));
                }

                // Only who scores: others have no business with artifacts, and perhaps no right.
                if (_options.Roles.Contains(Role.Score) && await new RuleSetPublisher(_options.Kafka, _environment.Clock)
                    .WriteFirstAsync(_patterns, RuleSetFiles.NameOf(_options.Scoring.Patterns), _model, _stop.Token) is { } wrote)
                {
                    log.LogInformation("Topics: {Note}", wrote);
                }

                if (await factory.MakeSnapshotFolderAsync(_stop.Token) is { } missing)
                {
                    log.LogWarning("Snapshots: {Reason}", missing);
                }

                observer.RoleState("topics", true, "there");
                return true;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whatever it was: nobody else would ever hear of it, and the process would wait for its end in silence.
                observer.RoleState("topics", false, failure.Message);
                log.LogWarning("Topics: {Reason}; trying again", failure.Message);
                await Task.Delay(TopicRetry, _environment.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    private void Cleanup(string name, Func<Task> undo) => _cleanups.Push((name, undo));
}
