using Microsoft.Playwright;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>How an agent's finding gets to the engine, and what the page says where it does not.</summary>
public sealed class OutcomeTests : PageTest
{
    private const string Asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))";

    [Fact]
    public async Task What_happened_is_recorded_also_once_the_case_has_expired()
    {
        var page = await OpenAsync("en");
        Host.MoveTo(Some.TimeMs + (61 * Some.MinuteMs));
        await Assertions.Expect(page.Locator(".late")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("2");
        await SentAsync();
        Host.Answer();
        var one = Assert.Single(Host.Cases);
        Assert.Equal((CaseState.Expired, DispositionCode.AlreadyLost), (one.State, one.Disposition));
        await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Outcome: Already lost");
    }

    [Fact]
    public async Task A_key_that_does_nothing_says_so()
    {
        var page = await OpenAsync("en");
        Host.Dispose(DispositionCode.FalsePositiveConfirmed);
        await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Outcome: False alarm");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("closed as “False alarm” already");
        await Assertions.Expect(page.Locator("#undo button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_agents_outcome_is_not_overwritten_unseen()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToBeVisibleAsync();
        Host.Dispose(DispositionCode.FalsePositiveConfirmed);
        await Assertions.Expect(page.Locator("#unsent p")).ToContainTextAsync(
            "138****8194: “Dissuaded” was not sent, closed meanwhile as “False alarm”", new() { Timeout = 30_000 });
        Assert.Empty(Host.Sent);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send all the same" }).ClickAsync();
        await SentAsync();
        Assert.Equal(DispositionCode.ReachedDissuaded, Assert.Single(Host.Sent).Code);
    }

    [Fact]
    public async Task Another_agents_outcome_of_an_expired_case_is_not_overwritten_unseen()
    {
        var page = await OpenAsync("en");
        Host.MoveTo(Some.TimeMs + (61 * Some.MinuteMs));
        await Assertions.Expect(page.Locator(".late")).ToBeVisibleAsync();

        // A busy line answers nothing.
        Host.Dispose(DispositionCode.NotReachedBusy);
        await Assertions.Expect(page.Locator(".head")).ToContainTextAsync("Outcome: Busy");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("is about to be sent");
        Host.Dispose(DispositionCode.FalsePositiveConfirmed);
        await Assertions.Expect(page.Locator("#unsent p")).ToContainTextAsync(
            "138****8194: “Dissuaded” was not sent, closed meanwhile as “False alarm”", new() { Timeout = 30_000 });
        Assert.Empty(Host.Sent);
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("closed as “False alarm” already");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send all the same" }).ClickAsync();
        await SentAsync();
        Assert.Equal(DispositionCode.ReachedDissuaded, Assert.Single(Host.Sent).Code);
    }

    /// <summary>An account that is held bad warns everybody who pays it.</summary>
    [Theory]
    [InlineData(PayeeKind.Bank, "1", false, true)]
    [InlineData(PayeeKind.Bank, "1", true, false)]
    [InlineData(PayeeKind.Bank, "3", false, false)]
    [InlineData(PayeeKind.Gold, "2", false, false)]
    [InlineData(PayeeKind.Gold, "2", true, true)]
    public async Task Who_is_held_bad_with_a_confirmed_fraud_is_said_and_can_be_left_out(PayeeKind kind, string key, bool otherwise, bool isHeld)
    {
        Host.Warn(Some.Warning(2) with { AtRisk = new MoneyAtRisk(1_000_000_00, Currency.Cny, "tx", MoneyPhase.Attempted, new Token(9, 9), kind, Some.TimeMs) });
        var page = await OpenAsync("en");
        var box = page.GetByLabel("With “Dissuaded” or “Already lost” hold payee 138****0009 bad for 30 days");
        if (otherwise)
        {
            await box.ClickAsync();
            await page.Locator("#queue").FocusAsync();
        }

        await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("is about to be sent");
        Assert.Equal(isHeld, (await page.Locator("#undo").InnerTextAsync()).Contains("payee 138****0009 will be held bad", StringComparison.Ordinal));
        await SentAsync();
        Assert.Equal(isHeld, Assert.Single(Host.PayeesConfirmed));
    }

    /// <summary>Whether that is outdated by then the engine tells, by the warnings and by the revision.</summary>
    [Fact]
    public async Task An_outcome_is_of_what_its_agent_saw()
    {
        var page = await OpenAsync("en");
        Host.Offer(Some.Person, 440_000);
        Host.Warn(Some.Warning(2));
        await Assertions.Expect(page.Locator(".case .tags")).ToContainTextAsync("2 warnings");
        await page.Keyboard.PressAsync("1");
        Host.Warn(Some.Warning(3) with { Tier = Tier.P0 });
        await SentAsync();
        Assert.Equal((3, 2), (Host.Sent[0].Revision, Host.WarningsSeen[0]));
    }

    [Fact]
    public async Task What_is_sent_again_is_sent_under_the_same_id()
    {
        var page = await OpenAsync("en");
        Host.Failures = 1;
        await page.Keyboard.PressAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync(new() { Timeout = 30_000 });
        await SentAsync();
        Assert.Equal(2, Host.Tried.Count);
        Assert.Single(Host.Tried.Distinct());
    }

    [Fact]
    public async Task A_page_with_something_unsent_asks_before_it_closes()
    {
        var page = await OpenAsync("en");
        Assert.False(await page.EvaluateAsync<bool>(Asks));
        Host.Failures = 1;
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#unsent p")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        Assert.True(await page.EvaluateAsync<bool>(Asks));
        await page.GetByRole(AriaRole.Button, new() { Name = "Put away" }).ClickAsync();
        Assert.False(await page.EvaluateAsync<bool>(Asks));
    }

    [Fact]
    public async Task A_page_whose_outcome_nobody_has_taken_yet_says_so_and_asks_before_it_closes()
    {
        var taken = new TaskCompletionSource();
        Host.Taking = taken.Task;
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("138****8194: sending “Dissuaded”", new() { Timeout = 30_000 });
        Assert.True(await page.EvaluateAsync<bool>(Asks));

        // What is said beside it for a few seconds takes nothing away.
        await page.Locator("#ended").CheckAsync();
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("Digits do nothing");
        await Assertions.Expect(page.Locator("#undo")).Not.ToContainTextAsync("Digits do nothing", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("138****8194: sending “Dissuaded”");
        Assert.True(await page.EvaluateAsync<bool>(Asks));
        taken.SetResult();
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("Sent: 138****8194, “Dissuaded”");
        await Assertions.Expect(page.Locator("#undo")).Not.ToContainTextAsync("sending");
        Assert.False(await page.EvaluateAsync<bool>(Asks));
    }

    [Fact]
    public async Task A_page_that_has_decided_and_does_not_hear_the_engine_asks_before_it_closes()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("is about to be sent");

        // Closing sends it.
        Assert.False(await page.EvaluateAsync<bool>(Asks));
        await page.Keyboard.PressAsync("Escape");
        Host.Away = true;
        Host.Cut();
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Connection lost, trying again");
        await page.Keyboard.PressAsync("1");
        Assert.True(await page.EvaluateAsync<bool>(Asks));
        await page.Keyboard.PressAsync("Escape");
        Assert.False(await page.EvaluateAsync<bool>(Asks));
    }

    [Fact]
    public async Task Enter_twice_decides_nothing()
    {
        var page = await OpenAsync("en");
        Host.Offer(Some.Person, 440_000);
        await Assertions.Expect(page.Locator("[data-code=accept]")).ToBeVisibleAsync();
        await page.Locator("#queue").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-code=outcomes]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-code=ReachedDissuaded]")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#undo")).ToBeHiddenAsync();
        Assert.Equal("510000", Assert.Single(Host.Cases).Region);
    }

    [Fact]
    public async Task A_key_that_is_held_down_opens_once()
    {
        var page = await OpenAsync("en");
        await page.Locator("#queue").FocusAsync();
        await page.Locator("#queue").EvaluateAsync("e => e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true }))");
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_digit_on_a_checkbox_decides_nothing()
    {
        var page = await OpenAsync("en");
        await page.Locator("#ended").CheckAsync();
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToHaveTextAsync("Digits do nothing while the focus is on a checkbox", new() { UseInnerText = true });
    }

    [Fact]
    public async Task Escape_in_the_search_field_leaves_it_and_nothing_else()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("1");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#queue")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#search")).ToHaveValueAsync("1");
        await SentAsync();
        Assert.Equal(DispositionCode.ReachedDissuaded, Assert.Single(Host.Sent).Code);
    }

    [Fact]
    public async Task It_is_said_whose_outcome_is_sent()
    {
        var page = await OpenAsync("en");
        await page.Keyboard.PressAsync("1");
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("138****8194: “Dissuaded” is about to be sent");
        await Assertions.Expect(page.Locator("#undo [aria-hidden=true]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[1-5] s$"));
        await Assertions.Expect(page.Locator("#undo")).ToContainTextAsync("Sent: 138****8194, “Dissuaded”", new() { Timeout = 30_000 });
    }

    [Theory]
    [InlineData("Hung up", DispositionCode.Rejected)]
    [InlineData("Phone off", DispositionCode.NotReachedOff)]
    [InlineData("Forwarded (suspect)", DispositionCode.ForwardedSuspect)]
    [InlineData("Wrong person", DispositionCode.WrongPerson)]
    public async Task Rarer_outcomes_have_a_button(string name, DispositionCode code)
    {
        var page = await OpenAsync("en");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await SentAsync();
        Assert.Equal(code, Assert.Single(Host.Sent).Code);
        Host.Answer();
        await Assertions.Expect(page.Locator(".line").Filter(new() { HasText = $"outcome {name}" })).ToHaveCountAsync(1);
    }
}
