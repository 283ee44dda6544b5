using System.Globalization;
using WarningEngine.Simulation;
using WarningEngine.Simulation.Planted;

namespace WarningEngine.Tests.Simulation;

/// <summary>The production roles over simulated brokers, stores and receivers, with faults drawn from a seed.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void A_thousand_seeds_lose_double_misorder_and_diverge_nothing() =>
        Assert.EndsWith("seeds 1000, lost 0, doubled 0, misordered 0, diverged 0", Run(0, "--seeds", "1000"), StringComparison.Ordinal);

    [Fact]
    public void Every_planted_bug_is_caught()
    {
        var count = PlantedBugs.All.Count;
        Assert.True(count >= 10);
        Assert.EndsWith($"planted {count}, caught {count}", Run(0, "--seeds", "100", "--planted"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(17)]
    public void The_same_seed_gives_the_same_trace(int seed)
    {
        var run = SeedRun.Of(seed, new PlantedBug());

        Assert.Equal(run.Trace, SeedRun.Of(seed, new PlantedBug()).Trace);
        Assert.NotEqual(run.Trace, SeedRun.Of(seed + 1, new PlantedBug()).Trace);
    }

    [Fact]
    public void A_failing_seed_tells_its_number_its_faults_and_what_differed()
    {
        var run = SimulationCommand.Catch(new StateNewerThanOffset(), seeds: 100, first: 1)!;
        using var told = new StringWriter(CultureInfo.InvariantCulture);
        SimulationCommand.Tell(run, told);

        var lines = told.ToString().Split('\n');
        Assert.Contains($"--seeds 1 --first {run.Seed}", lines[0], StringComparison.Ordinal);
        Assert.All(run.Schedule, x => Assert.Contains(lines, y => y.Contains(x, StringComparison.Ordinal)));
        Assert.Contains(run.Verdict.Findings[0], told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arguments_are_wrong_usage()
    {
        Run(2, "--seeds");
        Run(2, "--seeds", "none");
        Run(2, "--unknown");
    }

    private static string Run(int code, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var found = SimulationCommand.Run(args, output);
        Assert.True(found == code, output.ToString());
        return output.ToString().TrimEnd();
    }
}
