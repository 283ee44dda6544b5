using System.Text.Json;
using System.Text.Json.Serialization;
using WarningEngine.App.Telemetry;

namespace WarningEngine.App.Hosting;

/// <summary><c>/healthz/live</c> (this process answers) and <c>/healthz/ready</c> (it does its work, or why not).</summary>
internal static class HealthEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Degraded is still ready: scoring and warnings go on, and it says what to mend.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, EngineHealth health)
    {
        routes.MapGet("/healthz/live", () => Results.Json(new { state = "good" }));
        routes.MapGet("/healthz/ready", async () =>
        {
            var report = await health.ReportAsync();
            return Results.Json(report, Json, statusCode: report.State == HealthState.Bad
                ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });
    }
}
