using System.Net;
using System.Net.Http.Json;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private static readonly string Case = $"/api/cases/{Some.CaseId:x32}";
    private static readonly MoneyAtRisk Risk = new(1_000_000_00, Currency.Cny, "tx", MoneyPhase.Attempted, new Token(9, 9), PayeeKind.Bank, Some.TimeMs);
    private readonly ConsoleHost _host = new();
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        _host.Warn(Some.Warning());
        _client.BaseAddress = new Uri(_host.Address);
        _client.DefaultRequestHeaders.Add("X-Warning-Engine", "1");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("8")]
    [InlineData("ReachedDissuaded, NotReachedBusy")]
    [InlineData(" ReachedDissuaded")]
    [InlineData("reachedDissuaded")]
    [InlineData("Unknown")]
    [InlineData(null)]
    public async Task What_is_no_name_of_an_outcome_is_refused(string? code)
    {
        using var answer = await DisposeAsync(new { code, revision = 1 });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_host.Sent);
    }

    [Theory]
    [InlineData("""{"code":"AlreadyLost"}""")]
    [InlineData("""{"code":"AlreadyLost","revision":0}""")]
    [InlineData("""{"code":"AlreadyLost","revision":-1}""")]
    [InlineData("""{"code":"AlreadyLost","revision":1,"warnings":-1}""")]
    public async Task An_outcome_says_which_revision_its_agent_saw(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync($"{Case}/disposition", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_host.Sent);
    }

    [Fact]
    public async Task An_outcome_keeps_the_id_that_it_is_sent_under()
    {
        var id = new Guid("00112233445566778899aabbccddeeff");
        using var first = await DisposeAsync(new { code = "AlreadyLost", revision = 1, id = $"{id:n}" });
        using var second = await DisposeAsync(new { code = "AlreadyLost", revision = 1 });
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal(id, _host.Sent[0].Id);
        Assert.NotEqual(Guid.Empty, _host.Sent[1].Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff")]
    public async Task An_id_of_another_form_is_refused(string id)
    {
        using var answer = await DisposeAsync(new { code = "AlreadyLost", revision = 1, id });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_host.Sent);
    }

    /// <summary>The host shows the last four digits of a token's lower half.</summary>
    [Theory]
    [InlineData(true, null, HttpStatusCode.Accepted, false)]
    [InlineData(true, "138****0009", HttpStatusCode.Accepted, true)]
    [InlineData(true, "138****0008", HttpStatusCode.Conflict, false)]
    [InlineData(true, "", HttpStatusCode.Conflict, false)]
    [InlineData(false, "138****0009", HttpStatusCode.BadRequest, false)]
    public async Task A_finding_holds_the_payee_bad_whom_its_agent_saw(bool fraudConfirmed, string? confirmedPayee, HttpStatusCode expected, bool isHeld)
    {
        _host.Warn(Some.Warning(2) with { AtRisk = Risk });
        using var answer = await DisposeAsync(new { code = "AlreadyLost", revision = 1, fraudConfirmed, confirmedPayee });
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Accepted ? [isHeld] : (bool[])[], _host.PayeesConfirmed);
    }

    [Fact]
    public async Task Where_no_money_is_at_risk_there_is_no_payee_to_hold_bad()
    {
        using var first = await DisposeAsync(new { code = "AlreadyLost", revision = 1, fraudConfirmed = true, confirmedPayee = "138****0000" });
        _host.Warn(Some.Warning(2) with { AtRisk = Risk with { PayeeAccount = Token.None } });
        using var second = await DisposeAsync(new { code = "AlreadyLost", revision = 1, fraudConfirmed = true, confirmedPayee = "138****0000" });
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task That_the_log_takes_nothing_is_said_in_words()
    {
        _host.Failures = 1;
        using var answer = await DisposeAsync(new { code = "AlreadyLost", revision = 1 });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var words = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("send it again", words, StringComparison.Ordinal);
        Assert.Contains("Not enough in-sync replicas", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("anything", HttpStatusCode.Conflict)]
    [InlineData("110000", HttpStatusCode.Conflict)]
    [InlineData("440000", HttpStatusCode.Accepted)]
    public async Task A_region_accepts_what_it_is_offered(string? region, HttpStatusCode expected)
    {
        _host.Offer(Some.Person, 440_000);
        using var answer = await AcceptAsync(region);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Accepted ? "440000" : "510000", Assert.Single(_host.Cases).Region);
    }

    [Fact]
    public async Task Nobody_accepts_what_is_not_offered()
    {
        using var answer = await AcceptAsync("440000");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/cases")]
    [InlineData("/api/cases/0000000000000000000000000000004d")]
    [InlineData("/api/cases/1")]
    [InlineData("/api/events")]
    public async Task Nobody_keeps_what_is_shown(string path)
    {
        using var answer = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_page_is_spoken_to_also_while_nothing_changes()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMinutes(1));
        using var lines = new StreamReader(await _client.GetStreamAsync("/api/events", stop.Token));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(stop.Token);
        }
        while (line != "event: ping");
    }

    [Fact]
    public async Task What_shadow_only_counts_is_marked()
    {
        _host.SetMode(DispatchMode.Shadow);
        _host.Warn(Some.Warning() with { Person = new Token(1, 2), EpisodeId = 78 });
        Assert.Equal("false", await ShadowOfAsync(Some.CaseId));
        Assert.Equal("true", await ShadowOfAsync(78));

        // What stands in a queue is what it was before.
        _host.Warn(Some.Warning(2) with { Tier = Tier.P0 });
        Assert.Equal("true", await ShadowOfAsync(Some.CaseId));
    }

    private async Task<string> ShadowOfAsync(UInt128 id)
    {
        using var answer = await _client.GetAsync($"/api/cases/{id:x32}", TestContext.Current.CancellationToken);
        using var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return body.RootElement.GetProperty("shadow").GetRawText();
    }

    private Task<HttpResponseMessage> DisposeAsync<T>(T body) =>
        _client.PostAsJsonAsync($"{Case}/disposition", body, TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> AcceptAsync(string? region) =>
        _client.PostAsJsonAsync($"{Case}/accept", new { region }, TestContext.Current.CancellationToken);
}
