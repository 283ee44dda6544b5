using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WarningEngine.Testing.Servers;

/// <summary>A collector of traces: takes OTLP over gRPC on a free loopback port and keeps each span's trace and name.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private readonly WebApplication _web;
    private readonly ConcurrentBag<(string TraceId, string Name)> _spans = [];
    private readonly ConcurrentBag<string> _texts = [];

    public OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(x => x.Listen(IPAddress.Loopback, 0, y => y.Protocols = HttpProtocols.Http2));
        _web = builder.Build();
        _web.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", TakeAsync);
        _web.StartAsync().GetAwaiter().GetResult();
        Address = new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    /// <summary>Trace ids (32 hex digits) and names of spans so far.</summary>
    public IReadOnlyCollection<(string TraceId, string Name)> Spans => _spans;

    /// <summary>Whether this stands anywhere in what was exported.</summary>
    public bool Holds(string text) => _texts.Any(x => x.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);

        _texts.Add(System.Text.Encoding.Latin1.GetString(body.ToArray()));

        // ExportTraceServiceRequest.resource_spans (1) > scope_spans (2) > spans (2).
        foreach (var resource in Fields(ByteString.CopyFrom(body.ToArray()[FrameHeader..]), 1))
        {
            foreach (var span in Fields(resource, 2).SelectMany(scope => Fields(scope, 2)))
            {
                _spans.Add((Convert.ToHexStringLower(Fields(span, 1).Single().Span), Fields(span, 5).Single().ToStringUtf8()));
            }
        }

        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[FrameHeader]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>The values of one field of a message, which are messages, bytes or texts.</summary>
    private static IEnumerable<ByteString> Fields(ByteString message, int number)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                yield return input.ReadBytes();
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}
