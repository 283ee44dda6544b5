using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>Words and sizes of the page.</summary>
public sealed class LooksTests : PageTest
{
    /// <summary>Of a color written rgb(r, g, b) against another, by WCAG 2.</summary>
    private const string Contrast =
        "const light = color => { const [r, g, b] = color.match(/[\\d.]+/g).map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); "
        + "return .2126 * r + .7152 * g + .0722 * b + .05; }; "
        + "const contrast = (a, b) => Math.max(light(a), light(b)) / Math.min(light(a), light(b)); ";

    [Theory]
    [InlineData("en", 1000)]
    [InlineData("en", 821)]
    [InlineData("en", 820)]
    [InlineData("en", 640)]
    [InlineData("en", 320)]
    [InlineData("zh-CN", 900)]
    [InlineData("zh-CN", 320)]
    public async Task Nothing_is_wider_than_the_page(string language, int width)
    {
        var word = new string('x', 400);
        Host.Warn(Some.Warning(2) with
        {
            Title = new LocalText(word, word), Tier = Tier.P0, Stage = Stage.Transfer,
            Reasons = [new Reason("long", new LocalText(word, word), Some.TimeMs)],
            Questions = [new LocalText(word, word)],
            AtRisk = new MoneyAtRisk(1_000_000_00, Currency.Cny, word, MoneyPhase.Attempted, new Token(9, 9), PayeeKind.Unknown, Some.TimeMs),
        });
        var page = await OpenAsync(language);
        await page.SetViewportSizeAsync(width, 900);
        await Assertions.Expect(page.Locator(".head .title")).ToHaveTextAsync(word);
        await page.Keyboard.PressAsync("1");
        var wider = await page.EvaluateAsync<string[]>(
            "() => [document.documentElement, ...document.querySelectorAll('body, .bar, .list, #queue, .detail, .card, .undo')]"
            + ".filter(e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right > innerWidth).map(e => `${e.tagName} ${e.className} ${e.scrollWidth}`)");
        Assert.Empty(wider);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Where_a_button_or_a_field_ends_is_seen(ColorScheme scheme)
    {
        var page = await OpenAsync("en");
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var faint = await page.EvaluateAsync<string[]>(
            "() => { " + Contrast + "const style = getComputedStyle; return [...document.querySelectorAll('button, select, input[type=search]')]"
            + ".filter(e => e.checkVisibility() && parseFloat(style(e).borderTopWidth) > 0)"
            + ".filter(e => contrast(style(e).borderTopColor, style(document.querySelector('.bar')).backgroundColor) < 3).map(e => e.outerHTML); }");
        Assert.Empty(faint);
    }

    [Fact]
    public async Task A_tier_that_is_pressed_shows_the_focus_too()
    {
        var page = await OpenAsync("en");
        await page.Locator(".tiers .P1").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".tiers .P1")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Locator(".tiers .P1")).ToHaveCSSAsync("outline-width", "3px");
    }

    [Fact]
    public async Task A_formatter_is_made_once_a_language_and_unit()
    {
        var page = await OpenAsync("en");
        var made = await page.EvaluateAsync<int>(
            "async () => { const { duration, money } = await import('/assets/words.js'); let made = 0; const kind = Intl.NumberFormat; "
            + "Intl.NumberFormat = class extends kind { constructor(...args) { super(...args); made++; } }; "
            + "for (let i = 0; i < 500; i++) { duration(i * 20_000); money(i, 'USD'); } return made; }");
        Assert.InRange(made, 1, 4);
    }

    [Fact]
    public async Task Every_type_and_every_outcome_has_words()
    {
        var scamTypes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "WarningEngine.App", "patterns"), "*.yaml")
            .Select(x => Regex.Match(File.ReadAllText(x), @"^scamType: *(\w+)", RegexOptions.Multiline).Groups[1].Value)
            .Concat(ScamTypes.Warned).Append("MODEL").Distinct();
        var codes = Enum.GetNames<DispositionCode>().Where(x => x != nameof(DispositionCode.Unknown));
        var page = await OpenAsync("en");
        var missing = await page.EvaluateAsync<string[]>(
            "async ([types, codes]) => { const words = await import('/assets/words.js'); const nameless = () => "
            + "[...types.filter(x => words.typeName(x) === x), ...codes.filter(x => words.outcomeName(x) === x)].map(x => `${words.lang} ${x}`); "
            + "const first = nameless(); words.changeLanguage(); return [...first, ...nameless()]; }",
            new[] { scamTypes.ToArray(), codes.ToArray() });
        Assert.Empty(missing);
    }

    /// <summary>Evidence is told in words of the engine's vocabulary.</summary>
    [Fact]
    public async Task Every_word_of_evidence_and_of_history_is_one_of_the_page()
    {
        string[] vocabulary =
        [
            .. Enum.GetNames<RegistryFact>(), .. Enum.GetNames<NumberClass>(), .. Enum.GetNames<SmsTemplate>(), .. Enum.GetNames<MoneyEvent>(),
            .. Enum.GetNames<MoneyPhase>(), .. Enum.GetNames<Grade>(),
        ];
        var page = await OpenAsync("en");
        var missing = await page.EvaluateAsync<string[]>(
            "async names => { const { texts } = await import('/assets/texts.js'); "
            + "return Object.entries(texts).flatMap(([lang, words]) => names.filter(x => !(x in words)).map(x => `${lang} ${x}`)); }", vocabulary);
        Assert.Empty(missing);
        var lines = await page.EvaluateAsync<string[]>(
            "async () => { const words = await import('/assets/words.js'); const line = detail => words.historyWords({ what: 'moved', detail }); "
            + "const first = [line('unknown'), line('440000')]; words.changeLanguage(); return [...first, line('unknown'), line('440000')]; }");
        Assert.Equal(["moved Region unknown", "moved Guangdong", "移交 地区未知", "移交 广东"], lines);
    }

    /// <summary>As the engine names it, so that what it learns to say is not forgotten here. Words that are missing leave a name, or the end of one, as a word.</summary>
    [Fact]
    public async Task Everything_that_may_not_work_has_words()
    {
        var page = await OpenAsync("en");
        var nameless = await page.EvaluateAsync<string[]>(
            "async names => { const words = await import('/assets/words.js'); const nameless = () => names.map(x => [x, words.degradedWords(x)])"
            + ".filter(([name, said]) => said === name || said.split(/[^\\w.-]+/).includes(name.slice(name.indexOf('.') + 1))).map(([name, said]) => `${words.lang} ${name}: ${said}`); "
            + "const first = nameless(); words.changeLanguage(); return [...first, ...nameless()]; }",
            Ill().Degraded());
        Assert.Empty(nameless);
    }

    /// <summary>An engine on which nothing works.</summary>
    private static EngineHealth Ill()
    {
        var clock = new ManualClock();
        var health = new EngineHealth(clock);
        foreach (var role in new[] { "topics", "artifacts", "intake", "score", "score-2", "dispatch" })
        {
            health.RoleState(role, false, "");
        }

        foreach (var role in new[] { "score", "dispatch" })
        {
            health.Owned(role, 0, true);
            health.CheckpointAge(role, 0, TimeSpan.FromMinutes(1));
            health.Stopped(role, 0, "");
            health.Snapshotted(role, 0, null);
        }

        foreach (var topic in RawTopic.All.Select(x => x.Name).Concat([TopicPlan.Legs, TopicPlan.Warnings, TopicPlan.Artifacts]))
        {
            health.EventsRead(topic, 1);
            health.Unreadable("", topic, "");
        }

        health.Surged(0, new Surge("T01-task-rebate", SurgeState.Held, 40, 2));
        health.Reloaded(false);
        health.DeliveryFailed("dissuasion.unknown.p0", "");
        clock.Advance(TimeSpan.FromMinutes(6));
        return health;
    }

    [Theory]
    [InlineData("en", "Queue Guangdong Emergency: not delivered · T01 Task rebate: surges, kept back · Call records: nothing for five minutes · Registry: cannot be read · Legs within the engine: cannot be read · Warnings: cannot be read · Rules and models: cannot be read · Scoring: not running · Intake: not running · something.else-2")]
    [InlineData("zh-CN", "广东 紧急队列未能送达 · T01 刷单返利预警激增，已暂存 · 通话记录五分钟无数据 · 登记信息无法读取 · 引擎内部事件无法读取 · 预警无法读取 · 规则与模型无法读取 · 评分未运行 · 接入未运行 · something.else-2")]
    public async Task What_does_not_work_is_said_in_words(string language, string words)
    {
        var page = await OpenAsync(language);
        Host.Degraded =
        [
            "queue.dissuasion.440000.p0", "surge.T01-task-rebate", "feed.telecom.calls",
            "read.registry", "read.legs", "read.warnings", "read.artifacts", "score", "score-2", "intake-2", "something.else-2",
        ];
        await Assertions.Expect(page.Locator("#degraded")).ToHaveTextAsync(words);
    }

    [Fact]
    public async Task What_stands_in_no_queue_is_marked()
    {
        var page = await OpenAsync("en");
        await Assertions.Expect(page.Locator(".shadow")).ToHaveCountAsync(0);
        Host.SetMode(DispatchMode.Shadow);
        Warn(2, Tier.P2);
        await Assertions.Expect(page.Locator(".case.P2 .tag.shadow")).ToHaveTextAsync("shadow: not in its queue");
        await page.Locator(".case.P2").ClickAsync();
        await Assertions.Expect(page.Locator(".head .shadow")).ToBeVisibleAsync();
    }
}
