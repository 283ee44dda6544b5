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

    /// <summary>Where console, metrics and health listen: localhost, or an address. The console knows no log-in yet: loopback, unless something
    /// stands before it.</summary>
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
    public static ValidationResult? CheckListen(Uri listen, ValidationContext context) =>
        WhyNoListen(listen) is { } why ? new ValidationResult(why, [nameof(Listen)]) : ValidationResult.Success;

    /// <summary>Why the web server cannot listen there, or must not: a name, whatever it leads to, it takes for "every interface". Null where it can.</summary>
    internal static string? WhyNoListen(Uri listen) => listen switch
    {
        not { IsAbsoluteUri: true, Scheme: "http" } => "is http://ADDRESS:PORT: TLS is a proxy's",
        { Host: not "localhost", HostNameType: not (UriHostNameType.IPv4 or UriHostNameType.IPv6) } =>
            $"is localhost or an address of this machine, not '{listen.Host}': names by which browsers come stand in console.hosts",
        not { PathAndQuery: "/", Fragment: "", UserInfo: "" } => "ends with its port: http://127.0.0.1:5080",
        { Host: "localhost", Port: 0 } => "names a port where it is localhost, which is two addresses: http://127.0.0.1:0 takes a free one",
        _ => null,
    };
}
