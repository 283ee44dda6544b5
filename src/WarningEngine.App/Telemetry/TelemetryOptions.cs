using System.ComponentModel.DataAnnotations;

namespace WarningEngine.App.Telemetry;

/// <summary>What the engine tells about itself beyond metrics and health.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Where traces go (OTLP over gRPC); null: no traces are made.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Share of raw messages that are traced where they carry no trace of their own.</summary>
    [Range(0.0, 1.0)]
    public double SampleShare { get; init; } = 0.001;
}
