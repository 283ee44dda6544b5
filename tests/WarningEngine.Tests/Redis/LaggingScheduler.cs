namespace WarningEngine.Tests.Redis;

/// <summary>Whoever waits for something sees it done; what nobody waits for, seldom.</summary>
internal sealed class LaggingScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _waiting = [];

    public void RunOne()
    {
        // The newest is what is waited for, mostly; merges lie longest.
        var at = random.Next(8) == 0 ? 0 : _waiting.Count - 1;
        var task = _waiting[at];
        _waiting.RemoveAt(at);

        // What follows is done here too, and not handed to the test's own context.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        TryExecuteTask(task);
        SynchronizationContext.SetSynchronizationContext(context);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

    protected override void QueueTask(Task task) => _waiting.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
