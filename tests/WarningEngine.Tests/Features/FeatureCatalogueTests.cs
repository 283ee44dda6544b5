using WarningEngine.App.City;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Features;

/// <summary>What a catalogue says of its features is true of what the engine computes.</summary>
public sealed class FeatureCatalogueTests
{
    public static TheoryData<string> Catalogues => ["person", "counterpart"];

    private static FeatureCatalogue Of(string name) => name == "person" ? FeatureCatalogue.Person : FeatureCatalogue.Counterpart;

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Every_feature_has_a_place_a_name_a_range_and_a_meaning_in_both_languages(string name)
    {
        var features = Of(name).Features;
        Assert.Equal(Enumerable.Range(0, features.Count), features.Select(x => x.Place));
        Assert.Equal(features.Count, features.Select(x => x.Name).Distinct().Count());
        Assert.Equal(name == "person" ? Enum.GetValues<Feature>().Length : Enum.GetValues<CounterpartFeature>().Length, features.Count);
        Assert.All(features, x => Assert.True(x.Most > 0 && x.Meaning.Length > 0 && x.MeaningZh.Any(y => y >= '\u4e00'), x.Name));
        Assert.All(features, x => Assert.Equal(x.Unit == FeatureUnit.Category, x.Category is not null));
        Assert.True(features.Count <= Limits.ModelFeaturesMax);
    }

    [Fact]
    public void Patterns_cannot_ask_for_their_own_work()
    {
        Assert.NotNull(FeatureTable.Find("money.amount"));
        Assert.All(EpisodeFeatureTable.All, x => Assert.Null(FeatureTable.Find(x.Name)));
        Assert.Equal(FeatureTable.All.Count, EpisodeFeatureTable.All[0].Place);
    }

    [Fact]
    public void The_two_catalogues_have_hashes_of_their_own()
    {
        Assert.NotEqual(FeatureCatalogue.Person.Hash, FeatureCatalogue.Counterpart.Hash);
        Assert.NotEqual((UInt128)0, FeatureCatalogue.Person.Hash);
        var count = FeatureCatalogue.Person.Features.Count;
        Assert.Equal(FeatureCatalogue.Person.Hash, FeatureCatalogue.Person.HashOfFirst(count));
        Assert.NotEqual(FeatureCatalogue.Person.Hash, FeatureCatalogue.Person.HashOfFirst(count - 1));
    }

    /// <summary>Also that what is captured is the same however the input is cut into batches.</summary>
    [Fact]
    public void What_a_city_brings_lies_within_the_ranges_and_is_the_same_from_one_thread_and_from_two()
    {
        var (one, two) = (new Seen(), new Seen());
        Replay(one, records =>
        {
            foreach (var record in records)
            {
                one.Pipeline!.Take(record);
            }

            one.Pipeline!.Finish();
        });
        Replay(two, records => two.Pipeline!.Run(records, (_, _) => { }, TestContext.Current.CancellationToken));

        Assert.True(one is { Persons: > 1_000, Counterparts: > 1_000 }, $"{one.Persons} and {one.Counterparts} rows are too few to tell.");
        Assert.Empty(one.Wrong);
        Assert.Equal((one.Persons, one.Counterparts, one.Sum), (two.Persons, two.Counterparts, two.Sum));
        Assert.Empty(FeatureCatalogue.Person.Features.Where(x => !one.Known[0][x.Place]).Select(x => x.Name).Except(
            // What this small city happens to bring nothing of.
            ["denials", "person.sim_changed_ago", "warnings.count"]));
    }

    private static void Replay(Seen seen, Action<IEnumerable<RecordedRecord>> run)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        seen.Pipeline = new LocalPipeline(
            tokens, ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = 2, Slice = TimeSpan.FromMinutes(1) }, new WarningsFile(null, null), seen);
        run(Records());
    }

    private static IEnumerable<RecordedRecord> Records()
    {
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long number = 0;
        foreach (var record in new CityStream(new CityOptions(300, 2, 17, 0.1, CityOptions.DefaultStartMs)).Records())
        {
            var decoded = new CollectedRecords();
            decoders[record.Topic].Decode(record.Json, null, decoded);
            yield return new RecordedRecord(record.Topic, number++, record.ArrivalMs, decoded.Records.Single().Record, CheckResult.Good);
        }
    }

    private sealed class Seen : IFeatureTap
    {
        public LocalPipeline? Pipeline { get; set; }

        public int Persons { get; private set; }

        public int Counterparts { get; private set; }

        public ulong Sum { get; private set; }

        public SortedSet<string> Wrong { get; } = [];

        public bool[][] Known { get; } = [new bool[FeatureCatalogue.Person.Features.Count], new bool[FeatureCatalogue.Counterpart.Features.Count]];

        public void Person(in Leg leg, int region, ReadOnlySpan<float> row)
        {
            Persons++;
            Look(FeatureCatalogue.Person, row, Known[0]);
        }

        public void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown)
        {
            Counterparts++;
            Look(FeatureCatalogue.Counterpart, row, Known[1]);
        }

        private void Look(FeatureCatalogue catalogue, ReadOnlySpan<float> row, bool[] known)
        {
            Assert.Equal(catalogue.Features.Count, row.Length);
            foreach (var feature in catalogue.Features)
            {
                var value = row[feature.Place];
                Sum = (Sum * 31) + (uint)BitConverter.SingleToInt32Bits(value);
                known[feature.Place] |= !float.IsNaN(value);
                if (!float.IsNaN(value) && !(value >= 0 && value <= (float)feature.Most))
                {
                    Wrong.Add($"{catalogue.Name} {feature.Name}: {value}");
                }
            }
        }
    }
}
