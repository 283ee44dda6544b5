using Microsoft.Playwright;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>What an agent sees while reading elsewhere, where the focus goes, and what is read aloud.</summary>
public sealed class NavigationTests : PageTest
{
    [Fact]
    public async Task Whoever_is_busy_in_the_list_is_told_of_what_rises_and_how_urgent_it_is()
    {
        var page = await OpenAsync("en");
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
        await page.Locator(".case.P1").HoverAsync();
        Host.Warn(Of(2, Tier.P0) with { Id = 9 });
        await Assertions.Expect(page.Locator("#fresh")).ToHaveTextAsync("New or raised: 1, most urgent: ⬣ Emergency. Show");
        Warn(3, Tier.P3);
        await Assertions.Expect(page.Locator("#fresh")).ToHaveTextAsync("New or raised: 2, most urgent: ⬣ Emergency. Show");
        await page.Locator("#fresh").ClickAsync();
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".case").First).ToHaveClassAsync("case P0");
        await Assertions.Expect(page.Locator("#fresh")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_link_to_a_case_opens_it_in_a_tab_that_is_open_and_Back_returns_to_the_one_before()
    {
        var page = await OpenAsync("en");
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
        await page.EvaluateAsync($"location.hash = '#{100 + 2:x32}'");
        await Assertions.Expect(page.Locator(".case.P2")).ToHaveAttributeAsync("aria-selected", "true");
        await page.Locator(".case.P1").ClickAsync();
        await Assertions.Expect(page.Locator(".case.P1")).ToHaveAttributeAsync("aria-selected", "true");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".case.P2")).ToHaveAttributeAsync("aria-selected", "true");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".case.P1")).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task The_link_that_skips_to_the_list_chooses_no_case()
    {
        var page = await OpenAsync("en");
        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
        await TimePassesAsync(page);
        await Assertions.Expect(page.Locator(".case")).ToHaveAttributeAsync("aria-selected", "true");
    }

    /// <summary>While it is open nothing else on the page can be touched, and a touch screen has no Escape.</summary>
    [Theory]
    [InlineData("zh-CN", "关闭")]
    [InlineData("en", "Close")]
    public async Task The_help_for_keys_can_be_closed_without_one(string language, string close)
    {
        var page = await OpenAsync(language);
        await page.Locator("#help").ClickAsync();
        await Assertions.Expect(page.Locator("#keys dl")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = close, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#keys")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#help")).ToBeFocusedAsync();

        await page.Locator("#help").ClickAsync();
        await page.Locator("#keys h2").ClickAsync();
        var box = (await page.Locator("#keys").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + 3, box.Y + (box.Height / 2));
        await Assertions.Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.Mouse.ClickAsync(box.X - 20, box.Y + (box.Height / 2));
        await Assertions.Expect(page.Locator("#keys")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_list_has_the_focus_when_the_case_closes_under_it()
    {
        var page = await OpenAsync("en");
        await page.Locator("[data-code=AlreadyLost]").FocusAsync();
        Host.Dispose(DispositionCode.FalsePositiveConfirmed);
        await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Outcome: False alarm");
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_list_has_the_focus_when_an_outcome_is_taken_back_with_a_button()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Each_emergency_is_read_aloud_also_two_at_once_the_same_words_again_and_one_that_opens_again()
    {
        var page = await OpenAsync("en");
        const string line = "Emergency: Posing as the police, Sichuan";
        await page.EvaluateAsync("() => { window.said = []; new MutationObserver(all => all.forEach(x => x.addedNodes.forEach(n => said.push(n.textContent))))"
            + ".observe(document.getElementById('announce'), { childList: true }); }");
        Host.WarnAll(Of(2, Tier.P0), Of(3, Tier.P0));
        await SaidAsync(page, line, line);
        Warn(4, Tier.P0);
        await SaidAsync(page, line, line, line);
        Host.Warn(Some.Warning(5) with { Tier = Tier.P0 });
        await SaidAsync(page, line, line, line, line);
        Host.Dispose(DispositionCode.AlreadyLost);
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(3);
        Host.Warn(Some.Warning(6) with { Tier = Tier.P0 });
        await SaidAsync(page, line, line, line, line, line);
    }

    [Fact]
    public async Task More_emergencies_at_once_than_anybody_listens_to_are_counted()
    {
        var page = await OpenAsync("en");
        Host.WarnAll(Enumerable.Range(2, 5).Select(x => Of((ulong)x, Tier.P0)));
        await Assertions.Expect(page.Locator("#announce p")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("#announce p").Last).ToHaveTextAsync("and 2 more");
    }

    private static async Task SaidAsync(IPage page, params string[] lines)
    {
        await page.WaitForFunctionAsync("n => said.length >= n", lines.Length);
        Assert.Equal(lines, await page.EvaluateAsync<string[]>("said"));
    }
}
