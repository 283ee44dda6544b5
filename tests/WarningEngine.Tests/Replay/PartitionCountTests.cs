using WarningEngine.App.City;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Replay;

/// <summary>How many partitions there are is a matter of machines: it decides nothing about persons.</summary>
public sealed class PartitionCountTests
{
    [Fact]
    public void The_same_people_are_warned_of_the_same_with_any_number_of_partitions()
    {
        var few = Warned(2);
        Assert.NotEmpty(few);
        Assert.Equal(few, Warned(32));
    }

    /// <summary>A city so small that some partitions of 32 see their first call or payment late.</summary>
    private static SortedSet<string> Warned(int partitions)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var warned = new Collected();
        var pipeline = new LocalPipeline(
            tokens, ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = partitions }, warned);
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long line = 0;
        foreach (var record in new CityStream(new CityOptions(80, 1, 21, 0.2, CityOptions.DefaultStartMs)).Records())
        {
            decoders[record.Topic].Decode(record.Json, null, warned);
            pipeline.Take(new RecordedRecord(record.Topic, line++, record.ArrivalMs, warned.Last, CheckResult.Good));
        }

        pipeline.Finish();
        return warned.All;
    }

    private sealed class Collected : IPipelineSink, IRecordSink
    {
        public SortedSet<string> All { get; } = new(StringComparer.Ordinal);

        public RawRecord? Last { get; private set; }

        public void Warned(Warning warning) =>
            All.Add($"{warning.Person} {warning.ScamType} {warning.Tier} {warning.Stage} {warning.EventTimeMs}");

        public void Rejected(in RecordContext context, CheckResult result) =>
            throw new InvalidOperationException($"The city wrote a bad record: {result}");

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

        public void UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");

        public void Entry(QueueEntry entry)
        {
            // Without dispatch there are none.
        }

        public void Kept(Case open, DispatchMode mode)
    {
        // Likewise.
    }

    public void CaseChanged(Case changed)
        {
            // Likewise.
        }

        public void CaseForgotten(Case forgotten)
        {
            // Likewise.
        }
    }
}
