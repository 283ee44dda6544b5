using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.Testing;

/// <summary>The only member of its group: it is given its partitions with the first poll, and afterwards reads what a test
/// lets its client fetch.</summary>
/// <param name="partitions">Its own.</param>
public sealed class ScriptedMember(params TopicPartition[] partitions) : IConsumerGroups, ILogConsumer
{
    private readonly Queue<ReadMessage> _fetched = new();
    private IAssignments? _assignments;
    private bool _isAssigned;
    private TaskCompletionSource<IReadOnlyList<TopicPartitionOffset>>? _held;
    private (TaskCompletionSource<bool> Answer, TopicPartitionOffset[] Offsets) _heldCommit;

    /// <summary>The offset after the last message, as the broker has it; 0 where nothing is said.</summary>
    public Dictionary<TopicPartition, long> Ends { get; } = [];

    /// <summary>What the broker says instead, when it is asked for an end.</summary>
    public ErrorCode? NoEnd { get; set; }

    /// <summary>An answer is under way until <see cref="AnswerEnds"/>.</summary>
    public bool EndsAreHeld { get; set; }

    /// <summary>How often an end was asked for.</summary>
    public int EndsAsked { get; private set; }

    /// <summary>What the client says instead, when it is asked for the bounds of these.</summary>
    public Dictionary<TopicPartition, Error> NoBounds { get; } = [];

    /// <summary>How often bounds were asked for, of each.</summary>
    public Dictionary<TopicPartition, int> BoundsAsked { get; } = [];

    /// <summary>Somebody else still has the partitions: with every question a message comes, is read and committed by them.</summary>
    public bool OthersGoOn { get; set; }

    /// <summary>What whoever had a partition before has committed of it.</summary>
    public Dictionary<TopicPartition, long> CommittedBefore { get; } = [];

    /// <summary>What other groups have committed.</summary>
    public List<(string Group, TopicPartitionOffset At)> Former { get; } = [];

    /// <summary>How often that was asked for.</summary>
    public int FormerAsked { get; private set; }

    /// <summary>Where the member wanted to begin with its partitions.</summary>
    public Dictionary<TopicPartition, long> BegunAt { get; } = [];

    /// <summary>Answers to the next commits; afterwards all are taken.</summary>
    public Queue<bool> Answers { get; } = new();

    /// <summary>Commits that were taken, one after the other.</summary>
    public List<TopicPartitionOffset> Commits { get; } = [];

    /// <summary>A commit is under way until <see cref="AnswerCommit"/>.</summary>
    public bool CommitsAreHeld { get; set; }

    /// <summary>The client has fetched a message.</summary>
    /// <param name="type">Its header <c>ce_type</c>; null: none.</param>
    public void Fetched(TopicPartitionOffset at, byte[] value, long timestampMs, string? type = null) => _fetched.Enqueue(new HeldMessage(
        at, value, timestampMs, type is null ? [] : [new Header("ce_type", System.Text.Encoding.UTF8.GetBytes(type))]));

    /// <summary>The answer that is under way comes, and names all ends as they are now.</summary>
    public void AnswerEnds() => _held!.SetResult([.. Ends.Select(x => new TopicPartitionOffset(x.Key, x.Value))]);

    /// <summary>The answer to the commit that is under way comes.</summary>
    public void AnswerCommit() => _heldCommit.Answer.SetResult(Commit(_heldCommit.Offsets));

    /// <summary>The client was told of an end.</summary>
    public void FetchedEnd(TopicPartitionOffset at) => _fetched.Enqueue(HeldMessage.End(at));

    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log)
    {
        _assignments = assignments;
        return this;
    }

    public IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup)
    {
        FormerAsked++;
        return [.. Former.Where(x => ofGroup(x.Group) && topics.Contains(x.At.Topic))];
    }

    public ReadMessage? Poll(TimeSpan timeout)
    {
        if (!_isAssigned)
        {
            _isAssigned = true;
            foreach (var partition in partitions)
            {
                BegunAt[partition] = _assignments!.Assigned(partition).Value;
            }
        }

        return _fetched.TryDequeue(out var next) ? next : null;
    }

    public void Idle(TimeSpan timeout)
    {
        // Nobody takes anything away.
    }

    public bool Commit(IEnumerable<TopicPartitionOffset> offsets)
    {
        var isTaken = !Answers.TryDequeue(out var answer) || answer;
        if (isTaken)
        {
            Commits.AddRange(offsets);
        }

        return isTaken;
    }

    public Task<bool> CommitAsync(IEnumerable<TopicPartitionOffset> offsets)
    {
        if (!CommitsAreHeld)
        {
            return Task.FromResult(Commit(offsets));
        }

        _heldCommit = (new TaskCompletionSource<bool>(), [.. offsets]);
        return _heldCommit.Answer.Task;
    }

    public void Report(IEnumerable<TopicPartitionOffset> offsets)
    {
        // Nobody looks at it.
    }

    public Task<IReadOnlyList<TopicPartitionOffset>> EndOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        EndsAsked += partitions.Count;
        if (EndsAreHeld)
        {
            _held = new TaskCompletionSource<IReadOnlyList<TopicPartitionOffset>>();
            return _held.Task;
        }

        return NoEnd is { } error ? Task.FromException<IReadOnlyList<TopicPartitionOffset>>(new KafkaException(error))
            : Task.FromResult<IReadOnlyList<TopicPartitionOffset>>(
                [.. partitions.Select(x => new TopicPartitionOffset(x, Ends.GetValueOrDefault(x)))]);
    }

    public (long First, long End) Bounds(TopicPartition partition)
    {
        BoundsAsked[partition] = BoundsAsked.GetValueOrDefault(partition) + 1;
        return NoBounds.TryGetValue(partition, out var error) ? throw new KafkaException(error) : (0, Ask(partition));
    }

    public void Seek(TopicPartitionOffset to)
    {
        // What is fetched is the test's affair.
    }

    public long Lag(TopicPartition partition, long next) => Math.Max(0, Ends.GetValueOrDefault(partition) - next);

    public long? Committed(TopicPartition partition) => OthersGoOn ? Ask(partition)
        : CommittedBefore.TryGetValue(partition, out var committed) ? committed : null;

    public void Close() => _assignments!.Revoked(partitions);

    public void Dispose()
    {
        // Holds nothing.
    }

    private long Ask(TopicPartition partition)
    {
        var end = Ends.GetValueOrDefault(partition);
        Ends[partition] = OthersGoOn ? end + 1 : end;
        return end;
    }
}
