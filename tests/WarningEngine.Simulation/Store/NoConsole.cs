using WarningEngine.Core.Cases;
using WarningEngine.Redis;

namespace WarningEngine.Simulation.Store;

/// <summary>The console's read model is derived: nothing is promised of it, and nothing is checked.</summary>
internal sealed class NoConsole : IConsoleReadModel
{
    public Task ChangeAsync(int partition, string owner, IReadOnlyCollection<Case> changed, IReadOnlyCollection<UInt128> forgotten) => Task.CompletedTask;

    public Task ReplaceAsync(int partition, string owner, IReadOnlyCollection<Case> cases) => Task.CompletedTask;

    public Task PutTimeAsync(int partition, long timeMs) => Task.CompletedTask;
}
