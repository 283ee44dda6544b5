using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;
using WarningEngine.App.Telemetry;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Artifacts;

public sealed class RuleSetWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly ManualClock _clock = new();
    private readonly List<UInt128> _activated = [];
    private readonly EngineHealth _health;
    private readonly RuleSetWatch _watch;
    private string? _refusal;

    public RuleSetWatchTests()
    {
        foreach (var file in Directory.EnumerateFiles(PatternFiles.Shipped))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        _health = new EngineHealth(_clock);
        _watch = new RuleSetWatch(_folder, ActivateAsync, _health, _clock, NullLogger.Instance);
    }

    private static CancellationToken Never => CancellationToken.None;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_there_at_the_start_activates_nothing()
    {
        _watch.Begin();
        await LookAsync(3);

        Assert.Empty(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task A_change_is_activated_once_two_looks_saw_the_same()
    {
        _watch.Begin();
        Change("version: ", "version: 9");
        await LookAsync(1);
        Assert.Empty(_activated);

        await LookAsync(3);

        Assert.Equal([RuleSetFiles.Read(_folder).Hash], _activated);
    }

    [Theory]
    [InlineData("window:", "windw:")]
    [InlineData("tier: P1", "tier: P3")]
    public async Task Files_that_are_wrong_or_fail_their_tests_change_nothing_and_it_is_said(string from, string to)
    {
        _watch.Begin();
        Change(from, to);
        await LookAsync(3);
        Assert.Empty(_activated);
        Assert.Equal(["rules.watch"], _health.Degraded());

        Change(to, from);
        await LookAsync(3);

        Assert.Single(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task An_activation_that_the_end_of_the_process_interrupts_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        var watch = new RuleSetWatch(
            _folder, async (_, stopped) =>
            {
                await stop.CancelAsync();
                stopped.ThrowIfCancellationRequested();
            },
            _health, _clock, NullLogger.Instance);
        watch.Begin();
        Change("version: ", "version: 9");

        await watch.LookAsync(stop.Token);
        await watch.LookAsync(stop.Token);

        Assert.True(stop.IsCancellationRequested);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task What_nobody_foresaw_is_said_and_the_watch_goes_on()
    {
        var isBroken = true;
        var watch = new RuleSetWatch(
            _folder, (files, stop) => isBroken ? throw new InvalidOperationException("unforeseen") : ActivateAsync(files, stop),
            _health, _clock, NullLogger.Instance);
        watch.Begin();
        Change("version: ", "version: 9");
        for (var i = 0; i < 3; i++)
        {
            await watch.LookAsync(Never);
        }

        Assert.Equal(["rules.watch"], _health.Degraded());

        isBroken = false;
        await watch.LookAsync(Never);

        Assert.Single(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task What_could_not_be_written_is_tried_again()
    {
        _watch.Begin();
        Change("version: ", "version: 9");
        _refusal = "no broker";
        await LookAsync(3);
        Assert.Equal(["rules.watch"], _health.Degraded());

        _refusal = null;
        await LookAsync(1);

        Assert.Single(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_said_and_what_comes_back_unchanged_activates_nothing()
    {
        _watch.Begin();
        Directory.Move(_folder, _folder + ".away");
        await LookAsync(2);
        Assert.Equal(["rules.watch"], _health.Degraded());

        Directory.Move(_folder + ".away", _folder);
        await LookAsync(2);

        Assert.Empty(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task A_folder_that_is_empty_for_a_while_is_said_and_what_comes_back_unchanged_activates_nothing()
    {
        _watch.Begin();
        Directory.Move(_folder, _folder + ".away");
        Directory.CreateDirectory(_folder);
        await LookAsync(3);
        Assert.Equal(["rules.watch"], _health.Degraded());

        Directory.Delete(_folder);
        Directory.Move(_folder + ".away", _folder);
        await LookAsync(3);

        Assert.Empty(_activated);
        Assert.Empty(_health.Degraded());
    }

    [Fact]
    public async Task What_a_folder_holds_that_can_be_read_later_than_the_start_activates_nothing_and_what_changes_then_does()
    {
        Directory.Move(_folder, _folder + ".away");
        _watch.Begin();
        await LookAsync(2);
        Assert.Equal(["rules.watch"], _health.Degraded());

        Directory.Move(_folder + ".away", _folder);
        await LookAsync(3);
        Assert.Empty(_activated);
        Assert.Empty(_health.Degraded());

        Change("version: ", "version: 9");
        await LookAsync(3);
        Assert.Equal([RuleSetFiles.Read(_folder).Hash], _activated);
    }

    private Task ActivateAsync(RuleSetFiles files, CancellationToken stop)
    {
        if (_refusal is { } why)
        {
            throw new CommandFailedException(why);
        }

        _activated.Add(files.Hash);
        return Task.CompletedTask;
    }

    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _watch.LookAsync(Never);
        }
    }

    private void Change(string from, string to)
    {
        var file = Path.Combine(_folder, "T04-digital-arrest.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(from, to, StringComparison.Ordinal));
    }
}
