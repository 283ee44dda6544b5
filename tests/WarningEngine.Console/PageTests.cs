using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>What an agent does all day.</summary>
public sealed class PageTests : PageTest
{
    [Theory]
    [InlineData("zh-CN", "冒充公检法", "为什么预警")]
    [InlineData("en", "Posing as the police", "Why this warning")]
    public async Task A_warning_is_shown_with_its_reasons_in_both_languages(string language, string title, string heading)
    {
        var page = await OpenAsync(language);
        await Assertions.Expect(page.Locator(".head .title")).ToHaveTextAsync(title);
        await Assertions.Expect(page.GetByText(heading)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".case .who")).ToContainTextAsync("138****");
    }

    [Fact]
    public async Task A_reason_says_its_day_once_that_is_no_longer_today()
    {
        var page = await OpenAsync("en", "Asia/Shanghai");
        var time = page.Locator(".reasons time");
        await Assertions.Expect(time).ToHaveTextAsync("10:00:00");
        Host.MoveTo(Host.AsOfMs + (24 * 60 * Some.MinuteMs));
        await Assertions.Expect(time).ToHaveTextAsync("Mar 3 10:00:00");
    }

    [Fact]
    public async Task Midnight_is_hour_0()
    {
        var page = await OpenAsync("en", "America/Anchorage");
        Host.MoveTo(Host.AsOfMs + (7 * 60 * Some.MinuteMs));
        await Assertions.Expect(page.Locator("#asOf")).ToHaveTextAsync("Mar 3 00:00:00");
    }

    /// <summary>Names of what every object has are no languages either.</summary>
    [Theory]
    [InlineData("constructor")]
    [InlineData("fr")]
    public async Task A_page_that_is_asked_for_in_no_language_it_has_is_shown_in_the_browsers(string language)
    {
        var page = await OpenAsync(language);
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Assertions.Expect(page.GetByText("Why this warning")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_word_exists_in_both_languages()
    {
        var page = await OpenAsync("en");
        var missing = await page.EvaluateAsync<string[]>(
            "async () => { const { texts } = await import('/assets/texts.js'); const [a, b] = Object.values(texts).map(x => Object.keys(x)); "
            + "return [...a.filter(k => !b.includes(k)), ...b.filter(k => !a.includes(k))]; }");
        Assert.Empty(missing);
    }

    [Fact]
    public async Task A_case_is_closed_from_the_keyboard_and_leaves_the_live_queue()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToBeVisibleAsync();
        await SentAsync();
        Host.Answer();
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_case_whose_tier_has_risen_since_is_not_closed()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await SentAsync();
        Host.Warn(Some.Warning(2) with { Tier = Tier.P0, Stage = Stage.Transfer });
        Host.Answer();
        await Assertions.Expect(page.Locator(".case.P0")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Escape_takes_an_outcome_back_before_it_is_sent()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#undo")).ToBeHiddenAsync();
        Assert.Empty(Host.Sent);
    }

    [Fact]
    public async Task An_outcome_is_not_dropped_when_the_next_case_gets_its_own()
    {
        var page = await OpenAsync("en");
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("2");
        await SentAsync();
        Assert.Equal((Some.CaseId, DispositionCode.ReachedDissuaded), (Host.Sent[0].Answered.Id, Host.Sent[0].Code));
    }

    [Fact]
    public async Task An_outcome_that_could_not_be_sent_stays_on_the_page_whatever_is_sent_after_it()
    {
        var page = await OpenAsync("en");
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(2);
        Host.Failures = 1;
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("2");
        await SentAsync();
        Assert.Equal(DispositionCode.AlreadyLost, Assert.Single(Host.Sent).Code);
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("Sent");
        await Assertions.Expect(page.Locator("#unsent p")).ToContainTextAsync("was not sent (the engine’s log takes nothing just now)");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send again" }).ClickAsync();
        await Assertions.Expect(page.Locator("#unsent")).ToBeHiddenAsync();
        await SentAsync(2);
        Assert.Equal((Some.CaseId, DispositionCode.ReachedDissuaded), (Host.Sent[1].Answered.Id, Host.Sent[1].Code));
    }

    [Fact]
    public async Task What_does_not_work_is_said_also_while_time_stands_still()
    {
        var page = await OpenAsync("en");
        Host.Degraded = ["Redis is away"];
        await Assertions.Expect(page.Locator("#degraded")).ToHaveTextAsync("Redis is away");
    }

    [Fact]
    public async Task An_expired_case_leaves_the_live_queue_and_is_kept_among_the_ended()
    {
        var page = await OpenAsync("en");
        Host.MoveTo(Some.TimeMs + (61 * Some.MinuteMs));
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(0);
        await page.Locator("#ended").CheckAsync();
        await Assertions.Expect(page.Locator(".case.ended")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_click_is_not_lost_when_the_queue_changes_between_press_and_release()
    {
        var page = await OpenAsync("en");
        Warn(2, Tier.P2);
        var row = page.Locator(".case.P2");
        await row.HoverAsync();
        await page.Mouse.DownAsync();
        await TimePassesAsync(page);
        await page.Mouse.UpAsync();
        await Assertions.Expect(row).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task Nothing_jumps_under_the_cursor_until_it_is_asked_for()
    {
        var page = await OpenAsync("en");
        await page.Locator(".case.P1").HoverAsync();
        Warn(2, Tier.P0);
        await Assertions.Expect(page.Locator("#fresh")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
        await page.Locator("#fresh").ClickAsync();
        await Assertions.Expect(page.Locator(".case").First).ToHaveClassAsync("case P0");
        await Assertions.Expect(page.Locator("#fresh")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_button_keeps_the_focus_while_time_passes()
    {
        var page = await OpenAsync("en");
        await page.Locator(".tiers .P1").FocusAsync();
        await TimePassesAsync(page);
        await Assertions.Expect(page.Locator(".tiers .P1")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_case_that_is_offered_is_seen_by_the_region_and_accepted_with_one_click()
    {
        var page = await OpenAsync("en");
        Host.Offer(Some.Person, 440_000);
        await page.Locator("#region").SelectOptionAsync("440000");
        await Assertions.Expect(page.Locator(".case .tags")).ToContainTextAsync("offered to Guangdong");
        await Assertions.Expect(page.Locator(".detail .quiet").First).ToContainTextAsync("until accepted it stays with Sichuan");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Accept for Guangdong" }).ClickAsync();
        await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Guangdong");
        Assert.Equal("440000", Assert.Single(Host.Cases).Region);
    }

    [Fact]
    public async Task Nothing_on_the_page_is_a_serious_barrier()
    {
        var page = await OpenAsync("zh-CN");
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(x => x.Impact is "serious" or "critical").Select(x => $"{x.Id}: {x.Nodes[0].Html}"));
    }
}
