using WarningEngine.Faults;
using WarningEngine.Faults.Input;
using WarningEngine.Faults.Kinds;
using WarningEngine.Faults.Running;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Faults;

/// <summary>A share of the harness of faults: the engine as processes, killed. Not beside other tests: it has ten processes.</summary>
[Collection(nameof(Alone))]
public sealed class FaultsTests(FaultsTests.Engines engines) : IClassFixture<FaultsTests.Engines>
{
    private const int Events = 10_000;

    [Fact]
    public async Task Killed_processes_brokers_and_stores_lose_nothing_and_double_nothing()
    {
        var ground = engines.Ground;
        var result = await new ScheduleRun(ground, new ScheduleOptions
        {
            Name = "killed", Seed = 1, Kinds = FaultKinds.Named("score-kill,redis-kill,broker-kill"), FaultsMax = 3,
            Spread = TimeSpan.FromSeconds(25), LeastGap = 1, MostGap = 2,
        }).RunAsync(engines.Input(Events), TestContext.Current.CancellationToken);

        Assert.Equal(3, result.Strikes.Count);
        AssertGood(result);
    }

    [Theory]
    [InlineData("intake.committing,score.warning,dispatch.delivered")]
    [InlineData("intake.split,score.warning-sent,dispatch.entry")]
    public async Task Processes_that_die_between_two_steps_lose_nothing_and_double_nothing(string points)
    {
        var ground = engines.Ground;
        var result = await new ScheduleRun(ground, new ScheduleOptions
        {
            Name = points.Split(',')[0], Seed = 1, Kinds = [], CrashPoints = CrashPoints.Named(points), Spread = TimeSpan.FromSeconds(10),
        }).RunAsync(engines.Input(Events / 2), TestContext.Current.CancellationToken);

        Assert.Empty(result.Verdict.Findings);
        Assert.NotEqual(0, result.Verdict.Counts.GetValueOrDefault("warnings"));

        // Which process gets enough to do to die a second time is up to how its group shares out; somebody must have died.
        Assert.All(result.Notes, note => Assert.StartsWith("no process has passed", note, StringComparison.Ordinal));
        Assert.True(result.Notes.Count < points.Split(',').Length, string.Join("; ", result.Notes));
    }

    private static void AssertGood(ScheduleResult result)
    {
        Assert.Empty(result.Verdict.Findings);
        Assert.Empty(result.Notes);
        Assert.NotEqual(0, result.Verdict.Counts.GetValueOrDefault("warnings"));
    }

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    /// <summary>One cluster, one store and one executable for all tests of the class.</summary>
    public sealed class Engines : IAsyncLifetime
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("warning-engine-faults-").FullName;
        private Ground? _ground;
        private string _program = "";

        internal Ground Ground
        {
            get
            {
                Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
                return _ground!;
            }
        }

        internal InputEvent[] Input(int events) => CityInput.Make(_program, Path.Combine(_directory, $"city-{events}"), events);

        public async ValueTask InitializeAsync()
        {
            if (RealKafka.IsInstalled)
            {
                _program = await Published.MakeAsync(_directory, crashPoints: true, TestContext.Current.CancellationToken);
                _ground = await Ground.StartAsync(_directory, _program, RealKafka.Script!);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_ground is not null)
            {
                await _ground.DisposeAsync();
            }

            Directory.Delete(_directory, recursive: true);
        }
    }
}
