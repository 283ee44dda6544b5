using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Decisions;

/// <summary>Which model decides is said by the log of a partition alone, and what it does to decisions.</summary>
public sealed class ModelSwitchTests
{
    private static readonly Source Legs = new("legs", 1, 0);
    private static readonly RuleSet Rules = new(
        0xA,
        Compile([
            Pattern(
                [Step("pay", PatternEvent.Money, "money.outgoing and money.amount < 1000 CNY")],
                Raise("pay", Tier.P2, Stage.Transfer), Raise("pay.sum >= 500 CNY", Tier.P1, Stage.Transfer)) with { Id = "T90-pays" },
        ]));

    /// <summary>Holds payments above 700 yuan to be frauds.</summary>
    private static readonly Model Large = SomeModels.Person(0x51, Feature.MoneyAmount, 70_000, "large");

    /// <summary>Holds every payment of a person under suspicion to be one.</summary>
    private static readonly Model Any = SomeModels.Person(0x52, Feature.MoneyAmount, -1, "any");

    private readonly MemoryRuleSets _sets = MemoryRuleSets.Of(Rules);
    private readonly ScoredItems _said = new();
    private long _offset;

    public ModelSwitchTests()
    {
        _sets.Models[Large.Hash] = Large;
        _sets.Models[Any.Hash] = Any;
    }

    [Fact]
    public void Without_a_model_patterns_decide_and_every_decision_says_so()
    {
        Apply(NewPartition(), Pay(1, 600));

        var warning = Assert.Single(_said.Warnings);
        Assert.Equal((Tier.P1, "patterns", null), (warning.Tier, warning.DecidedBy, warning.Probability));
    }

    [Fact]
    public void What_a_model_doubts_is_less_urgent_and_keeps_its_pattern_and_reasons()
    {
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 600));

        var warning = Assert.Single(_said.Warnings);
        Assert.Equal((Tier.P2, "T90-pays", "patterns+large", 0.05), (warning.Tier, warning.PatternId, warning.DecidedBy, warning.Probability));
    }

    /// <summary>Payments below 500 yuan are P2 by the pattern, those below 50 P3; the model holds all of them to be next to impossible.</summary>
    [Fact]
    public void What_a_model_holds_to_be_next_to_impossible_is_P3_or_not_said_but_of_a_party_that_is_known_to_be_bad()
    {
        _sets.Models[Large.Hash] = Large with { Thresholds = Large.Thresholds with { Faint = 0.06 } };
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100));
        Assert.Equal([("T90-pays", Tier.P3, 0.05)], _said.Warnings.Select(x => (x.PatternId, x.Tier, x.Probability!.Value)));
        Assert.Equal(0, partition.StatisticsOf(ModelSubject.Person).Unsaid);

        foreach (var (scamType, said, unsaid) in new[] { ("T90", 0, 1), ("TH", 1, 0) })
        {
            _said.Items.Clear();
            _sets.There[Rules.Hash] = new RuleSet(Rules.Hash, Compile([
                Pattern([Step("pay", PatternEvent.Money, "money.outgoing")], Raise("pay", Tier.P3, Stage.Lure)) with { Id = scamType, ScamType = scamType },
            ]));
            partition = NewPartition();
            Apply(partition, Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100));
            Assert.Equal((said, unsaid), (_said.Warnings.Count(), partition.StatisticsOf(ModelSubject.Person).Unsaid));
            Assert.True(partition.State.Episodes.ContainsKey(Some.Person));
        }
    }

    [Theory]
    [InlineData(Tier.P0, Tier.P2)]
    [InlineData(Tier.P1, Tier.P3)]
    public void Of_what_a_model_holds_to_be_next_to_impossible_P1_is_P3_and_P0_stays_a_call(Tier raised, Tier said)
    {
        _sets.Models[Large.Hash] = Large with { Thresholds = Large.Thresholds with { Faint = 0.06 } };
        _sets.There[Rules.Hash] = new RuleSet(Rules.Hash, Compile([
            Pattern([Step("pay", PatternEvent.Money, "money.outgoing")], Raise("pay", raised, Stage.Transfer)) with { Id = "T90", ScamType = "T90" },
        ]));
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 600));

        Assert.Equal([said], _said.Warnings.Select(x => x.Tier));
    }

    [Theory]
    [InlineData("T90", 0.06, Tier.P0, Tier.P2)]
    [InlineData("M7", 0.06, Tier.P0, Tier.P0)]
    [InlineData("M7", 0.06, Tier.P1, Tier.P1)]
    [InlineData("M7", 0.06, Tier.P2, Tier.P3)]
    [InlineData("T90", 0.04, Tier.P0, Tier.P0)]
    [InlineData("T90", 0.04, Tier.P1, Tier.P1)]
    [InlineData("T90", 0.04, Tier.P2, Tier.P3)]
    public void What_patterns_hold_urgent_may_stay_so_where_what_they_hold_P2_would_not_and_does_after_a_warning(string type, double doubtful, Tier raised, Tier said)
    {
        _sets.Models[Large.Hash] = Large with { Thresholds = Large.Thresholds with { Doubtful = doubtful, Faint = 0.06 } };
        _sets.There[Rules.Hash] = new RuleSet(Rules.Hash, Compile([
            Pattern([Step("pay", PatternEvent.Money, "money.outgoing")], Raise("pay", raised, Stage.Transfer)) with { Id = type, ScamType = type },
        ]));
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 600));

        Assert.Equal([said], _said.Warnings.Select(x => x.Tier));
    }

    [Fact]
    public void What_a_model_holds_urgent_is_warned_of_with_its_own_reasons()
    {
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100), Pay(2, 5_000));

        Assert.Equal(["T90-pays", "MODEL"], _said.Warnings.Select(x => x.PatternId));
        var warning = _said.Warnings.Last();
        Assert.Equal((Tier.P0, 0.95), (warning.Tier, warning.Probability));
        Assert.Equal(["T90-pays.pay", "model.money.amount"], warning.Reasons.Take(2).Select(x => x.Code));
        Assert.Contains("¥5,000", warning.Reasons[1].Text.En, StringComparison.Ordinal);
        Assert.EndsWith(" (held by a model)", warning.Title.En, StringComparison.Ordinal);
        Assert.Equal(Tier.P0, partition.State.Episodes[Some.Person].Tier);
        Assert.Equal(500_000, warning.AtRisk!.AmountMinor);
    }

    [Fact]
    public void What_was_said_is_not_said_again_until_it_can_no_longer_help()
    {
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100), Pay(2, 5_000), Pay(3, 5_000), Pay(200, 5_000));

        Assert.Equal([2L, 200L], _said.Warnings.Where(x => x.PatternId == "MODEL").Select(x => (x.EventTimeMs - Some.TimeMs) / Some.MinuteMs));
    }

    [Fact]
    public void Who_is_under_no_suspicion_is_never_asked_about()
    {
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, Any.Hash, 1), Pay(1, 5_000));

        Assert.Empty(_said.Warnings);
        Assert.Equal(0, partition.StatisticsOf(ModelSubject.Person).Asked);
    }

    [Fact]
    public void The_model_changes_between_two_legs_exactly_where_the_log_says()
    {
        Apply(
            NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100), Order(CommandKind.ActivateModel, Any.Hash, 2), Pay(2, 100),
            Order(CommandKind.ActivateModel, ModelActivation.None(ModelSubject.Person), 3), Pay(3, 600));

        Assert.Equal(
            [("T90-pays", "patterns+large", 0.05), ("MODEL", "patterns+any", 0.95), ("T90-pays", "patterns", null)],
            _said.Warnings.Select(x => (x.PatternId, x.DecidedBy, x.Probability)));
        Assert.Equal(3, _said.Items.OfType<CommandItem>().Count());
    }

    [Fact]
    public void One_that_looks_on_decides_nothing_and_is_counted()
    {
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, Large.Hash, 1), Order(CommandKind.ShadowModel, Any.Hash, 2), Pay(1, 100), Pay(2, 5_000));

        Assert.Equal(["T90-pays", "MODEL"], _said.Warnings.Select(x => x.PatternId));
        Assert.All(_said.Warnings, x => Assert.Equal("patterns+large", x.DecidedBy));
        var statistics = partition.StatisticsOf(ModelSubject.Person);
        Assert.Equal((2, 1, 0), (statistics.Asked, statistics.OnlyShadowUrgent, statistics.OnlyDecidingUrgent));
        Assert.Equal((1, 1, 2), (statistics.Deciding[4], statistics.Deciding[^1], statistics.Shadow[^1]));
        Assert.Equal(2, statistics.Unknown[(int)Feature.CallDuration]);
        Assert.Equal(0, statistics.Unknown[(int)Feature.MoneyAmount]);
    }

    [Fact]
    public void A_restored_partition_goes_on_with_the_models_that_were_activated()
    {
        var partition = NewPartition();
        Apply(
            partition, Order(CommandKind.ActivateModel, Large.Hash, 1), Order(CommandKind.ShadowModel, Any.Hash, 2), Pay(1, 100));

        var restored = NewPartition();
        StateRecords.Of(partition).LoadInto(restored);
        Assert.Null(restored.Obstacle([]));
        Assert.Equal(Large, restored.ModelOf(ModelSubject.Person, isShadow: false));
        Assert.Equal(Any, restored.ModelOf(ModelSubject.Person, isShadow: true));
        Apply(restored, Pay(2, 5_000));
        Assert.Equal("patterns+large", _said.Warnings.Last().DecidedBy);
    }

    [Fact]
    public void A_model_that_cannot_be_loaded_stops_the_partition_before_the_message_and_one_that_is_gone_after_a_restore()
    {
        var partition = NewPartition();
        Apply(partition, Pay(1, 100));
        Leg[] message = [Pay(2, 100), Order(CommandKind.ActivateModel, 0xDEAD, 1)];
        Assert.Contains($"{0xDEAD:x32}", partition.Obstacle(message), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => partition.Apply(message[1], new Position(9, 0, 0), _said));

        var other = NewPartition();
        Apply(other, Order(CommandKind.ActivateModel, Large.Hash, 1));
        _sets.Models.Remove(Large.Hash);
        var restored = NewPartition();
        StateRecords.Of(other).LoadInto(restored);
        Assert.Contains($"{Large.Hash:x32}", restored.Obstacle([]), StringComparison.Ordinal);
        _sets.Models[Large.Hash] = Large;
        Assert.Null(restored.Obstacle([]));
    }

    [Fact]
    public void A_void_model_is_passed_over_live_and_in_a_replay()
    {
        _sets.Void.Add(Any.Hash);
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Order(CommandKind.ActivateModel, Any.Hash, 2), Pay(1, 100));
        Assert.Equal("patterns+large", Assert.Single(_said.Warnings).DecidedBy);
    }

    [Fact]
    public void The_same_command_sent_again_does_not_bring_an_older_model_back()
    {
        Apply(
            NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Order(CommandKind.ActivateModel, Any.Hash, 2),
            Order(CommandKind.ActivateModel, Large.Hash, 1, position: 3), Pay(1, 100));
        Assert.Contains(_said.Warnings, x => x.DecidedBy == "patterns+any");
    }

    [Fact]
    public void An_empty_partition_begins_with_the_first_model_and_remembers_it()
    {
        _sets.FirstPersonModel = Large.Hash;
        var partition = NewPartition();
        Apply(partition, Pay(1, 100));
        Assert.Equal("patterns+large", Assert.Single(_said.Warnings).DecidedBy);

        // Whatever is written as first later: this partition began with what it began with.
        _sets.FirstPersonModel = Any.Hash;
        var restored = NewPartition();
        StateRecords.Of(partition).LoadInto(restored);
        Assert.Null(restored.Obstacle([]));
        Assert.Equal(Large, restored.ModelOf(ModelSubject.Person, isShadow: false));
    }

    [Fact]
    public void A_model_of_when_there_were_fewer_features_decides_and_gives_its_reasons()
    {
        var old = SomeModels.PersonOfBefore(0x53, Feature.MoneyAmount, 70_000);
        _sets.Models[old.Hash] = old;
        Apply(NewPartition(), Order(CommandKind.ActivateModel, Large.Hash, 1), Pay(1, 100), Order(CommandKind.ActivateModel, old.Hash, 2), Pay(2, 5_000));

        var warning = _said.Warnings.Last();
        Assert.Equal(("MODEL", "patterns+old", 0.95), (warning.PatternId, warning.DecidedBy, warning.Probability));
        Assert.Equal("model.money.amount", Assert.Single(warning.Reasons, x => x.Code.StartsWith("model.", StringComparison.Ordinal)).Code);
    }

    [Fact]
    public void The_log_speaks_against_the_first_model()
    {
        _sets.FirstPersonModel = Large.Hash;
        Apply(NewPartition(), Order(CommandKind.ActivateModel, ModelActivation.None(ModelSubject.Person), 1), Pay(1, 600));
        Assert.Equal((Tier.P1, "patterns"), (Assert.Single(_said.Warnings).Tier, _said.Warnings.Single().DecidedBy));
    }

    [Fact]
    public void A_first_model_that_is_not_there_is_waited_for_and_one_that_is_void_is_passed_over()
    {
        _sets.FirstPersonModel = 0xDEAD;
        var partition = NewPartition();
        Assert.Contains($"{0xDEAD:x32}", partition.Obstacle([Pay(1, 100)]), StringComparison.Ordinal);

        _sets.Void.Add(0xDEAD);
        Apply(partition, Pay(1, 100));
        Assert.Equal("patterns", Assert.Single(_said.Warnings).DecidedBy);
    }

    [Fact]
    public void Activations_of_one_subject_do_not_push_out_those_of_the_other()
    {
        var counterpart = SomeModels.Counterpart(0x61, CounterpartFeature.Payments, 2);
        _sets.Models[counterpart.Hash] = counterpart;
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, counterpart.Hash, 1));
        for (var i = 2; i < 12; i++)
        {
            Apply(partition, Order(CommandKind.ActivateModel, (i % 2 == 0 ? Large : Any).Hash, i));
        }

        Assert.Equal(Limits.RuleSetsRememberedMax + 1, partition.State.Models.Count);
        var restored = NewPartition();
        StateRecords.Of(partition).LoadInto(restored);
        Assert.Null(restored.Obstacle([]));
        Assert.Equal(counterpart, restored.ModelOf(ModelSubject.Counterpart, isShadow: false));
        Assert.Equal(Any, restored.ModelOf(ModelSubject.Person, isShadow: false));
    }

    [Fact]
    public void What_was_activated_goes_along_to_another_number_of_partitions()
    {
        var partition = NewPartition();
        Apply(partition, Order(CommandKind.ActivateModel, Any.Hash, 1), Order(CommandKind.ActivateModel, ModelActivation.None(ModelSubject.Person), 2));
        ScoringState[] heirs = [new(), new(), new()];

        StateDealing.Deal(partition.State, 0, 1, heirs);

        Assert.Equal(2, partition.State.Models.Count);
        Assert.All(heirs, x => Assert.Equal(partition.State.Models, x.Models));
        using var other = new ScoringState();
        Assert.Throws<InvalidDataException>(() =>
        {
            other.Remember(partition.State.Models[0]);
            ScoringState[] one = [new()];
            StateDealing.Deal(partition.State, 0, 2, one);
            StateDealing.Deal(other, 1, 2, one);
        });
    }

    private static Leg Pay(int number, int yuan) => RuleSwitchTests.Pay(number, yuan);

    private static Leg Order(CommandKind kind, UInt128 hash, int number, int? position = null) => new()
    {
        Kind = LegKind.Command,
        Stamp = new Stamp(new Source("commands", 1, 0), new Position(position ?? number, 0, 0)),
        EventId = (UInt128)(1_000 + number),
        EventTimeMs = Some.TimeMs,
        Command = new CommandFacts { Kind = kind, ArtifactHash = hash },
    };

    private ScoringPartition NewPartition() => new(Legs, _sets);

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
}
