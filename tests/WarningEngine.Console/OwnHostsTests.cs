using System.Net;
using System.Net.Http.Json;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

public sealed class OwnHostsTests : IAsyncLifetime
{
    private readonly ConsoleHost _host = new();
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        _host.Warn(Some.Warning());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/console.js")]
    [InlineData("/api/cases")]
    [InlineData("/api/events")]
    public async Task Another_name_that_leads_here_is_served_nothing(string path)
    {
        using var answer = await AskAsync(HttpMethod.Get, path, "evil.example:5080");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Contains("console.hosts", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    [InlineData("console.example.org")]
    public async Task Its_own_names_are_served(string name)
    {
        using var answer = await AskAsync(HttpMethod.Get, "/api/cases", name);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("localhost:5080", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost:5080", "http://localhost:6000", HttpStatusCode.Forbidden)]
    [InlineData("localhost:5080", "null", HttpStatusCode.Forbidden)]
    [InlineData("evil.example:5080", "http://evil.example:5080", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost:5080", "http://localhost:5080", HttpStatusCode.Accepted)]
    [InlineData("console.example.org", "https://console.example.org", HttpStatusCode.Accepted)]
    [InlineData("127.0.0.1:5080", "https://console.example.org:8443", HttpStatusCode.Accepted)]
    [InlineData("localhost:5080", null, HttpStatusCode.Accepted)]
    public async Task Only_its_own_page_decides_a_case(string name, string? origin, HttpStatusCode expected)
    {
        using var answer = await AskAsync(HttpMethod.Post, $"/api/cases/{Some.CaseId:x32}/disposition", name, origin);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Accepted ? 1 : 0, _host.Sent.Count);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string name, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, _host.Address + path);
        request.Headers.Host = name;
        request.Headers.Add("X-Warning-Engine", "1");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (method == HttpMethod.Post)
        {
            request.Content = JsonContent.Create(new { code = nameof(DispositionCode.FalsePositiveConfirmed), revision = 1 });
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
