using Confluent.Kafka;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Broker;

/// <summary>A consumer group with cooperative rebalancing: what a member has too many of is revoked, and given to another
/// once it was let go of; what an expelled member had is given to others at once, whether it has noticed or not.</summary>
internal sealed class SimulatedGroup(string name, SimulatedBroker broker, VirtualTime time)
{
    private readonly List<GroupMember> _members = [];
    private readonly Dictionary<TopicPartition, GroupMember> _owners = [];
    private List<TopicPartition> _partitions = [];

    public Dictionary<TopicPartition, long> Committed { get; } = [];

    public IReadOnlyList<GroupMember> Members => _members;

    public GroupMember Join(string member, IEnumerable<string> topics)
    {
        if (_partitions.Count == 0)
        {
            _partitions = [.. topics.Order(StringComparer.Ordinal).SelectMany(
                x => Enumerable.Range(0, broker.Partitions(x).Length).Select(y => new TopicPartition(x, y)))];
        }

        time.Tell($"join {name} {member}");
        var joined = new GroupMember(member);
        _members.Add(joined);
        Rebalance();
        return joined;
    }

    /// <summary>It leaves, or its session has ended: what it had is free.</summary>
    public void Remove(GroupMember member)
    {
        if (!_members.Remove(member))
        {
            return;
        }

        time.Tell($"leave {name} {member.Name}");
        member.IsIn = false;
        member.ToAssign.Clear();
        member.ToRevoke.Clear();
        foreach (var partition in _partitions.Where(x => _owners.GetValueOrDefault(x) == member))
        {
            _owners.Remove(partition);
        }

        Rebalance();
    }

    /// <summary>A member has let go of partitions.</summary>
    public void Released(GroupMember member, IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions.Where(x => _owners.GetValueOrDefault(x) == member))
        {
            _owners.Remove(partition);
        }

        Rebalance();
    }

    private void Rebalance()
    {
        if (_members.Count == 0)
        {
            return;
        }

        var owned = _members.ToDictionary(x => x, x => _partitions.Where(y => _owners.GetValueOrDefault(y) == x).ToList());
        var each = _partitions.Count / _members.Count;
        var more = _partitions.Count % _members.Count;
        foreach (var member in _members.OrderByDescending(x => owned[x].Count))
        {
            var quota = each + (more-- > 0 ? 1 : 0);
            foreach (var partition in owned[member].Skip(quota))
            {
                if (member.ToAssign.Remove(partition))
                {
                    _owners.Remove(partition);
                }
                else if (!member.ToRevoke.Contains(partition))
                {
                    member.ToRevoke.Add(partition);
                }
            }

            owned[member] = [.. owned[member].Where(x => _owners.ContainsKey(x))];
        }

        foreach (var partition in _partitions.Where(x => !_owners.ContainsKey(x)))
        {
            var member = _members.MinBy(x => owned[x].Count)!;
            _owners[partition] = member;
            owned[member].Add(partition);
            member.ToAssign.Add(partition);
        }
    }
}

/// <summary>A member as the group knows it.</summary>
internal sealed class GroupMember(string name)
{
    public string Name => name;

    /// <summary>False once it has left or was expelled.</summary>
    public bool IsIn { get; set; } = true;

    public List<TopicPartition> ToRevoke { get; } = [];

    public List<TopicPartition> ToAssign { get; } = [];
}
