using WarningEngine.Core.Cases;
using WarningEngine.Redis;

namespace WarningEngine.Simulation.Store;

/// <summary>The console's read model is derived: nothing is promised of it, and nothing is checked.</summary>
internal sealed class NoConsole : IConsoleReadModel
{
    public Task PutAsync(int partition, Case one) => Task.CompletedTask;

    public Task ReplaceAsync(int partition, IReadOnlyCollection<Case> cases) => Task.CompletedTask;

    public Task ForgetAsync(int partition, Case one) => Task.CompletedTask;

    public Task PutTimeAsync(int partition, long timeMs) => Task.CompletedTask;
}
