using Confluent.Kafka;
using WarningEngine.Kafka.Producing;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Broker;

/// <summary>Delivers a prefix of what it is given to each partition, in order. When its process dies or it faults, some of
/// what was on its way still arrives.</summary>
internal sealed class SimulatedProducer : IOrderedProducer
{
    private const int QueueMax = 400;
    private const long QueueWaitUs = 10_000;

    private readonly SimulatedProcess _process;
    private readonly SimulatedBroker _broker;
    private readonly Weather _weather;
    private readonly Dictionary<TopicPartition, Lane> _lanes = [];
    private Epoch _current = new();
    private int _unacknowledged;
    private bool _gone;
    private bool _faulted;

    public SimulatedProducer(SimulatedProcess process, SimulatedBroker broker, Weather weather)
    {
        (_process, _broker, _weather) = (process, broker, weather);
        process.Died += Abandon;
    }

    private VirtualTime Time => _process.Time;

    public int UnderWay(string topic) => _lanes.Where(x => x.Key.Topic == topic).Sum(x => x.Value.Unacknowledged);

    public Epoch Cut()
    {
        var ended = _current;
        _current = new Epoch();
        return ended;
    }

    public void Send(string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        Headers? attached = headers.Length == 0 ? null : [];
        foreach (var (name, text) in headers)
        {
            attached!.Add(name, System.Text.Encoding.UTF8.GetBytes(text));
        }

        var epoch = _current;
        epoch.Enter();
        _process.Call();
        while (_unacknowledged > QueueMax && !_faulted)
        {
            _process.Wait(null, QueueWaitUs);
        }

        Check();
        _unacknowledged++;
        var target = new TopicPartition(topic, Math.Max(0, partition));
        if (!_lanes.TryGetValue(target, out var lane))
        {
            _lanes[target] = lane = new Lane(this, target);
        }

        lane.Add(new Sent(key, value, attached, epoch, lane));
    }

    public void Check()
    {
        if (_faulted)
        {
            throw new KafkaFaultException(SimulatedFault.Mark + "the producer cannot go on.");
        }
    }

    public bool Flush(TimeSpan timeout) =>
        _process.Wait(() => _unacknowledged == 0 || _faulted, (long)timeout.TotalMicroseconds) && !_faulted;

    public void Dispose() => Abandon();

    /// <summary>A fatal error: what is not acknowledged yet never will be.</summary>
    public void Fail()
    {
        Time.Tell("producer fails " + _process.Name);
        _faulted = true;
        Abandon();
    }

    private void Abandon()
    {
        if (!_gone)
        {
            _gone = true;
            foreach (var lane in _lanes.OrderBy(x => x.Key.Topic, StringComparer.Ordinal).ThenBy(x => x.Key.Partition.Value))
            {
                lane.Value.Abandon();
            }
        }
    }

    private void Arrived(Sent sent) => _process.Later(Time.Draw(_weather.AckUsMax), () =>
    {
        if (!_gone)
        {
            _unacknowledged--;
            sent.Lane.Unacknowledged--;
            sent.Epoch.Leave();
        }
    });

    private sealed record Sent(byte[]? Key, byte[]? Value, Headers? Headers, Epoch Epoch, Lane Lane);

    /// <summary>What is on its way to one partition, in order.</summary>
    private sealed class Lane(SimulatedProducer producer, TopicPartition target)
    {
        private const long RetryUs = 50_000;
        private const int BatchMax = 8;

        private Queue<Sent> _waiting = new();
        private bool _isMoving;

        public int Unacknowledged { get; set; }

        public void Add(Sent sent)
        {
            Unacknowledged++;
            _waiting.Enqueue(sent);
            Move();
        }

        public void Abandon()
        {
            // Of what is in the network a beginning arrives, perhaps long after the sender's end.
            var arrive = producer.Time.Chance.Next(_waiting.Count + 1);
            _waiting = new Queue<Sent>(_waiting.Take(arrive));
        }

        private void Move()
        {
            if (!_isMoving && _waiting.Count > 0)
            {
                _isMoving = true;
                producer.Time.After(producer.Time.Draw(producer._weather.SendUsMax), Arrive);
            }
        }

        private void Arrive()
        {
            var log = producer._broker.Partition(target);
            if (producer.Time.NowUs < log.AwayUntilUs || (producer._process.IsPaused && !producer._gone))
            {
                producer.Time.After(RetryUs, Arrive);
                return;
            }

            var batch = Math.Min(_waiting.Count, 1 + producer.Time.Chance.Next(BatchMax));
            for (var i = 0; i < batch; i++)
            {
                var sent = _waiting.Dequeue();
                producer._broker.Append(target, sent.Key, sent.Value, sent.Headers);
                producer.Arrived(sent);
            }

            _isMoving = false;
            Move();
        }
    }
}
