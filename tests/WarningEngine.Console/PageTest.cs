using Microsoft.Playwright;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>The page in a real browser, over real dispatch. One case is there from the beginning.</summary>
public abstract class PageTest : IAsyncLifetime
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private protected ConsoleHost Host { get; } = new();

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        await Host.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        Host.Warn(Some.Warning());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Host.DisposeAsync();
    }

    internal static Warning Of(ulong person, Tier tier) => Some.Warning((int)person) with
    {
        Person = new Token(1, person),
        EpisodeId = 100 + person,
        Tier = tier,
    };

    private protected void Warn(ulong person, Tier tier) => Host.Warn(Of(person, tier));

    /// <summary>Lets the engine's time move on, and waits until the page has drawn it.</summary>
    private protected async Task TimePassesAsync(IPage page)
    {
        var before = await page.Locator("#asOf").InnerTextAsync();
        Host.MoveTo(Host.AsOfMs + Some.MinuteMs);
        await Assertions.Expect(page.Locator("#asOf")).Not.ToHaveTextAsync(before);
    }

    /// <summary>A page on which the case is shown.</summary>
    private protected async Task<IPage> OpenAsync(string language, string? timeZone = null)
    {
        var page = await NewPageAsync(new BrowserNewPageOptions { TimezoneId = timeZone });
        await page.GotoAsync($"{Host.Address}/?lang={language}");
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
        return page;
    }

    private protected Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null)
    {
        Assert.SkipUnless(_browser is not null, $"{Chromium} is not installed");
        return _browser!.NewPageAsync(options);
    }

    /// <summary>The page holds an outcome back for five seconds.</summary>
    private protected async Task SentAsync(int count = 1)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Host.Sent.Count < count)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
