namespace WarningEngine.Redis;

/// <summary>Lets one in at a time, in the order in which they came. Whoever is let in goes on where the one before has left, on its thread.</summary>
internal sealed class Turns
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Ends when it is one's turn; <see cref="Leave"/> must follow.</summary>
    public Task EnterAsync()
    {
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            _taken = _waiting.TryDequeue(out next);
        }

        next?.SetResult();
    }
}
