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
    private readonly KafkaConsoleWriter _writer;
    private readonly TimeProvider _clock;

    public ConsoleParts(
        EngineOptions options, IConnectionMultiplexer redis, byte[] tokenKey, EngineHealth health, TimeProvider clock,
        ILoggerFactory logs)
    {
        _clock = clock;
        _tokens = new Tokeniser(tokenKey);
        _feed = new RedisCaseFeed(
            new RedisConsoleReadModel(redis), options.Kafka.Partitions, health, clock, logs.CreateLogger("WarningEngine.console"));
        _writer = new KafkaConsoleWriter(options.Kafka, clock, () => _feed.AsOfMs);
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapAlertConsole(_feed, _writer, _writer, new TokenNumberMask(_tokens), _clock);

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        _writer.Dispose();
        _tokens.Dispose();
    }
}
