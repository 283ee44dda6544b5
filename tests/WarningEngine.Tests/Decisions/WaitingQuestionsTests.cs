using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Frames;
using WarningEngine.Testing;
using WarningEngine.Tests.Models;

namespace WarningEngine.Tests.Decisions;

/// <summary>Questions to the model wait for others of their message. Nobody may see that: what is caused, its order and its stamps, the state and what
/// is counted are those of an engine that asks each at once.</summary>
public sealed class WaitingQuestionsTests
{
    private static readonly Source Legs = new("legs", 1, 0);
    private static readonly Lazy<List<Leg>> City = new(() => CityLegs.Of(new CityOptions(150, 1, 5, 0.3, CityOptions.DefaultStartMs)));

    /// <summary>The shipped one, but it holds far more to be urgent: many answers cause something, also where patterns are silent.</summary>
    private static readonly Model Bold = ModelFiles.Read(ShippedModels.Person).Model with { Thresholds = new ModelThresholds(0.004, 2e-6, 1e-6) };

    private static readonly MemoryRuleSets Sets = new()
    {
        First = ShippedRules.Set().Hash, FirstPersonModel = Bold.Hash,
        There = { [ShippedRules.Set().Hash] = ShippedRules.Set() },
        Models = { [Bold.Hash] = Bold, [0x52] = Bold with { Hash = 0x52, Thresholds = new ModelThresholds(0.9, 0.5, 0.1) } },
    };

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 60)]
    [InlineData(3, 2_000)]
    public void Legs_of_a_message_cause_what_they_cause_one_by_one(int seed, int messageMost)
    {
        var random = new Random(seed);
        List<Leg> log = [.. City.Value];
        log.Insert(log.Count * 29 / 30, LookOn(0x52));
        var (together, alone) = (new Heard(), new Heard());
        using var waits = new ScoringPartition(Legs, Sets);
        using var asksAtOnce = new ScoringPartition(Legs, Sets);
        var legs = log.ToArray();
        long offset = 0;
        for (var from = 0; from < legs.Length; offset++)
        {
            var message = legs.AsSpan(from, Math.Min(random.Next(1, messageMost + 1), legs.Length - from));
            for (var i = 0; i < message.Length; i++)
            {
                waits.ApplyAt(message, i, offset, together);
                asksAtOnce.Apply(message[i], new Position(offset, i, 0), alone);
            }

            Assert.Equal(alone.All.Count, together.All.Count);
            from += message.Length;
        }

        Assert.Equal(alone.All, together.All);
        Assert.Equal(Image(asksAtOnce), Image(waits));
        Assert.Equal(Counts(asksAtOnce), Counts(waits));
        Assert.True(alone.OfModelAlone > 50, $"{alone.OfModelAlone} warnings of the model alone.");
        Assert.True(waits.StatisticsOf(ModelSubject.Person).OnlyDecidingUrgent > 0, "Nobody looked on.");
    }

    [Fact]
    public void A_message_that_was_left_in_its_middle_is_noticed()
    {
        using var partition = new ScoringPartition(Legs, Sets);
        var legs = City.Value.ToArray();
        var begun = legs.Length * 29 / 30;
        for (var i = 0; i < begun; i++)
        {
            partition.Apply(legs[i], new Position(i, 0, 0), new Heard());
        }

        var message = legs.AsSpan(begun).ToArray();
        var at = -1;
        Exception? refused;
        do
        {
            partition.ApplyAt(message, ++at, begun, new Heard());
            refused = Record.Exception(() => partition.WriteChanged(new StateRecords()));
        }
        while (refused is null && at < message.Length - 1);

        Assert.IsType<InvalidOperationException>(refused);
        Assert.Throws<InvalidOperationException>(() => partition.Apply(message[at + 1], new Position(begun + 1, 0, 0), new Heard()));
    }

    [Fact]
    public void A_model_of_fewer_features_says_of_many_rows_what_it_says_of_each()
    {
        const int width = 9;
        var random = new Random(4);
        var forest = RandomForests.Draw(random, 7, Enumerable.Repeat(12, 30));
        var model = new Model(1, "fewer", ModelSubject.Person, forest, new Calibration([-100, 100], [0, 1]), new ModelThresholds(0.9, 0.5, 0.1));
        var rows = new float[Model.RowsMax * width];
        for (var i = 0; i < Model.RowsMax; i++)
        {
            RandomForests.Rows(random, forest, 1).CopyTo(rows, i * width);
        }

        var answers = new ModelAnswer[Model.RowsMax];
        model.Ask(rows, width, answers);

        Assert.Equal(Enumerable.Range(0, Model.RowsMax).Select(x => model.Ask(rows.AsSpan(x * width, width))), answers);
        Assert.Contains(answers, x => x.IsUrgent);
        Assert.Contains(answers, x => !x.IsUrgent);
    }

    private static Leg LookOn(UInt128 model) => new()
    {
        Kind = LegKind.Command, Stamp = new Stamp(new Source("commands", 1, 0), new Position(0, 0, 0)), EventId = 77,
        Command = new CommandFacts { Kind = CommandKind.ShadowModel, ArtifactHash = model },
    };

    private static List<string> Image(ScoringPartition partition) =>
        [.. StateImage.Of(partition).InOrder().Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}")];

    private static string Counts(ScoringPartition partition)
    {
        var counted = partition.StatisticsOf(ModelSubject.Person);
        return $"{counted.Asked} {counted.OnlyShadowUrgent} {counted.OnlyDecidingUrgent}: {string.Join(' ', counted.Deciding)}; "
            + $"{string.Join(' ', counted.Shadow)}; {string.Join(' ', counted.Unknown)}";
    }

    /// <summary>Everything in the order in which it was heard, with its stamp.</summary>
    private sealed class Heard : IScoringSink
    {
        public List<string> All { get; } = [];

        public int OfModelAlone { get; private set; }

        public void Leg(in Leg leg)
        {
            var frame = new FrameWriter();
            frame.Add(leg);
            All.Add($"{leg.Stamp} {leg.Kind} {Convert.ToHexString(frame.Take())}");
        }

        public void Item(DispatchItem item)
        {
            OfModelAlone += item is WarningItem { Warning.PatternId: "MODEL" } ? 1 : 0;
            All.Add($"{item.Stamp} {Convert.ToHexString(ItemCodec.Write(item).Value)}");
        }
    }
}
