using WarningEngine.Kafka.Queues;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Receivers;

/// <summary>Delivers a process's queue entries: each queue in its order, each entry at least once.</summary>
internal sealed class SimulatedQueues : IQueueDelivery
{
    private const int WaitingMax = 6;
    private const long RetryUsMax = 50_000;

    private readonly SimulatedProcess _process;
    private readonly List<(string Queue, string Key, byte[] Value)> _journal;
    private readonly Weather _weather;
    private readonly SortedDictionary<string, Queue<QueueMessage>> _queues = new(StringComparer.Ordinal);
    private readonly HashSet<string> _moving = [];
    private bool _gone;

    /// <param name="process">Whose.</param>
    /// <param name="journal">What receivers got.</param>
    /// <param name="weather">How slow receivers are.</param>
    public SimulatedQueues(SimulatedProcess process, List<(string Queue, string Key, byte[] Value)> journal, Weather weather)
    {
        (_process, _journal, _weather) = (process, journal, weather);
        process.Died += Abandon;
    }

    private VirtualTime Time => _process.Time;

    public bool TrySend(QueueMessage message)
    {
        _process.Call();
        if (!_queues.TryGetValue(message.Topic, out var queue))
        {
            _queues[message.Topic] = queue = new Queue<QueueMessage>();
        }

        if (queue.Count >= WaitingMax)
        {
            return false;
        }

        queue.Enqueue(message);
        Move(message.Topic);
        return true;
    }

    public void Check()
    {
        // Receivers are slow or away; what carries entries to them does not fail.
    }

    public ValueTask DisposeAsync()
    {
        Abandon();
        return ValueTask.CompletedTask;
    }

    /// <summary>At most the first of each queue is on its way already.</summary>
    private void Abandon()
    {
        if (!_gone)
        {
            _gone = true;
            foreach (var topic in _queues.Keys.ToArray())
            {
                _queues[topic] = new Queue<QueueMessage>(_queues[topic].Take(Time.Chance.Next(2)));
            }
        }
    }

    private void Move(string topic)
    {
        if (_queues[topic].Count > 0 && _moving.Add(topic))
        {
            Time.After(Time.Draw(_weather.DeliverUsMax), () => Arrive(topic));
        }
    }

    private void Arrive(string topic)
    {
        if (_queues[topic].Count == 0)
        {
            _moving.Remove(topic);
            return;
        }

        if (Time.NowUs < _weather.ReceiversAwayUntilUs || (_process.IsPaused && !_gone))
        {
            Time.After(Time.Draw(RetryUsMax), () => Arrive(topic));
            return;
        }

        // Whoever hears no acknowledgement sends again, before anything that comes after.
        var message = _queues[topic].Peek();
        _journal.Add((message.Topic, message.Key, message.Value));
        Time.Tell("deliver " + message.Key);
        if (Time.Happens(_weather.RepeatShare))
        {
            Time.After(Time.Draw(_weather.DeliverUsMax), () => Arrive(topic));
            return;
        }

        _queues[topic].Dequeue();
        _moving.Remove(topic);
        _process.Later(Time.Draw(_weather.AckUsMax), () =>
        {
            if (!_gone)
            {
                message.Delivered();
            }
        });
        Move(topic);
    }
}
