using System.Text;
using CsCheck;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Tests.Frames;

public sealed class ItemTests
{
    private static readonly Stamp At = new(new Source("legs", 1, 3), new Position(41, 7, 1));

    [Fact]
    public void A_warning_comes_back_with_all_that_it_says() => Gen.Select(Gen.UInt128, Legs.AnyToken, Gen.Long, Gen.String).Sample(
        (id, person, time, words) =>
        {
            var warning = SomeWarning(id, person, time, words);
            var back = Assert.IsType<WarningItem>(Back(new WarningItem(At, 1_000, warning)));

            Assert.Equal(At, back.Stamp);
            Assert.Equal(1_000, back.TimeMs);
            Assert.Equivalent(warning, back.Warning, strict: true);
        },
        iter: 200);

    [Fact]
    public void A_disposition_comes_back_as_it_was() => Gen.Select(
        Legs.AnyToken, Gen.UInt128, Gen.Long, Legs.OfKind(LegKind.Disposition)).Sample(
        (person, id, time, leg) =>
        {
            var item = new DispositionItem(At, time, person, id, time, leg.Disposition);
            Assert.Equal(item, Back(item));
        },
        iter: 200);

    [Fact]
    public void A_command_comes_back_as_it_was() => Gen.Select(
        Legs.AnyToken, Gen.UInt128, Gen.Long, Legs.OfKind(LegKind.Command)).Sample(
        (person, id, time, leg) =>
        {
            var item = new CommandItem(At, time, person, id, leg.Command);
            Assert.Equal(item, Back(item));
        },
        iter: 200);

    [Fact]
    public void Progress_comes_back_as_it_was() => Assert.Equal(new ProgressItem(At, 5), Back(new ProgressItem(At, 5)));

    [Fact]
    public void The_end_of_an_episode_comes_back_as_it_was()
    {
        var item = new EpisodeEndedItem(At, 5, new Token(1, 2), 78);
        Assert.Equal(item, Back(item));
    }

    [Fact]
    public void A_call_that_goes_on_comes_back_as_it_was()
    {
        var item = new OnCallItem(At, 5, new Token(1, 2), 78, 9);
        Assert.Equal(item, Back(item));
    }

    [Fact]
    public void An_entry_cut_short_anywhere_is_refused()
    {
        var (kind, value) = ItemCodec.Write(new WarningItem(At, 1, SomeWarning(5, new Token(1, 2), 3, "警")));
        for (var length = 0; length < value.Length; length++)
        {
            var cut = value[..length];
            Assert.Throws<FrameException>(() => ItemCodec.Read(kind, cut));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Stamp\":7}")]
    public void An_entry_without_what_it_must_say_is_refused(string json) =>
        Assert.Throws<FrameException>(() => ItemCodec.Read("warning", Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void An_entry_without_a_stamp_is_refused() =>
        Assert.Throws<FrameException>(() => ItemCodec.Read("progress", "{\"Stamp\":{},\"TimeMs\":1}"u8));

    [Theory]
    [InlineData(null)]
    [InlineData("gossip")]
    public void An_entry_of_an_unknown_kind_is_refused(string? kind) =>
        Assert.Throws<FrameException>(() => ItemCodec.Read(kind, "{}"u8));

    private static DispatchItem Back(DispatchItem item)
    {
        var (kind, value) = ItemCodec.Write(item);
        return ItemCodec.Read(kind, value);
    }

    private static Warning SomeWarning(UInt128 id, Token person, long time, string words) => new()
    {
        Id = id,
        Person = person,
        PersonKind = EntityKind.Number,
        EpisodeId = ~id,
        PatternId = "T04",
        PatternVersion = 3,
        ScamType = "T04",
        Tier = Tier.P0,
        Stage = Stage.Transfer,
        EventTimeMs = time,
        IngestTimeMs = time - 1,
        UsefulUntilMs = time / 2,
        Title = new LocalText(words, "Digital arrest"),
        Reasons = [new Reason("on-the-phone", new LocalText("正在通话", words), time)],
        Evidence = [new Evidence(LegKind.Call, time, EntityKind.Number, new Token(7, 8), 61_234, 0, 0, words)],
        Questions = [new LocalText("谁打来的?", "Who called?")],
        AtRisk = new MoneyAtRisk(5_000_001, Currency.Cny, words, MoneyPhase.Attempted, new Token(9, 9), PayeeKind.Wallet, time),
        Region = 510100,
        AgeBand = AgeBand.Elderly,
        DecidedBy = "patterns+model",
    };
}
