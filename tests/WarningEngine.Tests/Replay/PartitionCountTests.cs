using WarningEngine.App.City;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
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

    [Theory]
    [InlineData(3, 8)]
    [InlineData(8, 3)]
    [InlineData(4, 1)]
    public void State_dealt_out_to_another_number_of_partitions_goes_on_as_if_nothing_had_happened(int before, int after) =>
        Assert.Equal(Warned(before), Warned(before, after));

    [Fact]
    public void Without_the_state_it_would_not() => Assert.NotEqual(Warned(3), Warned(3, 8, keepsState: false));

    /// <summary>A city so small that some partitions of 32 see their first call or payment late.</summary>
    /// <param name="partitions">P.</param>
    /// <param name="after">From the middle of the records on there are so many, with the state dealt out; 0: no change.</param>
    private static SortedSet<string> Warned(int partitions, int after = 0, bool keepsState = true)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var warned = new Collected();
        var pipeline = Pipeline(partitions, generation: 1);
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long line = 0;
        CityRecord[] records = [.. new CityStream(new CityOptions(80, 1, 21, 0.2, CityOptions.DefaultStartMs)).Records()];
        foreach (var record in records)
        {
            if (after != 0 && line == records.Length * 19 / 20)
            {
                pipeline.Finish();
                var drained = pipeline.Flow.Scoring;
                pipeline = Pipeline(after, generation: 2);
                if (keepsState)
                {
                    Deal(drained, pipeline.Flow.Scoring);
                }
            }

            decoders[record.Topic].Decode(record.Json, null, warned);
            pipeline.Take(new RecordedRecord(record.Topic, line++, record.ArrivalMs, warned.Last, CheckResult.Good));
        }

        pipeline.Finish();
        return warned.All;

        LocalPipeline Pipeline(int count, int generation) => new(
            tokens, ShippedRules.Alone(), dispatch: null,
            new ReplayOptions { Partitions = count, Generation = generation }, warned);
    }

    private static void Deal(IReadOnlyList<ScoringPartition> from, IReadOnlyList<ScoringPartition> to)
    {
        ScoringState[] dealt = [.. to.Select(_ => new ScoringState())];
        for (var p = 0; p < from.Count; p++)
        {
            StateDealing.Deal(from[p].State, p, from.Count, dealt);
        }

        for (var q = 0; q < to.Count; q++)
        {
            foreach (var (key, value) in StateImage.Of(dealt[q]).InOrder())
            {
                Assert.True(key[0] is 0 or > 3 || Token.Read(key.AsSpan(1)).Partition(to.Count) == q);
                to[q].Read(key, value);
            }
        }
    }

    private sealed class Collected : UndispatchedSink, IRecordSink
    {
        public SortedSet<string> All { get; } = new(StringComparer.Ordinal);

        public RawRecord? Last { get; private set; }

        public override void Warned(Warning warning) =>
            All.Add($"{warning.Person} {warning.ScamType} {warning.Tier} {warning.Stage} {warning.EventTimeMs}");

        public override void Rejected(in RecordContext context, CheckResult result) =>
            throw new InvalidOperationException($"The city wrote a bad record: {result}");

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

        public void UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");
    }
}
