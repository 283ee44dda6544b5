using System.Text;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Decisions;

/// <summary>Which rule set decides is said by the log of a partition alone.</summary>
public sealed class RuleSwitchTests
{
    private static readonly Source Legs = new("legs", 1, 0);
    private static readonly RuleSet Old = Set(0xA, Payment("T90-old"), LargeThenSmall(version: 1));
    private static readonly RuleSet New = Set(0xB, Payment("T91-new"), LargeThenSmall(version: 2) with { UsefulForMs = 7 });

    private readonly MemoryRuleSets _sets = MemoryRuleSets.Of(Old, New);
    private readonly ScoredItems _said = new();
    private long _offset;

    [Fact]
    public void An_empty_partition_begins_with_the_first_set()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 10));

        Assert.Equal(Old.Hash, partition.RuleSet);
        Assert.Equal([new Activation(Old.Hash, 0)], partition.State.RuleSets);
    }

    [Fact]
    public void The_set_changes_between_two_legs_of_one_message_exactly_where_the_log_says()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 10), Activate(New, 1), Pay(2, 10));

        Assert.Equal([("T90-old", Old.Hash), ("T91-new", New.Hash)], Said());
        Assert.Single(_said.Items.OfType<CommandItem>());
    }

    /// <summary>Held, live, and then the first of these again: its sender had no answer.</summary>
    [Fact]
    public void A_command_that_is_sent_again_counts_once()
    {
        var partition = NewPartition();
        var hold = Activate(New, 1) with { Command = new CommandFacts { Kind = CommandKind.SetMode, Mode = DispatchMode.Hold } };
        var live = hold with { EventId = 5, Command = new CommandFacts { Kind = CommandKind.SetMode, Mode = DispatchMode.Live } };
        Leg[] sent = [hold, live, hold];
        for (var i = 0; i < sent.Length; i++)
        {
            sent[i].Stamp = new Stamp(new Source("commands", 1, 0), new Position(100 + i, 0, 0));
        }

        Apply(partition, sent);

        Assert.Equal([DispatchMode.Hold, DispatchMode.Live], _said.Items.OfType<CommandItem>().Select(x => x.Facts.Mode));
        Assert.Equal(1, partition.Dropped);
    }

    [Fact]
    public void A_warnings_id_does_not_depend_on_the_set_that_decided()
    {
        var sameInOther = Set(0xC, Payment("T90-old"));
        var one = NewPartition();
        Apply(one, Pay(1, 10));
        _sets.There[sameInOther.Hash] = sameInOther;
        _sets.First = sameInOther.Hash;
        Apply(NewPartition(), Pay(1, 10));

        Assert.Equal([Old.Hash, sameInOther.Hash], _said.Warnings.Select(x => x.RuleSet));
        Assert.Single(_said.Warnings.Select(x => x.Id).Distinct());
    }

    [Fact]
    public void A_restored_partition_goes_on_with_what_was_activated()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 10), Activate(New, 1));

        var restored = Restored(partition);
        Assert.Null(restored.Obstacle([]));
        Assert.Equal(New.Hash, restored.RuleSet);
        Apply(restored, Pay(2, 10));

        Assert.Equal(("T91-new", New.Hash), Said()[^1]);
    }

    [Fact]
    public void A_set_that_cannot_be_loaded_stops_the_partition_before_the_message_and_changes_nothing()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 10));
        var before = Dump(partition);
        Leg[] message = [Pay(2, 10), Activate(0xDEAD, 1), Pay(3, 10)];

        Assert.Contains($"{0xDEAD:x32}", partition.Obstacle(message), StringComparison.Ordinal);
        Assert.Equal(before, Dump(partition));

        _sets.There[0xDEAD] = New with { Hash = 0xDEAD };
        Apply(partition, message);
        Assert.Equal([("T90-old", Old.Hash), ("T91-new", 0xDEAD)], Said());
    }

    [Fact]
    public void Who_does_not_ask_is_told_instead_of_going_on_with_something_else()
    {
        var partition = NewPartition();
        Assert.Throws<InvalidOperationException>(() => partition.Apply(Activate(0xDEAD, 1), new Position(0, 0, 0), _said));

        _sets.First = null;
        Assert.Throws<InvalidOperationException>(() => NewPartition().Apply(Pay(1, 10), new Position(0, 0, 0), _said));
    }

    [Fact]
    public void A_restored_partition_whose_set_is_gone_stops_instead_of_beginning_with_the_first()
    {
        var partition = NewPartition();
        Apply(partition, Activate(New, 1));
        _sets.There.Remove(New.Hash);

        var restored = Restored(partition);
        Assert.Contains($"{New.Hash:x32}", restored.Obstacle([]), StringComparison.Ordinal);
        _sets.There[New.Hash] = New;
        Assert.Null(restored.Obstacle([]));
    }

    [Fact]
    public void A_void_set_is_passed_over_live_and_in_a_replay()
    {
        Leg[] log = [Pay(1, 10), Activate(0xDEAD, 1), Pay(2, 10), Activate(New, 2), Pay(3, 10)];
        _sets.Void.Add(0xDEAD);
        var partition = NewPartition();
        Apply(partition, log);
        var first = Said();

        _said.Items.Clear();
        var again = NewPartition();
        foreach (var leg in log)
        {
            Apply(again, leg);
        }

        Assert.Equal([("T90-old", Old.Hash), ("T91-new", New.Hash)], first);
        Assert.Equal(first, Said());
        Assert.Equal(Dump(partition), Dump(again));
        Assert.Equal(2, _said.Items.OfType<CommandItem>().Count());
    }

    [Fact]
    public void What_was_declared_void_after_it_had_been_activated_gives_way_to_the_one_before_it()
    {
        var partition = NewPartition();
        Apply(partition, Activate(New, 1));
        _sets.Void.Add(New.Hash);

        var restored = Restored(partition);

        Assert.Null(restored.Obstacle([]));
        Assert.Equal(Old.Hash, restored.RuleSet);
    }

    [Fact]
    public void An_activation_that_was_seen_before_is_no_obstacle_and_does_nothing()
    {
        var partition = NewPartition();
        Apply(partition, Activate(New, 1), Activate(Old, 2));
        _sets.There.Remove(New.Hash);

        Apply(partition, Activate(New, 1), Pay(1, 10));

        Assert.Equal(Old.Hash, partition.RuleSet);
        Assert.Equal(1, partition.Dropped);
    }

    [Fact]
    public void A_command_that_is_sent_again_under_a_new_offset_does_not_bring_back_what_was_replaced()
    {
        var partition = NewPartition();
        var command = Activate(New, 1);
        Apply(partition, command, Activate(Old, 2));
        command.Stamp = new Stamp(command.Stamp.Source, new Position(3, 0, 0));
        _sets.There.Remove(New.Hash);

        Apply(partition, command);
        Assert.Equal(Old.Hash, partition.RuleSet);
        Assert.Null(Restored(partition).Obstacle([command]));
    }

    [Fact]
    public void A_pattern_that_does_the_same_in_the_new_set_keeps_its_progress()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 5_000), Activate(New, 1), Pay(2, 10));

        var warning = Assert.Single(_said.Warnings, x => x.PatternId == "T80-large-then-small");
        Assert.Equal((2, New.Hash), (warning.PatternVersion, warning.RuleSet));
    }

    [Theory]
    [InlineData("steps")]
    [InlineData("window")]
    [InlineData("shadow")]
    public void A_pattern_that_does_something_else_begins_anew(string what)
    {
        var before = LargeThenSmall(version: 1);
        var after = what switch
        {
            "steps" => LargeThenSmall(version: 1, small: "money.amount < 200 CNY"),
            "window" => before with { WindowMs = before.WindowMs + 1 },
            _ => before,
        };
        var one = Set(1, before with { State = what == "shadow" ? PatternState.Shadow : PatternState.Active });
        var other = Set(2, after);
        (_sets.There[1], _sets.There[2], _sets.First) = (one, other, 1);
        var partition = NewPartition();
        Apply(partition, Pay(1, 5_000), Activate(other, 1), Pay(2, 10));

        Assert.Empty(_said.Warnings);
        Assert.All(partition.State.Episodes.Persons, x => Assert.True(partition.State.Episodes[x].Patterns.IsEmpty));
    }

    [Fact]
    public void A_pattern_that_retires_takes_no_step_and_begins_anew_when_it_comes_back()
    {
        var active = Set(1, LargeThenSmall(version: 1), Payment("T92-other"));
        var retired = Set(2, LargeThenSmall(version: 1) with { State = PatternState.Retired }, Payment("T92-other"));
        (_sets.There[1], _sets.There[2], _sets.First) = (active, retired, 1);
        var partition = NewPartition();
        Apply(partition, Pay(1, 5_000), Activate(retired, 1));
        Assert.All(partition.State.Episodes.Persons, x => Assert.True(partition.State.Episodes[x].Patterns.IsEmpty));

        Apply(partition, Pay(2, 5_000), Pay(3, 10), Activate(active, 2), Pay(4, 10));
        Assert.DoesNotContain(_said.Warnings, x => x.PatternId == "T80-large-then-small");
        Assert.Contains(_said.Warnings, x => x.PatternId == "T92-other");

        Apply(partition, Pay(5, 5_000), Pay(6, 10));
        Assert.Contains(_said.Warnings, x => x.PatternId == "T80-large-then-small");
    }

    [Fact]
    public void Progress_that_a_switch_forgets_is_forgotten_in_the_next_checkpoint_too()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 5_000));
        var changes = new StateRecords();
        partition.WriteChanged(changes);
        var other = Set(3, Payment("T92-other"));
        _sets.There[3] = other;
        Apply(partition, Activate(other, 1));
        partition.WriteChanged(changes);

        var restored = NewPartition();
        changes.LoadInto(restored);

        Assert.True(restored.State.Episodes[Some.Person].Patterns.IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ScoringState.Version + 1)]
    public void A_state_of_a_version_that_is_neither_this_nor_the_one_before_is_refused(byte version)
    {
        var wrong = Assert.Throws<InvalidDataException>(() => NewPartition().Read([0], [version, 0, 0, 0]));

        Assert.Contains($"version {version}", wrong.Message, StringComparison.Ordinal);
    }

    private static RuleSet Set(ulong hash, params PatternDefinition[] definitions) => new(hash, Compile(definitions));

    private static PatternDefinition Payment(string id) =>
        Pattern([Step("pay", PatternEvent.Money, "money.outgoing and money.amount < 1000 CNY")], Raise("pay", Tier.P2, Stage.Transfer)) with
        {
            Id = id,
        };

    private static PatternDefinition LargeThenSmall(int version, string small = "money.amount < 1000 CNY") => Pattern(
        [
            Step("large", PatternEvent.Money, "money.amount >= 1000 CNY"),
            Step("small", PatternEvent.Money, small, after: ["large"]),
        ],
        Raise("small")) with
    {
        Id = "T80-large-then-small", Version = version,
    };

    internal static Leg Pay(int number, int yuan) => new()
    {
        Kind = LegKind.Money,
        Entity = Some.Person,
        EntityKind = EntityKind.Number,
        Other = new Token(9, (ulong)number),
        OtherKind = EntityKind.Account,
        Stamp = new Stamp(new Source(RawStreams.Transfers, 1, 0), new Position(number, 0, 0)),
        EventId = (UInt128)number,
        EventTimeMs = Some.TimeMs + (number * Some.MinuteMs),
        ArrivalTimeMs = Some.TimeMs + (number * Some.MinuteMs),
        Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = MoneyPhase.Attempted, Outgoing = true, CurrencyCode = Currency.Cny,
            AmountMinor = yuan * 100L, BalanceBeforeMinor = -1, TransactionId = Text35.From(Encoding.ASCII.GetBytes($"tx{number}")),
        },
    };

    private static Leg Activate(RuleSet set, int number) => Activate(set.Hash, number);

    private static Leg Activate(UInt128 hash, int number) => new()
    {
        Kind = LegKind.Command,
        Stamp = new Stamp(new Source("commands", 1, 0), new Position(number, 0, 0)),
        EventId = (UInt128)(1_000 + number),
        EventTimeMs = Some.TimeMs,
        Command = new CommandFacts { Kind = CommandKind.Activate, ArtifactHash = hash },
    };

    /// <summary>Records of persons, and the sets: how seen events are cut into records is no state.</summary>
    private static string Dump(ScoringPartition partition) => string.Join('\n', StateRecords.Of(partition).All
        .Where(x => x.Key[0] is 1 or 2 or 3).Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}")
        .Order(StringComparer.Ordinal).Concat(partition.State.RuleSets.Select(x => x.ToString())));

    private ScoringPartition NewPartition() => new(Legs, _sets);

    private ScoringPartition Restored(ScoringPartition partition)
    {
        var restored = NewPartition();
        StateRecords.Of(partition).LoadInto(restored);
        return restored;
    }

    /// <summary>One message.</summary>
    private void Apply(ScoringPartition partition, params Leg[] legs)
    {
        Assert.Null(partition.Obstacle(legs));
        for (var i = 0; i < legs.Length; i++)
        {
            partition.Apply(legs[i], new Position(_offset, i, 0), _said);
        }

        _offset++;
    }

    private List<(string Pattern, UInt128 RuleSet)> Said() =>
        [.. _said.Warnings.Where(x => x.PatternId.StartsWith("T9", StringComparison.Ordinal)).Select(x => (x.PatternId, x.RuleSet))];
}
