using System.Text.Json;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>What an open page is told, message by message.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private readonly ConsoleHost _host = new();
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        _host.Warn(Some.Warning());
        _client.BaseAddress = new Uri(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_large_picture_comes_in_parts_the_last_of_which_says_so()
    {
        _host.WarnAll(Others(250));
        using var lines = await ListenAsync();
        var parts = await TellingAsync(lines);
        Assert.Equal([100, 100, 51], parts.Select(x => x.GetProperty("changed").GetArrayLength()));
        Assert.Equal([true, false, false], parts.Select(x => x.GetProperty("whole").GetBoolean()));
        Assert.Equal([true, true, false], parts.Select(x => x.GetProperty("more").GetBoolean()));

        _host.WarnAll(Others(150, Tier.P2));
        parts = await TellingAsync(lines);
        Assert.Equal([100, 50], parts.Select(x => x.GetProperty("changed").GetArrayLength()));
        Assert.DoesNotContain(parts, x => x.GetProperty("whole").GetBoolean());
    }

    [Fact]
    public async Task Letters_are_sent_as_they_are()
    {
        using var lines = await ListenAsync();
        Assert.Contains("冒充公检法", await lines.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_cases_than_a_page_holds_the_open_and_most_urgent_ones_are_shown_and_the_others_counted()
    {
        _host.WarnAll(Others(Limits.CasesShownMax + 3));
        using var lines = await ListenAsync();
        var parts = await TellingAsync(lines);
        Assert.Equal(Limits.CasesShownMax, parts.Sum(x => x.GetProperty("changed").GetArrayLength()));
        Assert.Contains(parts.SelectMany(x => x.GetProperty("changed").EnumerateArray()), x => x.GetProperty("tier").GetString() == "P1");
        Assert.Equal("""{"P3":4}""", parts[^1].GetProperty("beyond").GetRawText());

        // What is over makes room.
        _host.Dispose(DispositionCode.FalsePositiveConfirmed);
        parts = await TellingAsync(lines);
        Assert.Equal($"{Some.CaseId:x32}", Assert.Single(parts[^1].GetProperty("gone").EnumerateArray()).GetString());
        Assert.Equal("""{"P3":3}""", parts[^1].GetProperty("beyond").GetRawText());

        using var all = JsonDocument.Parse(await _client.GetStringAsync("/api/cases", TestContext.Current.CancellationToken));
        Assert.Equal(Limits.CasesShownMax, all.RootElement.GetProperty("cases").GetArrayLength());
        Assert.Equal("""{"P3":3}""", all.RootElement.GetProperty("beyond").GetRawText());
    }

    private static IEnumerable<Warning> Others(int count, Tier tier = Tier.P3) =>
        Enumerable.Range(1, count).Select(x => PageTest.Of((ulong)x, tier));

    private async Task<StreamReader> ListenAsync() => new(await _client.GetStreamAsync("/api/events", TestContext.Current.CancellationToken));

    /// <summary>All messages up to the next that says that there is no more.</summary>
    private static async Task<List<JsonElement>> TellingAsync(StreamReader lines)
    {
        var told = new List<JsonElement>();
        while (told.Count == 0 || told[^1].GetProperty("more").GetBoolean())
        {
            if (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 6 } line && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var message = JsonDocument.Parse(line[6..]);
                told.Add(message.RootElement.Clone());
            }
        }

        return told;
    }
}
