namespace WarningEngine.Simulation.Kernel;

/// <summary>What a process computes beside its main thread: a little later, while it lives and is not stopped.</summary>
internal sealed class ProcessScheduler(SimulatedProcess process) : TaskScheduler
{
    private const long DelayUsMax = 2_000;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override void QueueTask(Task task) =>
        process.Later(process.Time.Draw(DelayUsMax), () => TryExecuteTask(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
