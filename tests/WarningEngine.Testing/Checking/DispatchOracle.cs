using System.Text;
using System.Text.Json.Nodes;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Testing.Checking;

/// <summary>Makes cases of <c>warnings</c> as it stands, in one go, and compares the queues with the entries that come of it.</summary>
internal sealed class DispatchOracle(IRunLogs logs, Tokeniser tokens, DispatchOptions options) : IDispatchSink
{
    private readonly Dictionary<string, Dictionary<string, Expected>> _queues = [];
    private readonly List<string> _hidden = [];
    private int _ordinal;

    /// <summary>State of every partition at the end of its log.</summary>
    public DispatchPartition[] Partitions { get; } =
        [.. Enumerable.Range(0, logs.Partitions).Select(_ => new DispatchPartition(options))];

    /// <summary>Somebody changed dispatch's mode on the way, or a pattern surged: then entries may be kept back.</summary>
    public bool ModeChanged { get; private set; }

    /// <summary>Takes in the items that the receiver takes, and compares the log with what scoring ought to have sent.</summary>
    /// <returns>Ids of the warnings taken, by partition, in order.</returns>
    public List<UInt128>[] Run(Accepted<string>[] items, Verdict verdict)
    {
        var warned = items.Select(_ => new List<UInt128>()).ToArray();
        foreach (var message in logs.Read(TopicPlan.Warnings))
        {
            var item = ItemCodec.Read(message.Type, message.Value);
            if (items[message.Partition].Found(item.Stamp, Encoding.UTF8.GetString(message.Value), verdict)
                && item is WarningItem warning)
            {
                warned[message.Partition].Add(warning.Warning.Id);
            }

            ModeChanged |= item is CommandItem { Facts.Kind: CommandKind.SetMode };
            Partitions[message.Partition].Apply(item, this);
        }

        foreach (var partition in items)
        {
            partition.End(verdict);
        }

        return warned;
    }

    /// <summary>Queue by queue: each key once, with its content, the revisions of a case in their order.</summary>
    /// <returns>Ids of warnings that some entry names.</returns>
    public HashSet<string> CompareQueues(Verdict verdict)
    {
        var named = new HashSet<string>();
        _hidden.ForEach(verdict.AddLost);
        foreach (var queue in logs.Queues.Union(_queues.Keys))
        {
            var expected = _queues.GetValueOrDefault(queue) ?? [];
            var found = new Dictionary<string, string>();
            var last = new Dictionary<string, int>();
            foreach (var message in logs.Read(queue))
            {
                var entry = JsonNode.Parse(message.Value)!.AsObject();
                var content = Content(entry);
                if (found.TryGetValue(message.Key, out var before))
                {
                    verdict.Count("entries, repeated");
                    Check(before == content, $"{queue} {message.Key}: repeated with another content");
                    continue;
                }

                found[message.Key] = content;
                verdict.Count("entries");
                named.UnionWith(entry["warningIds"]?.AsArray().Select(x => (string)x!) ?? []);
                if (!expected.TryGetValue(message.Key, out var wanted))
                {
                    verdict.AddDoubled($"{queue} {message.Key}: no warning causes it");
                    continue;
                }

                Check(wanted.Content == content, $"{queue} {message.Key}: another content than its cause gives");
                if (wanted.Ordinal < last.GetValueOrDefault(wanted.Case, -1))
                {
                    verdict.AddMisordered($"{queue} {message.Key}: after a later one of its case");
                }

                last[wanted.Case] = Math.Max(wanted.Ordinal, last.GetValueOrDefault(wanted.Case, -1));
            }

            foreach (var missing in expected.Keys.Where(x => !found.ContainsKey(x)))
            {
                verdict.AddLost($"{queue} {missing}");
            }
        }

        return named;

        void Check(bool holds, string what)
        {
            if (!holds)
            {
                verdict.AddDoubled(what);
            }
        }
    }

    void IDispatchSink.Entry(QueueEntry entry)
    {
        var content = Content(JsonNode.Parse(WarningMapping.ToJson(entry, tokens, []))!.AsObject());
        if (!_queues.TryGetValue(entry.Queue, out var queue))
        {
            _queues[entry.Queue] = queue = [];
        }

        if (!queue.TryAdd(entry.Key, new Expected(content, entry.Case.Id.ToString("x32", null), _ordinal++)))
        {
            _hidden.Add($"{entry.Queue} {entry.Key}: a second entry under one key, which a receiver drops");
        }
    }

    void IDispatchSink.CaseChanged(Case changed)
    {
        // The console's read model follows the cases; it is no effect outside.
    }

    void IDispatchSink.Kept(Case kept, DispatchMode mode) => ModeChanged |= kept.HeldFor is not null;

    void IDispatchSink.CaseForgotten(Case forgotten)
    {
        // Likewise.
    }

    /// <summary>What was wrong on the machine that sent an entry belongs to the moment, not to the decision.</summary>
    private static string Content(JsonObject entry)
    {
        entry.Remove("degraded");
        return entry.ToJsonString();
    }

    private sealed record Expected(string Content, string Case, int Ordinal);
}
