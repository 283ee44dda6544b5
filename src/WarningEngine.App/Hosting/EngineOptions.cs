using System.ComponentModel.DataAnnotations;
using WarningEngine.App.Snapshots;
using WarningEngine.App.Telemetry;
using WarningEngine.Kafka;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Everything that can be configured, as the operator writes it.</summary>
public sealed record EngineOptions
{
    [MinLength(1, ErrorMessage = "names no role")]
    public IReadOnlyList<Role> Roles { get; init; } = [Role.Intake, Role.Score, Role.Dispatch, Role.Console];

    /// <summary>Where console, metrics and health listen. The console knows no log-in yet: loopback.</summary>
    [CustomValidation(typeof(EngineOptions), nameof(CheckListen))]
    public Uri Listen { get; init; } = new("http://127.0.0.1:5080");

    public KafkaOptions Kafka { get; init; } = new();

    public RedisOptions Redis { get; init; } = new();

    public IntakeOptions Intake { get; init; } = new();

    public ScoringOptions Scoring { get; init; } = new();

    public SnapshotOptions Snapshots { get; init; } = new();

    public DispatchSettings Dispatch { get; init; } = new();

    public ConsoleOptions Console { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>For the binder: what the web server can listen on.</summary>
    public static ValidationResult? CheckListen(Uri listen, ValidationContext context) => listen is { IsAbsoluteUri: true } && listen.Scheme == Uri.UriSchemeHttp
        ? ValidationResult.Success : new ValidationResult("is http://HOST:PORT: TLS is a proxy's", [nameof(Listen)]);
}
