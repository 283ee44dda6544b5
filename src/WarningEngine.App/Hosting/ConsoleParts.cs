using StackExchange.Redis;
using WarningEngine.AlertConsole;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Intake;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>The console's ports over Redis and Kafka.</summary>
internal sealed class ConsoleParts : IAsyncDisposable
{
    private readonly Tokeniser _tokens;
    private readonly RedisCaseFeed _feed;
    private readonly KafkaDispositionWriter _dispositions;
    private readonly TimeProvider _clock;

    public ConsoleParts(
        EngineOptions options, IConnectionMultiplexer redis, byte[] tokenKey, EngineHealth health, TimeProvider clock,
        ILoggerFactory logs)
    {
        _clock = clock;
        _tokens = new Tokeniser(tokenKey);
        _feed = new RedisCaseFeed(
            new RedisConsoleReadModel(redis), options.Kafka.Partitions, health, clock, logs.CreateLogger("WarningEngine.console"));
        _dispositions = new KafkaDispositionWriter(options.Kafka, clock, () => _feed.AsOfMs);
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapAlertConsole(_feed, _dispositions, new TokenNumberMask(_tokens), _clock);

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        _dispositions.Dispose();
        _tokens.Dispose();
    }
}
