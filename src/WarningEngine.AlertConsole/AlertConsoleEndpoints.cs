using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.AlertConsole;

/// <summary>The console: the page, its files, and the API behind it.</summary>
public static class AlertConsoleEndpoints
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>An open page hears something at least so often: it takes twelve seconds without a word for a connection that is dead.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    private static readonly byte[] EndOfMessage = "\n\n"u8.ToArray();

    private static readonly byte[] Ping = "event: ping\ndata:\n\n"u8.ToArray();

    /// <summary>Letters as they are: by default each Chinese one would take six bytes.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>By their exact names: a parser of enums would take numbers and lists of names too.</summary>
    private static readonly FrozenDictionary<string, DispositionCode> Codes = Enum.GetValues<DispositionCode>()
        .Where(x => x != DispositionCode.Unknown).ToFrozenDictionary(x => x.ToString(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    /// <summary>Serves the console at <c>/</c> and its API below <c>/api</c>, to whoever asks for one of <paramref name="hosts"/>.</summary>
    public static void MapAlertConsole(
        this IEndpointRouteBuilder builder, OwnHosts hosts, ICaseFeed feed, IDispositionWriter dispositions, ICommandWriter commands,
        INumberMask mask, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(feed);
        var routes = builder.MapGroup("").AddEndpointFilter(KeepNothingAsync).AddEndpointFilter(hosts.RefuseOthersAsync).AddEndpointFilter(SayNotTakenAsync);
        routes.MapGet("/", context => FileAsync(context, "index.html"));
        routes.MapGet("/assets/{name}", (HttpContext context, string name) => FileAsync(context, name));
        routes.MapGet("/api/cases", () => Results.Json(Snapshot(feed, mask), Json));
        routes.MapGet("/api/cases/{id}", (string id) => Find(feed, id) is { } found
            ? Results.Json(ConsoleView.Of(found, mask), Json) : Results.NotFound(new { error = "no such case", id }));
        routes.MapGet("/api/events", context => EventsAsync(context, feed, mask, clock));
        routes.MapPost("/api/cases/{id}/disposition", (HttpContext context, string id, DispositionRequest request) =>
            DisposeAsync(context, feed, dispositions, mask, id, request));
        routes.MapPost("/api/cases/{id}/accept", (HttpContext context, string id, AcceptRequest request) =>
            AcceptAsync(context, feed, commands, id, request));
    }

    /// <summary>What an agent found out.</summary>
    /// <param name="Code">A name of <see cref="DispositionCode"/>.</param>
    /// <param name="Revision">The revision that the agent saw.</param>
    /// <param name="FraudConfirmed">The person confirmed that it was fraud.</param>
    /// <param name="ConfirmedPayee">The payee at risk, as the agent saw it, who is held bad for 30 days then; null: nobody is.</param>
    /// <param name="Warnings">So many had the case that the agent saw; 0: not known.</param>
    /// <param name="Id">32 hexadecimal digits, the same whenever the same finding is sent again: it counts once. Null: a new one.</param>
    public sealed record DispositionRequest(
        string? Code, int Revision, bool FraudConfirmed, string? ConfirmedPayee = null, int Warnings = 0, string? Id = null);

    /// <summary>A region takes over what it is offered.</summary>
    /// <param name="Region">As the agent saw it offered.</param>
    public sealed record AcceptRequest(string? Region);

    private static async Task<IResult> AcceptAsync(
        HttpContext context, ICaseFeed feed, ICommandWriter commands, string id, AcceptRequest request)
    {
        if (Foreign(context) is { } refused)
        {
            return refused;
        }

        if (Find(feed, id) is not { } found)
        {
            return Results.NotFound(new { error = "no such case", id });
        }

        if (string.IsNullOrEmpty(request.Region))
        {
            return Results.BadRequest(new { error = "missing", field = "region" });
        }

        // What is offered here may be over in the log: that decides, and says so in the history of the case.
        if (found.Offer?.To.Region != request.Region)
        {
            return Results.Conflict(new { error = "not offered to this region", offeredTo = found.Offer?.To.Region });
        }

        await commands.AcceptAsync(found, request.Region, "agent", context.RequestAborted);
        return Results.Accepted();
    }

    /// <summary>What is shown is about persons: no browser or proxy keeps it, or takes it for something else.</summary>
    private static ValueTask<object?> KeepNothingAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var headers = call.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        return next(call);
    }

    private static async ValueTask<object?> SayNotTakenAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (NotTakenException refused)
        {
            return Results.Json(
                new { error = "the engine's log does not take it now; send it again", reason = refused.Message }, Json,
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>A form of another site can post, but not with this header.</summary>
    private static IResult? Foreign(HttpContext context) => context.Request.Headers.ContainsKey("X-Warning-Engine")
        ? null : Results.Json(new { error = "header X-Warning-Engine is missing" }, Json, statusCode: StatusCodes.Status403Forbidden);

    private static async Task<IResult> DisposeAsync(
        HttpContext context, ICaseFeed feed, IDispositionWriter dispositions, INumberMask mask, string id, DispositionRequest request)
    {
        if (Foreign(context) is { } refused)
        {
            return refused;
        }

        if (!Codes.TryGetValue(request.Code ?? "", out var code))
        {
            return Results.BadRequest(new { error = "unknown code", field = "code" });
        }

        // Without the revision nobody could tell whether the tier rose after the agent looked.
        if (request.Revision < 1)
        {
            return Results.BadRequest(new { error = "missing", field = "revision" });
        }

        if (request.Warnings < 0)
        {
            return Results.BadRequest(new { error = "less than 0", field = "warnings" });
        }

        if (request is { ConfirmedPayee: not null, FraudConfirmed: false })
        {
            return Results.BadRequest(new { error = "only with fraudConfirmed", field = "confirmedPayee" });
        }

        var key = Guid.NewGuid();
        if (request.Id is not null && !Guid.TryParseExact(request.Id, "N", out key))
        {
            return Results.BadRequest(new { error = "not 32 hexadecimal digits", field = "id" });
        }

        if (Find(feed, id) is not { } found)
        {
            return Results.NotFound(new { error = "no such case", id });
        }

        // Money may have begun to leave for another account since the agent looked: nobody said anything of that one.
        if (request.ConfirmedPayee is { } payee && payee != ConsoleView.Payee(found, mask))
        {
            return Results.Conflict(new { error = "not the payee at risk", payee = ConsoleView.Payee(found, mask) });
        }

        var finding = new Finding(key, request.Revision, code, request.FraudConfirmed, request.ConfirmedPayee is not null, "agent")
        {
            Warnings = request.Warnings,
        };
        await dispositions.WriteAsync(found, finding, context.RequestAborted);
        return Results.Accepted();
    }

    /// <summary>Server-sent events: the whole picture, then its changes at most four times a second, and a <c>ping</c> where nothing changes.</summary>
    private static async Task EventsAsync(HttpContext context, ICaseFeed feed, INumberMask mask, TimeProvider clock)
    {
        context.Response.ContentType = "text/event-stream";
        var (stop, to) = (context.RequestAborted, context.Response.BodyWriter);
        var stream = new CaseStream(feed, mask);
        var saidAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            do
            {
                foreach (var message in stream.Next())
                {
                    to.Write("data: "u8);
                    await JsonSerializer.SerializeAsync(to, message, Json, stop);
                    await to.WriteAsync(EndOfMessage, stop);
                    saidAt = clock.GetTimestamp();
                }

                if (clock.GetElapsedTime(saidAt) >= KeepAlive)
                {
                    await to.WriteAsync(Ping, stop);
                    saidAt = clock.GetTimestamp();
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was closed.
        }
    }

    private static object Snapshot(ICaseFeed feed, INumberMask mask)
    {
        var (known, picture) = (feed.Known, CasePicture.Of(feed.Cases));
        return new
        {
            known,
            asOfMs = feed.AsOfMs,
            degraded = feed.Degraded,
            beyond = picture.Beyond,
            cases = picture.Shown.OrderBy(x => x.Tier).ThenBy(x => x.UsefulUntilMs).Select(x => ConsoleView.Of(x, mask)),
        };
    }

    private static Case? Find(ICaseFeed feed, string id) =>
        UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var wanted)
            ? feed.Cases.FirstOrDefault(x => x.Id == wanted) : null;

    private static async Task FileAsync(HttpContext context, string name)
    {
        await using var file = typeof(AlertConsoleEndpoints).Assembly.GetManifestResourceStream($"wwwroot/{name}");
        if (file is null || !ContentTypes.TryGetValue(Path.GetExtension(name), out var type))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = type;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
