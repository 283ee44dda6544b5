using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;
using WarningEngine.AlertConsole;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Intake;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Who reaches the console.</summary>
public sealed record ConsoleOptions
{
    /// <summary>Names, without a port, by which browsers reach it beside localhost and the host of <c>listen</c>: those of a proxy in front
    /// of it, which asks who it is. Whoever asks for another name is refused.</summary>
    [CustomValidation(typeof(ConsoleOptions), nameof(CheckHosts))]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>For the binder: names, and addresses, as the header Host has them; of anything else none would ever be asked for.</summary>
    public static ValidationResult? CheckHosts(IReadOnlyList<string> hosts, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        return hosts.FirstOrDefault(x => !IsHost(x)) is { } wrong
            ? new ValidationResult($"names '{wrong}', which is no name or address alone, such as console.example.org: without scheme, port, "
                + "path and '*'", [nameof(Hosts)])
            : ValidationResult.Success;
    }

    private static bool IsHost(string text) => Uri.CheckHostName(text) switch
    {
        UriHostNameType.Dns or UriHostNameType.IPv4 => true,
        UriHostNameType.IPv6 => text.StartsWith('['),
        _ => false,
    };
}

/// <summary>The console's ports over Redis and Kafka.</summary>
internal sealed class ConsoleParts : IAsyncDisposable
{
    private readonly Tokeniser _tokens;
    private readonly RedisCaseFeed _feed;
    private readonly KafkaConsoleWriter _writer;
    private readonly TimeProvider _clock;
    private readonly OwnHosts _hosts;

    public ConsoleParts(
        EngineOptions options, IConnectionMultiplexer redis, byte[] tokenKey, EngineHealth health, TimeProvider clock,
        ILoggerFactory logs)
    {
        (_clock, _hosts) = (clock, new OwnHosts(options.Listen, options.Console.Hosts));
        _tokens = new Tokeniser(tokenKey);
        var log = logs.CreateLogger("WarningEngine.console");
        _feed = new RedisCaseFeed(new RedisConsoleReadModel(redis), options.Kafka.Partitions, health, clock, log);
        _writer = new KafkaConsoleWriter(options.Kafka, clock, () => _feed.AsOfMs, log);
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapAlertConsole(_hosts, _feed, _writer, _writer, new TokenNumberMask(_tokens), _clock);

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        _writer.Dispose();
        _tokens.Dispose();
    }
}
