using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.AlertConsole;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Hosting;

/// <summary>Sends what agents found out to the raw topic <c>dispositions</c>, and what they take over to <c>commands</c>: it travels
/// the same way as everything else.</summary>
internal sealed class KafkaConsoleWriter : IDispositionWriter, ICommandWriter, IDisposable
{
    /// <summary>Further apart, what runs is recorded or compressed time, and the clock on the wall means nothing in it.</summary>
    private const long RecordedMs = 3_600_000;

    private readonly IProducer<string, byte[]> _producer;
    private readonly TimeProvider _clock;
    private readonly Func<long> _engineTimeMs;

    /// <param name="options">The broker.</param>
    /// <param name="clock">The clock on the wall.</param>
    /// <param name="engineTimeMs">The engine's own time, 0 where it has none yet.</param>
    public KafkaConsoleWriter(KafkaOptions options, TimeProvider clock, Func<long> engineTimeMs)
    {
        _clock = clock;
        _engineTimeMs = engineTimeMs;
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(options.NewClient())
        {
            EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, MessageTimeoutMs = 15_000,
        }).SetLogHandler((_, _) => { }).Build();
    }

    public Task WriteAsync(
        Guid id, Case answered, int revision, DispositionCode code, bool fraudConfirmed, string agent, CancellationToken cancel)
    {
        var time = Now();
        var key = id.ToString("n");
        return SendAsync(RawTopic.Dispositions, key, new
        {
            dispositionId = key,
            personToken = answered.Person.ToString(),
            caseId = answered.Id.ToString("x32", CultureInfo.InvariantCulture),
            revision,
            code = Names.Of(code),
            fraudConfirmed,
            agent,
            time,
            arrivalTime = time,
        }, cancel);
    }

    public Task AcceptAsync(Case offered, string region, string agent, CancellationToken cancel)
    {
        var time = Now();
        var id = Guid.NewGuid().ToString("n");
        return SendAsync(RawTopic.Commands, id, new
        {
            commandId = id,
            kind = "ACCEPT_CASE",
            personToken = offered.Person.ToString(),
            caseId = offered.Id.ToString("x32", CultureInfo.InvariantCulture),

            // The queue of everybody else has no code: there the offer itself says whose it is.
            region = region.All(char.IsAsciiDigit) ? region : "",
            issuer = agent,
            time,
            arrivalTime = time,
        }, cancel);
    }

    public void Dispose() => _producer.Dispose();

    private string Now()
    {
        var wallMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var engineMs = _engineTimeMs();
        var timeMs = engineMs != 0 && Math.Abs(wallMs - engineMs) > RecordedMs ? engineMs : wallMs;
        return DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private async Task SendAsync<T>(RawTopic topic, string key, T record, CancellationToken cancel)
    {
        var headers = new Headers { { "content-type", "application/json"u8.ToArray() } };
        var value = JsonSerializer.SerializeToUtf8Bytes(record);
        await _producer.ProduceAsync(topic.Name, new Message<string, byte[]> { Key = key, Value = value, Headers = headers }, cancel);
    }

    /// <summary>Names as <c>schemas/dispositions.proto</c> writes them.</summary>
    private static class Names
    {
        public static string Of(DispositionCode code) => string.Concat(code.ToString().Select((c, i) =>
            i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
    }
}
