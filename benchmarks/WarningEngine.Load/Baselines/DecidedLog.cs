using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Load.Baselines;

/// <summary>What was decided, by whomever.</summary>
/// <param name="All">Whom each warning is about, and the probability in it, by the warning's id.</param>
internal sealed record DecidedLog(SortedDictionary<UInt128, (Token Person, double? Probability)> All)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Different ones.</summary>
    public int Warnings => All.Count;

    /// <summary>SHA-256 over their ids in order.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
        string.Join('\n', All.Keys.Select(x => x.ToString("x32", CultureInfo.InvariantCulture))))));

    /// <summary>Reads a topic to its present end.</summary>
    public static DecidedLog Read(string bootstrapServers, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(topic, x, Offset.Beginning)));
        var all = new SortedDictionary<UInt128, (Token, double?)>();
        for (var open = partitions; open > 0;)
        {
            var message = consumer.Consume(Patience) ?? throw new InvalidOperationException($"{topic} does not come to its end.");
            if (message.IsPartitionEOF)
            {
                open--;
            }
            else if (Encoding.ASCII.GetString(message.Message.Headers.GetLastBytes("ce_type")) is "warning" and var kind)
            {
                var warning = ((WarningItem)ItemCodec.Read(kind, message.Message.Value)).Warning;
                all[warning.Id] = (warning.Person, warning.Probability);
            }
        }

        return new DecidedLog(all);
    }

    /// <summary>Whether all have decided the same; null where there was nothing to decide: that says nothing of anybody.</summary>
    /// <param name="engine">Its rounds.</param>
    /// <param name="peer">Those of the peer.</param>
    /// <param name="compared">Each of the peer's with the engine's first.</param>
    public static bool? AreSame(IReadOnlyList<DecidedLog> engine, IReadOnlyList<DecidedLog> peer, IReadOnlyList<DecidedComparison> compared) =>
        engine.Concat(peer).All(x => x.Warnings == 0) ? null : engine.All(x => x.Hash == engine[0].Hash) && compared.All(x => x.AreSame);

    /// <summary>Compares what the engine and a peer have decided; ML.NET adds with 32 bits, so a probability may be another in its last digits, and
    /// then lie on the other side of a threshold.</summary>
    public DecidedComparison With(DecidedLog peer, ModelThresholds thresholds)
    {
        bool IsBorderline(double? probability) =>
            probability is { } p && new[] { thresholds.Immediate, thresholds.Urgent, thresholds.Doubtful, thresholds.Faint }
            .Any(x => Math.Abs(p - x) <= DecidedComparison.Near);
        HashSet<Token> borderline = [.. All.Values.Concat(peer.All.Values).Where(x => IsBorderline(x.Probability)).Select(x => x.Person)];
        var apart = All.Where(x => !peer.All.ContainsKey(x.Key)).Concat(peer.All.Where(x => !All.ContainsKey(x.Key))).Select(x => x.Value.Person).ToList();
        var furthest = All.Where(x => peer.All.ContainsKey(x.Key))
            .Select(x => Math.Abs((x.Value.Probability ?? 0) - (peer.All[x.Key].Probability ?? 0))).DefaultIfEmpty().Max();
        return new DecidedComparison(apart.Count, apart.Count(x => !borderline.Contains(x)), furthest);
    }
}

/// <summary>What two logs of decisions have in common.</summary>
/// <param name="Different">Warnings that one of them alone has.</param>
/// <param name="Unexplained">Those of them about persons of whom no warning in either log has a probability within <see cref="Near"/> of a threshold.</param>
/// <param name="Furthest">Largest difference between the probabilities of the same warning.</param>
internal sealed record DecidedComparison(int Different, int Unexplained, double Furthest)
{
    /// <summary>How far ML.NET's probability may be from ours: 32 bits of a score of 16, on the steepest part of the calibration.</summary>
    public const double Near = 1e-6;

    public bool AreSame => Unexplained == 0 && Furthest <= Near;
}
