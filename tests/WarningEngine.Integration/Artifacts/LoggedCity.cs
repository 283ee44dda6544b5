using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Artifacts;

/// <summary>A log of legs as intake writes it, with nothing of what scoring sends itself.</summary>
internal static class LoggedCity
{
    public const long SliceMs = 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A day of few people and many frauds.</summary>
    public static IEnumerable<RecordedRecord> Records()
    {
        long number = 0;
        foreach (var (raw, record) in new CityStream(new CityOptions(150, 1, 11, 0.3, CityOptions.DefaultStartMs)).Decoded())
        {
            yield return new RecordedRecord(raw.Topic, number++, raw.ArrivalMs, record, CheckResult.Good);
        }
    }

    /// <summary>Writes them, and progress of time once a slice.</summary>
    public static void Write(string brokers, int partitions, Tokeniser tokens, IEnumerable<RecordedRecord> records)
    {
        // In large batches: the embedded broker keeps some megabytes a partition, and a fast machine sends one message in each.
        using var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = brokers, LingerMs = 500 });
        var frames = new LegFrames(producer, TopicPlan.Legs, partitions);
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var vault = new CollectedLegs();
        var sources = new SortedDictionary<string, Source>(StringComparer.Ordinal);
        long endsMs = 0;
        foreach (var record in records)
        {
            while (endsMs != 0 && record.ArrivalMs >= endsMs)
            {
                Progress(endsMs);
                endsMs = Math.Max(endsMs + SliceMs, record.ArrivalMs / SliceMs * SliceMs);
            }

            endsMs = endsMs == 0 ? (record.ArrivalMs / SliceMs * SliceMs) + SliceMs : endsMs;
            var source = sources[record.Topic.Name] = new Source(record.Topic.Name, 1, 0);
            Assert.True(splitter.Split(record.Record!, new RecordContext(source, record.Line, 0, null, null, record.ArrivalMs), frames, vault).IsGood);
        }

        Progress(endsMs);
        frames.Flush();
        Assert.True(producer.Flush(Patience));

        void Progress(long timeMs)
        {
            frames.Flush();
            frames.Add(new Leg
            {
                Kind = LegKind.Progress,
                Stamp = new Stamp(sources.Values.First(), Position.Before),
                Progress = [.. sources.Values.Select(x => new ProgressEntry(x, timeMs, true))],
            });
            frames.Flush();
        }
    }
}
