using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>The queue of everybody else, as a code: it is nobody's own. Without any, whatever is offered by the time that this is read would be
    /// accepted.</summary>
    private const string NoProvince = "999999";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TimeProvider _clock;
    private readonly Func<long> _engineTimeMs;
    private readonly ILogger _log;
    private readonly Func<Action<string>, IProducer<string, byte[]>> _makeProducer;
    private readonly Lock _lock = new();
    private Sender _sender;

    /// <param name="options">The broker.</param>
    /// <param name="clock">The clock on the wall.</param>
    /// <param name="engineTimeMs">The engine's own time, 0 where it has none yet.</param>
    /// <param name="log">Told of producers that end.</param>
    public KafkaConsoleWriter(KafkaOptions options, TimeProvider clock, Func<long> engineTimeMs, ILogger log)
        : this(ended => ProducerOf(options, ended), clock, engineTimeMs, log)
    {
    }

    /// <param name="makeProducer">Makes a producer that calls what it is given, with the reason, once it can send nothing more.</param>
    /// <param name="clock">The clock on the wall.</param>
    /// <param name="engineTimeMs">The engine's own time, 0 where it has none yet.</param>
    /// <param name="log">Told of producers that end.</param>
    internal KafkaConsoleWriter(
        Func<Action<string>, IProducer<string, byte[]>> makeProducer, TimeProvider clock, Func<long> engineTimeMs, ILogger log)
    {
        (_makeProducer, _clock, _engineTimeMs, _log) = (makeProducer, clock, engineTimeMs, log);
        _sender = new Sender(this);
    }

    public Task WriteAsync(Case answered, Finding finding, CancellationToken cancel)
    {
        var time = Now();
        var key = finding.Id.ToString("n");
        var payee = finding.PayeeConfirmed ? answered.AtRisk?.PayeeAccount.ToString() : null;
        return SendAsync(RawTopic.Dispositions, key, new
        {
            dispositionId = key,
            personToken = answered.Person.ToString(),
            caseId = answered.Id.ToString("x32", CultureInfo.InvariantCulture),
            revision = finding.Revision,
            warnings = finding.Warnings > 0 ? (int?)finding.Warnings : null,
            code = Names.Of(finding.Code),
            fraudConfirmed = finding.FraudConfirmed,
            confirmedKind = payee is null ? null : "ACCOUNT",
            confirmedToken = payee,
            agent = finding.Agent,
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
            region = region.All(char.IsAsciiDigit) ? region : NoProvince,
            issuer = agent,
            time,
            arrivalTime = time,
        }, cancel);
    }

    public void Dispose() => _sender.Producer.Dispose();

    private static IProducer<string, byte[]> ProducerOf(KafkaOptions options, Action<string> ended) =>
        new ProducerBuilder<string, byte[]>(new ProducerConfig(options.NewClient())
        {
            EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, MessageTimeoutMs = 15_000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) =>
        {
            if (error.IsFatal)
            {
                ended(error.Reason);
            }
        }).Build();

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
        var message = new Message<string, byte[]> { Key = key, Value = JsonSerializer.SerializeToUtf8Bytes(record, Json), Headers = headers };
        try
        {
            try
            {
                await SendAsync(topic, message, cancel);
            }
            catch (KafkaException ended) when (ended.Error.Code == ErrorCode.Local_Fatal)
            {
                // Over a new producer, and under its own id: what came through all the same counts once.
                await SendAsync(topic, message, cancel);
            }
        }
        catch (KafkaException refused)
        {
            throw new NotTakenException(refused.Error.Reason, refused);
        }
    }

    private async Task SendAsync(RawTopic topic, Message<string, byte[]> message, CancellationToken cancel)
    {
        var sender = Enter();
        try
        {
            await sender.Producer.ProduceAsync(topic.Name, message, cancel);
        }
        catch (KafkaException ended) when (ended.Error.Code == ErrorCode.Local_Fatal)
        {
            sender.End(ended.Error.Reason);
            throw;
        }
        finally
        {
            Leave(sender);
        }
    }

    private Sender Enter()
    {
        lock (_lock)
        {
            if (!_sender.IsAnyUse)
            {
                var ended = _sender;
                _sender = new Sender(this);
                DisposeIdle(ended);
            }

            _sender.UnderWay++;
            return _sender;
        }
    }

    private void Leave(Sender sender)
    {
        lock (_lock)
        {
            sender.UnderWay--;
            DisposeIdle(sender);
        }
    }

    /// <summary>Only once nobody waits for it: what is under way would never be answered.</summary>
    private void DisposeIdle(Sender former)
    {
        if (former != _sender && former.UnderWay == 0)
        {
            former.Producer.Dispose();
        }
    }

    /// <summary>A producer, for as long as it is any use: an idempotent one ends with a fatal error, and takes nothing from then on.</summary>
    private sealed class Sender
    {
        private readonly ILogger _log;
        private int _ended;

        public Sender(KafkaConsoleWriter of)
        {
            _log = of._log;
            Producer = of._makeProducer(End);
        }

        public IProducer<string, byte[]> Producer { get; }

        public bool IsAnyUse => Volatile.Read(ref _ended) == 0;

        /// <summary>Calls that have not returned yet; under the lock.</summary>
        public int UnderWay { get; set; }

        /// <summary>On any thread; more than once is once.</summary>
        public void End(string reason)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                _log.LogWarning("console: its producer has ended and is replaced: {Reason}", reason);
            }
        }
    }

    /// <summary>Names as <c>schemas/dispositions.proto</c> writes them.</summary>
    private static class Names
    {
        public static string Of(DispositionCode code) => string.Concat(code.ToString().Select((c, i) =>
            i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
    }
}
