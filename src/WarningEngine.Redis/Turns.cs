namespace WarningEngine.Redis;

/// <summary>Lets one in at a time, in the order in which they came. Whoever is let in goes on where the one before has left, on its thread.</summary>
internal sealed class Turns
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = new();
    private bool _taken;

    /// <summary>Ends when it is one's turn, which must be disposed of once.</summary>
    public ValueTask<Turn> TakeAsync()
    {
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return ValueTask.FromResult(new Turn(this));
            }

            var turn = new TaskCompletionSource<Turn>();
            _waiting.Enqueue(turn);
            return new ValueTask<Turn>(turn.Task);
        }
    }

    private void Leave()
    {
        TaskCompletionSource<Turn>? next;
        lock (_gate)
        {
            _taken = _waiting.TryDequeue(out next);
        }

        next?.SetResult(new Turn(this));
    }

    /// <summary>Who has it is alone until it is disposed of.</summary>
    public readonly struct Turn(Turns turns) : IDisposable
    {
        public void Dispose() => turns.Leave();
    }
}
