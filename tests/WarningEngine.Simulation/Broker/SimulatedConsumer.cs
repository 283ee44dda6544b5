using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Broker;

/// <summary>Joins groups of the simulated broker for one process.</summary>
internal sealed class SimulatedGroups(SimulatedProcess process, SimulatedBroker broker, Weather weather) : IConsumerGroups
{
    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log) =>
        new SimulatedConsumer(process, broker, broker.Group(group), [.. topics], assignments, weather);

    public IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup) => [];
}

/// <summary>A member. The group hears of its process's death, or of its silence, when its session ends; the member hears of
/// that some time after it goes on, and reads on until then.</summary>
internal sealed class SimulatedConsumer : ILogConsumer
{
    private const long SessionUs = 3_000_000;
    private const long HeartbeatUs = 700_000;

    private readonly SimulatedProcess _process;
    private readonly SimulatedBroker _broker;
    private readonly SimulatedGroup _group;
    private readonly string[] _topics;
    private readonly IAssignments _assignments;
    private readonly Weather _weather;
    private readonly SortedDictionary<(string Topic, int Partition), Held> _held = [];
    private GroupMember _member;
    private byte[] _value = [];
    private long _noticesUs;
    private bool _closed;

    public SimulatedConsumer(
        SimulatedProcess process, SimulatedBroker broker, SimulatedGroup group, string[] topics, IAssignments assignments,
        Weather weather)
    {
        (_process, _broker, _group, _topics, _assignments, _weather) = (process, broker, group, topics, assignments, weather);
        process.Call();
        _member = group.Join(process.Name, topics);
        Heartbeat(_member, process.Time.NowUs);
    }

    private VirtualTime Time => _process.Time;

    public ReadMessage? Poll(TimeSpan timeout)
    {
        _process.Call();

        // As the real one uses its memory again.
        Array.Fill(_value, (byte)0xCC);
        FollowGroup();
        Held[] held = [.. _held.Values];
        var first = held.Length == 0 ? 0 : Time.Chance.Next(held.Length);
        for (var i = 0; i < held.Length; i++)
        {
            if (Next(held[(first + i) % held.Length]) is { } result)
            {
                return result;
            }
        }

        return null;
    }

    public void Idle(TimeSpan timeout)
    {
        _process.Call();
        FollowGroup();
    }

    public bool Commit(IEnumerable<TopicPartitionOffset> offsets)
    {
        _process.Call();
        if (!_member.IsIn)
        {
            return false;
        }

        foreach (var offset in offsets)
        {
            Time.Tell("commit " + offset.Topic, offset.Partition.Value, offset.Offset.Value);
            _group.Committed[offset.TopicPartition] = offset.Offset.Value;
        }

        return !Time.Happens(_weather.CommitLossShare);
    }

    public Task<bool> CommitAsync(IEnumerable<TopicPartitionOffset> offsets) => Task.FromResult(Commit(offsets));

    public void Report(IEnumerable<TopicPartitionOffset> offsets) => Commit(offsets);

    public Task<IReadOnlyList<TopicPartitionOffset>> EndOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        _process.Call();
        return Task.FromResult<IReadOnlyList<TopicPartitionOffset>>(
            [.. partitions.Select(x => new TopicPartitionOffset(x, _broker.Partition(x).End))]);
    }

    public (long First, long End) Bounds(TopicPartition partition)
    {
        _process.Call();
        return (0, _broker.Partition(partition).End);
    }

    public void Seek(TopicPartitionOffset to)
    {
        _process.Call();
        if (!_held.TryGetValue((to.Topic, to.Partition.Value), out var held))
        {
            throw new SimulatedFault($"{to} cannot be sought: it is not assigned.");
        }

        held.Go(to.Offset.IsSpecial ? 0 : to.Offset.Value);
    }

    public long Lag(TopicPartition partition, long next) => _broker.Partition(partition).End - next;

    public long? Committed(TopicPartition partition)
    {
        _process.Call();
        return _group.Committed.TryGetValue(partition, out var offset) ? offset : null;
    }

    public void Close()
    {
        _process.Call();
        if (_held.Count > 0 && _member.IsIn)
        {
            _assignments.Revoked([.. _held.Values.Select(x => x.Partition)]);
        }

        _held.Clear();
        _closed = true;
        _group.Remove(_member);
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _held.Clear();
            _group.Remove(_member);
        }
    }

    /// <summary>Hears what the group has decided.</summary>
    private void FollowGroup()
    {
        if (!_member.IsIn)
        {
            if (Time.NowUs < _noticesUs)
            {
                return;
            }

            var lost = _held.Values.Select(x => x.Partition).ToList();
            _held.Clear();
            Time.Tell("lost " + _process.Name, lost.Count);
            if (lost.Count > 0)
            {
                _assignments.Lost(lost);
            }

            _member = _group.Join(_process.Name, _topics);
            Heartbeat(_member, Time.NowUs);
        }

        if (_member.ToRevoke.Count > 0)
        {
            TopicPartition[] revoked = [.. _member.ToRevoke];
            _member.ToRevoke.Clear();
            Time.Tell("revoked " + _process.Name, revoked.Length);
            _assignments.Revoked(revoked);
            foreach (var partition in revoked)
            {
                _held.Remove((partition.Topic, partition.Partition.Value));
            }

            _group.Released(_member, revoked);
        }

        while (_member.IsIn && _member.ToAssign.Count > 0)
        {
            var partition = _member.ToAssign[0];
            _member.ToAssign.RemoveAt(0);
            var from = _assignments.Assigned(partition);
            var offset = from == Offset.Unset ? _group.Committed.GetValueOrDefault(partition)
                : from == Offset.Beginning ? 0 : from == Offset.End ? _broker.Partition(partition).End : from.Value;
            Time.Tell($"assigned {_process.Name} {partition.Topic}", partition.Partition.Value, offset);
            _held[(partition.Topic, partition.Partition.Value)] = new Held(partition, offset);
        }
    }

    private HeldMessage? Next(Held held)
    {
        var log = _broker.Partition(held.Partition);
        if (held.Next >= log.End)
        {
            return held.TellEnd() ? HeldMessage.End(new TopicPartitionOffset(held.Partition, held.Next)) : null;
        }

        var message = log.Messages[(int)held.Next];
        if (Time.NowUs < held.VisibleUs(message, Time, _weather))
        {
            return null;
        }

        _value = message.Value?.ToArray() ?? [];
        return new HeldMessage(new TopicPartitionOffset(held.Partition, held.Take()), _value, message.TimestampMs, message.Headers);
    }

    /// <summary>Heartbeats come from a thread of their own: only death and a stopped process end them.</summary>
    private void Heartbeat(GroupMember member, long lastUs)
    {
        if (!member.IsIn || _closed)
        {
            return;
        }

        var beats = _process.IsAlive && !_process.IsPaused;
        lastUs = beats ? Time.NowUs : lastUs;
        if (Time.NowUs - lastUs > SessionUs)
        {
            Expel(member);
            return;
        }

        Time.After(HeartbeatUs, () => Heartbeat(member, lastUs));
    }

    /// <summary>The session has ended. The member hears of it some time later.</summary>
    private void Expel(GroupMember member)
    {
        _noticesUs = long.MaxValue;
        _group.Remove(member);
        _process.Later(0, () => _noticesUs = Time.NowUs + Time.Draw(HeartbeatUs));
    }

    /// <summary>A partition that it reads.</summary>
    private sealed class Held(TopicPartition partition, long next)
    {
        private long _toldEnd = -1;
        private long _visibleOf = -1;
        private long _visibleUs;

        public TopicPartition Partition => partition;

        public long Next { get; private set; } = next;

        public long Take() => Next++;

        public void Go(long to)
        {
            Next = to;
            _toldEnd = -1;
        }

        /// <summary>The end is told once each time that it is reached.</summary>
        public bool TellEnd()
        {
            var tells = _toldEnd != Next;
            _toldEnd = Next;
            return tells;
        }

        public long VisibleUs(LogMessage message, VirtualTime time, Weather weather)
        {
            if (_visibleOf != Next)
            {
                _visibleOf = Next;
                _visibleUs = message.AppendedUs + time.Draw(weather.FetchUsMax);
            }

            return _visibleUs;
        }
    }
}
