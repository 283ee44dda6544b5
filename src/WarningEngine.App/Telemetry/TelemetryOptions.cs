using System.ComponentModel.DataAnnotations;

namespace WarningEngine.App.Telemetry;

/// <summary>What the engine tells about itself beyond metrics and health.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Where traces go (OTLP over gRPC); null: no traces are made.</summary>
    [CustomValidation(typeof(TelemetryOptions), nameof(CheckEndpoint))]
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Share of raw messages that are traced where they carry no trace of their own.</summary>
    [Range(0.0, 1.0)]
    public double SampleShare { get; init; } = 0.001;

    /// <summary>For the binder: <c>collector:4317</c> is a URI too, of a scheme to which nothing is ever sent.</summary>
    public static ValidationResult? CheckEndpoint(Uri? endpoint, ValidationContext context) =>
        endpoint is null || endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps
            ? ValidationResult.Success
            : new ValidationResult($"is '{endpoint.OriginalString}', which begins with neither http:// nor https://", [nameof(OtlpEndpoint)]);
}
