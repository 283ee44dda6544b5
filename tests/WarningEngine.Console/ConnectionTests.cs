using Microsoft.Playwright;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>What the page says and does where the engine is not heard.</summary>
public sealed class ConnectionTests : PageTest
{
    [Fact]
    public async Task A_page_that_was_refused_tries_again_until_the_engine_is_there()
    {
        var page = await OpenAsync("en");
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connected");
        Host.Away = true;
        Host.Cut();
        await RefusedAsync(2);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connection lost, trying again");
        Host.Away = false;
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connected", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_heard_is_lost_and_made_anew()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync($"{Host.Address}/?lang=en");
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connected");
        Host.Away = true;
        await page.Clock.FastForwardAsync(13_000);
        await RefusedAsync(1);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connection lost, trying again");
        Host.Away = false;
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connected", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task That_nothing_is_to_do_is_said_only_by_who_knows()
    {
        var page = await NewPageAsync();
        Host.Away = true;
        await page.GotoAsync($"{Host.Address}/?lang=en&tier=P0");
        await RefusedAsync(1);
        await Assertions.Expect(page.Locator("#empty")).ToHaveTextAsync("Not connected to the engine: what is to do is not known.", new() { UseInnerText = true });
        Host.Away = false;
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync("Nothing matches the filters.", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the filters" }).ClickAsync();
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
        Host.MoveTo(Some.TimeMs + (61 * Some.MinuteMs));
        await Assertions.Expect(page.Locator("#empty")).ToHaveTextAsync(
            "Nothing to do right now. New warnings appear here by themselves.", new() { UseInnerText = true, Timeout = 30_000 });
    }

    [Fact]
    public async Task Before_the_cases_were_read_nobody_knows_that_nothing_is_to_do()
    {
        Host.Known = false;
        Host.Degraded = ["cases"];
        var page = await NewPageAsync();
        await page.GotoAsync($"{Host.Address}/?lang=en");
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connected");
        await Assertions.Expect(page.Locator("#degraded")).ToHaveTextAsync("Cases cannot be read: what is shown may be over, and what is new is missing");
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync("The cases cannot be read: what is to do is not known.");
        Warn(2, Tier.P0);
        Host.Degraded = [];
        Host.Known = true;
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".case.P0")).ToHaveAttributeAsync("aria-selected", "true");

        // What was there when the page opened is not said aloud, however late it was read.
        await Assertions.Expect(page.Locator("#announce p")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#degraded")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task That_nothing_is_to_do_is_not_said_of_cases_that_were_read_long_ago()
    {
        var page = await OpenAsync("en");
        Host.Degraded = ["cases"];
        await page.Locator("#search").FillAsync("nobody");
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync("The cases cannot be read: what is to do is not known.");
        Host.Degraded = [];
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync("Nothing matches the filters.");
    }

    [Theory]
    [InlineData("en", "The engine’s time has stood still for ten seconds: dispatch may be down, or recorded input has ended; what is shown may be over, and what is new is missing", "The engine stands still: what is to do is not known.")]
    [InlineData("zh-CN", "引擎时间十秒未前进：派发可能已停止，或录制的数据已播完；所示预警可能已结束，新的预警未显示", "引擎时间停止，无法得知有哪些待处理预警。")]
    public async Task That_nothing_is_to_do_is_not_said_while_the_engine_stands_still(string language, string banner, string empty)
    {
        var page = await OpenAsync(language);
        Host.Degraded = ["time"];
        await page.Locator("#search").FillAsync("nobody");
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync(empty);
        await Assertions.Expect(page.Locator("#degraded")).ToHaveTextAsync(banner);
    }

    /// <summary>The whole picture takes longer than the silence after which a page begins anew.</summary>
    [Fact]
    public async Task Over_a_slow_line_the_cases_come_too()
    {
        Host.WarnAll(Enumerable.Range(2, 500).Select(x => Of((ulong)x, Tier.P3)));
        var page = await NewPageAsync();
        await page.GotoAsync($"{Host.Address}/api/cases/1");
        var line = await page.Context.NewCDPSessionAsync(page);
        await line.SendAsync("Network.enable");
        await line.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = 40_000, ["uploadThroughput"] = 40_000,
        });
        await page.GotoAsync($"{Host.Address}/?lang=en");
        await Assertions.Expect(page.Locator("#emptyText")).ToHaveTextAsync("The cases are coming: what is to do is not known yet.");
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(501, new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_picture_of_which_a_part_is_missing_changes_nothing()
    {
        var page = await OpenAsync("en");
        var kept = await page.EvaluateAsync<int[]>(
            """
            async () => {
              const { feed, take } = await import('/assets/cases.js');
              const one = [...feed.cases.values()][0];
              const part = (id, rest) => ({ known: true, asOfMs: feed.asOfMs, degraded: [], beyond: {}, gone: [], changed: [{ ...one, id }], whole: false, more: true, ...rest });
              const sizes = [];
              for (const message of [part('1', { whole: true }), part('2', {}), part('3', { whole: true }), part('4', { more: false }), part('5', { more: false, gone: ['3'] })]) {
                take(message);
                sizes.push(feed.cases.size);
              }

              return [...sizes, ...[...feed.cases.keys()].map(Number)];
            }
            """);
        Assert.Equal([1, 1, 1, 2, 2, 4, 5], kept);
    }

    [Fact]
    public async Task Of_cases_that_are_not_shown_it_is_said_how_many_there_are()
    {
        var page = await NewPageAsync();
        await page.RouteAsync("**/api/events", x => x.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = $"data: {{\"whole\":true,\"more\":false,\"known\":true,\"asOfMs\":{Some.TimeMs},\"degraded\":[],\"beyond\":{{\"P2\":3,\"P3\":1200}},\"changed\":[],\"gone\":[]}}\n\n",
        }));
        await page.GotoAsync($"{Host.Address}/?lang=en");
        await Assertions.Expect(page.Locator("#beyond")).ToHaveTextAsync("1203 more open cases are not shown: the most urgent come first, then the newest.");
        await Assertions.Expect(page.Locator("#tiers b").Nth(3)).ToHaveTextAsync("1200");
        await page.GotoAsync($"{Host.Address}/?lang=zh-CN");
        await Assertions.Expect(page.Locator("#beyond")).ToHaveTextAsync("另有 1203 条处理中的预警未显示：紧急的优先，同级以新的优先。");
    }

    private async Task RefusedAsync(int times)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Host.Refused < times)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
