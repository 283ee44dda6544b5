using WarningEngine.App.City;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Measures;

/// <summary>What the measures of a run share.</summary>
/// <param name="Ground">Broker, store, engine.</param>
/// <param name="Settings">Of the run.</param>
/// <param name="Results">Takes what was measured.</param>
/// <param name="Say">Tells how far it has come.</param>
internal sealed record LoadRun(TestGround Ground, LoadSettings Settings, Results Results, Action<string> Say)
{
    private const int Days = 7;
    private const ulong Seed = 5;

    /// <summary>Of a person and day.</summary>
    private const double Frauds = 1e-4;

    /// <summary>Two weeks of history and a week, in the order of arrival.</summary>
    public CityInput City => new(
        new CityOptions(Settings.People, Days, Seed, Frauds, CityOptions.DefaultStartMs), Ground.RawPartitions);
}
