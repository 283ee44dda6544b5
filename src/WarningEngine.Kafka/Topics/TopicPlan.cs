using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Kafka.Topics;

/// <summary>All topics of the engine, and the making of those that are missing.</summary>
public static class TopicPlan
{
    public const string Legs = "legs";
    public const string Warnings = "warnings";
    public const string Vault = "vault";
    public const string Artifacts = "artifacts";

    /// <summary>Legs that scoring could not take in and left out, by their coordinates.</summary>
    public const string LegsDeadLetters = "legs.dlq";

    /// <summary>Logs are kept for three daily snapshots and a margin.</summary>
    public const int LogDays = 7;

    /// <summary>Of one question to the brokers. Whoever is to stop waits for its answer, and has ten seconds; it is asked again.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LeadersTimeout = TimeSpan.FromSeconds(20), AskPause = TimeSpan.FromMilliseconds(50);

    /// <param name="partitions">P, of <c>legs</c> and <c>warnings</c>.</param>
    /// <param name="rawPartitions">Of each raw topic.</param>
    public static IReadOnlyList<PlannedTopic> All(int partitions, int rawPartitions) =>
    [
        .. RawTopic.All.Select(x => new PlannedTopic(x.Name, x == RawTopic.Commands || x == RawTopic.Dispositions ? 1 : rawPartitions, false, LogDays)),
        .. RawTopic.All.Select(x => new PlannedTopic(x.DeadLetters, 1, true, LogDays)),
        new PlannedTopic(Legs, partitions, false, LogDays),
        new PlannedTopic(Warnings, partitions, false, LogDays),
        new PlannedTopic(LegsDeadLetters, 1, true, LogDays),
        new PlannedTopic(Vault, 4, true, LogDays),
        new PlannedTopic(Artifacts, 1, true, LogDays),
        new PlannedTopic("deliveries", partitions, true, LogDays),
    ];

    /// <summary>Makes what is missing: three copies with <c>min.insync.replicas=2</c> where three brokers answer, no
    /// unclean election. Tells of topics that are otherwise than planned; it changes none.</summary>
    /// <param name="admin">Of the account that asks.</param>
    /// <param name="topics">As they shall be.</param>
    /// <param name="othersMakeThem">Topics that this account may neither see nor make are told of, and no error: of what is no business of a process it has
    /// no rights, and whether such a topic is there cannot be told.</param>
    /// <param name="stop">Whoever stops does not wait for an answer: what was asked for may be made all the same.</param>
    /// <exception cref="KafkaException">The brokers cannot be reached or refuse.</exception>
    public static async Task<IReadOnlyList<string>> CreateAsync(
        IAdminClient admin, IReadOnlyList<PlannedTopic> topics, bool othersMakeThem = false, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(admin);
        var cluster = admin.GetMetadata(AnswerTimeout);
        var copies = Copies(cluster);
        var existing = cluster.Topics.Where(x => x.Error.Code == ErrorCode.NoError && x.Partitions.Count > 0)
            .ToDictionary(x => x.Topic, x => x.Partitions.Count);
        var notes = topics.Where(x => existing.TryGetValue(x.Name, out var count) && count != x.Partitions)
            .Select(x => $"{x.Name} has {existing[x.Name]} partitions, not {x.Partitions}").ToList();
        notes.AddRange(FewCopies(cluster, topics));
        await NoteSettingsAsync(admin, [.. topics.Where(x => existing.ContainsKey(x.Name))], copies, notes, stop);
        var missing = topics.Where(x => !existing.ContainsKey(x.Name)).ToArray();
        if (missing.Length == 0)
        {
            return notes;
        }

        try
        {
            await admin.CreateTopicsAsync(missing.Select(x => new TopicSpecification
            {
                Name = x.Name,
                NumPartitions = x.Partitions,
                ReplicationFactor = copies,
                Configs = Settings(x, copies),
            })).WaitAsync(stop);
        }
        catch (CreateTopicsException error) when (error.Results.All(x => x.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists
            || (othersMakeThem && x.Error.Code == ErrorCode.TopicAuthorizationFailed)))
        {
            // Somebody else was faster, or what the broker told of its topics was of a moment ago: only what was made is said to be.
            var made = error.Results.Where(x => x.Error.Code == ErrorCode.NoError).Select(x => x.Topic).ToHashSet();
            missing = [.. missing.Where(x => made.Contains(x.Name))];
            notes.AddRange(error.Results.Where(x => x.Error.Code == ErrorCode.TopicAuthorizationFailed).Select(x =>
                $"{x.Topic} may neither be seen nor made by this account; where it is missing 'topics create' makes it"));
        }

        notes.AddRange(missing.Select(x =>
            $"made {x.Name} with {x.Partitions} partitions, {copies} {(copies == 1 ? "copy" : "copies")} each (brokers that answer: {cluster.Brokers.Count})"));
        if (missing.Length > 0 && await AwaitLeadersAsync(admin, missing, stop) is { } silent)
        {
            notes.Add($"not every partition of {string.Join(", ", missing.Select(x => x.Name))} answers yet: {silent}");
        }

        return notes;
    }

    /// <summary>Topics that were made when fewer brokers answered: they have fewer copies than they would be given now, and nothing changes that by
    /// itself.</summary>
    /// <returns>A sentence each.</returns>
    public static IEnumerable<string> FewCopies(Metadata cluster, IReadOnlyList<PlannedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var copies = Copies(cluster);
        return
            from topic in topics
            join there in cluster.Topics.Where(x => x.Partitions.Count > 0) on topic.Name equals there.Topic
            let least = there.Partitions.Min(x => x.Replicas.Length)
            where least < copies
            select $"{topic.Name} has {least} {(least == 1 ? "copy" : "copies")} where {cluster.Brokers.Count} brokers could hold {copies}: "
                + "kafka-reassign-partitions, then min.insync.replicas=2";
    }

    /// <summary>The logs that are there with another P than configured: whoever wrote by its own would give people's memories to other partitions, and leave a
    /// state that the right P no longer takes. What the account may not see is not there for it.</summary>
    /// <param name="cluster">As the brokers tell it.</param>
    /// <param name="partitions">P, as configured.</param>
    /// <returns>A sentence each.</returns>
    public static IEnumerable<string> OtherPartitions(Metadata cluster, int partitions)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.Topics
            .Where(x => x.Topic is Legs or Warnings && x.Partitions.Count > 0 && x.Partitions.Count != partitions)
            .Select(x => $"{x.Topic} has {x.Partitions.Count} partitions, configured are {partitions}: --set kafka.partitions={x.Partitions.Count}");
    }

    /// <summary>The same, asked of the brokers.</summary>
    /// <exception cref="KafkaException">They do not answer.</exception>
    public static IReadOnlyList<string> OtherPartitions(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var admin = new AdminClientBuilder(options.NewClient()).SetLogHandler((_, _) => { }).Build();
        return [.. OtherPartitions(admin.GetMetadata(AnswerTimeout), options.Partitions)];
    }

    private static short Copies(Metadata cluster) => (short)(cluster.Brokers.Count >= 3 ? 3 : 1);

    /// <summary>Returns once those who lead the new partitions answer for them. A message that comes before is refused, while one just behind it may be
    /// taken; the first, sent again, is then called a duplicate, lost and acknowledged (KAFKA-15591).</summary>
    /// <returns>Why not, where it takes too long; else null.</returns>
    private static async Task<string?> AwaitLeadersAsync(IAdminClient admin, PlannedTopic[] made, CancellationToken stop)
    {
        TopicPartitionOffsetSpec[] ends =
        [
            .. made.SelectMany(x => Enumerable.Range(0, x.Partitions).Select(p => new TopicPartitionOffsetSpec
            {
                TopicPartition = new TopicPartition(x.Name, p), OffsetSpec = OffsetSpec.Latest(),
            })),
        ];
        var names = made.Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(AskPause, stop))
        {
            try
            {
                // Asked about a topic that the broker does not know yet, the client would not ask again for seconds.
                if (admin.GetMetadata(AnswerTimeout).Topics.Count(x => names.Contains(x.Topic) && x.Partitions.Count > 0) < names.Count
                    && Stopwatch.GetElapsedTime(started) < LeadersTimeout)
                {
                    continue;
                }

                await admin.ListOffsetsAsync(ends, new ListOffsetsOptions { RequestTimeout = LeadersTimeout }).WaitAsync(stop);
                return null;
            }
            catch (KafkaException error) when (!error.Error.IsFatal)
            {
                if (error.Error.Code == ErrorCode.TopicAuthorizationFailed || Stopwatch.GetElapsedTime(started) > LeadersTimeout)
                {
                    return error.Error.Reason;
                }
            }
        }
    }

    private static async Task NoteSettingsAsync(
        IAdminClient admin, PlannedTopic[] topics, short copies, List<string> notes, CancellationToken stop)
    {
        if (topics.Length == 0)
        {
            return;
        }

        List<DescribeConfigsResult> found;
        try
        {
            found = await admin.DescribeConfigsAsync(topics.Select(x => new ConfigResource { Type = ResourceType.Topic, Name = x.Name }),
                new DescribeConfigsOptions { RequestTimeout = AnswerTimeout }).WaitAsync(stop);
        }
        catch (DescribeConfigsException refused)
        {
            // Reading settings is a right of its own; the engine runs without it.
            notes.Add($"settings cannot be compared: {refused.Message}");
            return;
        }

        foreach (var (topic, entries) in topics.Join(found, x => x.Name, x => x.ConfigResource.Name, (x, y) => (x, y.Entries)))
        {
            notes.AddRange(Settings(topic, copies)
                .Where(x => entries.TryGetValue(x.Key, out var entry) && entry.Value != x.Value)
                .Select(x => $"{topic.Name} has {x.Key}={entries[x.Key].Value}, not {x.Value}"));
        }
    }

    private static Dictionary<string, string> Settings(PlannedTopic topic, short copies) => new()
    {
        ["cleanup.policy"] = topic.Compacted ? "compact" : "delete",
        ["retention.ms"] = (topic.RetentionDays * 86_400_000L).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["min.insync.replicas"] = copies >= 3 ? "2" : "1",
        ["unclean.leader.election.enable"] = "false",
        ["max.message.bytes"] = "16777216",
    };
}
