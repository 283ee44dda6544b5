using System.Collections.Frozen;
using System.Text.Json.Nodes;
using WarningEngine.Core.Events;
using WarningEngine.Load.Baselines;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Measures;
using WarningEngine.Load.Reports;

namespace WarningEngine.Tests.Benchmarks;

public sealed class LoadReportTests
{
    private static readonly Machine SomeMachine = new("processor", 2, 1L << 30, "system", "10", "4", "7", "2");

    private readonly Results _results = new();
    private readonly LoadSettings _settings = new()
    {
        Only = new[] { "jsonEventsPerSecond", "latencyMs" }.ToFrozenSet(), Quick = true, WithModel = false, People = 50, Rounds = 1, Partitions = 1,
        RawPartitions = 1, WarmSeconds = 0, Lines = 1,
    };

    private JsonObject? _written;
    private string _markdown = "";

    [Fact]
    public async Task A_phase_that_fails_takes_nothing_from_those_before_it()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(() =>
        {
            _results.Measures["jsonEventsPerSecond"] = 136_614.0;
            throw new TimeoutException("too long");
        }));
        var measures = _written!["measures"]!;
        Assert.Equal(136_614.0, measures["jsonEventsPerSecond"]!.GetValue<double>());
        Assert.Null(measures["latencyMs"]);
        Assert.Equal(["TimeoutException: too long", "latencyMs was not to be had"], _written["faults"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Contains("| latencyMs | 10 / 40 / 100 | not to be had |", _markdown, StringComparison.Ordinal);
        Assert.Contains("- TimeoutException: too long", _markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_measure_that_is_missing_is_a_failure()
    {
        _results.Measures["jsonEventsPerSecond"] = 1.0;
        _results.Measures["latencyMs"] = null;
        Assert.Equal(1, await RunAsync(() => Task.CompletedTask));
    }

    [Fact]
    public async Task What_is_not_as_it_must_be_is_a_failure_and_is_reported()
    {
        _results.Measures["jsonEventsPerSecond"] = _results.Measures["latencyMs"] = 1.0;
        _results.Faults.Add("latencyMs at 2000 events a second: 3 warnings did not come");
        Assert.Equal(1, await RunAsync(() => Task.CompletedTask));
        Assert.Contains("3 warnings", Assert.Single(_written!["faults"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_has_everything_is_good()
    {
        _results.Measures["jsonEventsPerSecond"] = _results.Measures["latencyMs"] = 1.0;
        Assert.Equal(0, await RunAsync(() => Task.CompletedTask));
        Assert.Empty(_written!["faults"]!.AsArray());
        Assert.DoesNotContain("Not as it must be", _markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "commit")]
    [InlineData("/old/warning-engine", null)]
    public async Task It_says_what_was_measured_and_with_which_model(string? program, string? commit)
    {
        await RunAsync(() => Task.CompletedTask, _settings with { Program = program });
        Assert.Equal((program, commit, "none"), ((string?)_written!["program"], (string?)_written["commit"], (string?)_written["model"]));
        Assert.Contains(program ?? "Commit commit", _markdown, StringComparison.Ordinal);
        Assert.Contains("model none", _markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_warned_it_is_not_known_whether_they_warn_alike()
    {
        Assert.Null(Same([Log()], [Log()]));
        Assert.True(Same([Log(1), Log(1)], [Log(1)]));
        Assert.False(Same([Log(1), Log(1, 2)], [Log(1)]));
        Assert.False(Same([Log()], [Log(1)]));
        Assert.False(Same([Log(1)], [Log()]));
    }

    private static bool? Same(DecidedLog[] engine, DecidedLog[] peer) => DecidedLog.AreSame(
        engine, peer, [.. peer.Select(x => engine[0].With(x, Load.Input.WhatDecides.Thresholds))]);

    private static DecidedLog Log(params UInt128[] ids) =>
        new(new SortedDictionary<UInt128, (Token, double?)>(ids.ToDictionary(x => x, x => (new Token(1, (ulong)x), (double?)null))));

    private Task<int> RunAsync(Func<Task> measure, LoadSettings? settings = null) => ReportedRun.RunAsync(measure, settings ?? _settings, _results, () =>
    {
        _written = JsonNode.Parse(LoadReport.Json(SomeMachine, "commit", settings ?? _settings, _results))!.AsObject();
        _markdown = LoadReport.Markdown(SomeMachine, "commit", settings ?? _settings, _results);
    });
}
