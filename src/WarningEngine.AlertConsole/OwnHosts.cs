using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace WarningEngine.AlertConsole;

/// <summary>Names by which a browser may reach the console: this machine's loopback, the host that it listens on, and what the operator
/// adds. The console has no log-in, so what keeps others out is that only this machine reaches it, and a page of anybody whose name is
/// made to lead to this machine (DNS rebinding) is for the browser the console's own.</summary>
public sealed class OwnHosts
{
    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<string> _proxies;

    /// <param name="listen">Where it listens; an address of any interface adds no name.</param>
    /// <param name="more">Names behind which a proxy serves it, without a port.</param>
    public OwnHosts(Uri listen, IEnumerable<string> more)
    {
        ArgumentNullException.ThrowIfNull(listen);
        string[] own = ["localhost", "127.0.0.1", "[::1]"];
        string[] heard = listen.Host is "0.0.0.0" or "[::]" ? [] : [listen.Host];
        _proxies = more.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _names = own.Concat(heard).Concat(_proxies).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Answers for the console where the request is not for it: 421 for another name, 403 for what a page of another site posts.</summary>
    internal async ValueTask<object?> RefuseOthersAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        if (!_names.Contains(request.Host.Host))
        {
            return Results.Json(
                new { error = "the console does not answer to this name; setting console.hosts adds some", host = request.Host.Host },
                statusCode: StatusCodes.Status421MisdirectedRequest);
        }

        // Without the scheme: a proxy in front may be the one that speaks TLS, and many say another host, or none of its port.
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && (page.Authority == request.Host.Value || _proxies.Contains(page.Host)))
            ? await next(call)
            : Results.Json(new { error = "a page of another site", origin }, statusCode: StatusCodes.Status403Forbidden);
    }
}
