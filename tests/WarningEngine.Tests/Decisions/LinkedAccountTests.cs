using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>Banks that name the paying account alone: the registry knows whose it is, and that person is protected.</summary>
public sealed class LinkedAccountTests : IDisposable
{
    private const string Number = "+8613812345678";
    private const string Account = "6217000012345678";
    private const string Payee = "6230000087654321";
    private static readonly Token Line = CounterpartLog.Line(1);
    private static readonly Token Party = CounterpartLog.Line(2);

    private readonly LegByLeg _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(LegKind.Reputation)]
    [InlineData(LegKind.Exposure)]
    public void What_is_heard_of_a_payee_goes_on_to_the_line_of_the_account(LegKind kind)
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs));
        Link(active: true);
        var heard = Hear(kind);

        Assert.Empty(_log.Said.Warnings);
        Assert.Equal(0, _log.Partition.State.Episodes.Count);
        var told = Assert.Single(Told(isLink: false));
        Assert.Equal((Line, EntityKind.Number, Party, EntityKind.Account), (told.Entity, told.EntityKind, told.Other, told.OtherKind));
        Assert.Equal((kind, (UInt128)3, heard.Reputation), (told.Kind, told.EventId, told.Reputation));
        Assert.Equal(new Stamp(new Source("legs", 1, 0), new Position(3, 0, 0)), told.Stamp);
    }

    [Fact]
    public void An_account_that_is_linked_to_nobody_hears_itself()
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs));
        Link(active: true);
        Link(active: false);
        Hear(LegKind.Reputation);

        Assert.Empty(Told(isLink: false));
        Assert.NotEmpty(_log.Said.Warnings);
        Assert.All(_log.Said.Warnings, x => Assert.Equal(Some.Person, x.Person));
    }

    /// <summary>Of a new line a bank may tell before it tells that the former one has ended.</summary>
    [Fact]
    public void The_end_of_an_older_link_leaves_the_new_one()
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs));
        Link(active: true, CounterpartLog.Line(7));
        Link(active: true);
        Link(active: false, CounterpartLog.Line(7));
        Hear(LegKind.Reputation);

        Assert.Equal(Line, Assert.Single(Told(isLink: false)).Entity);
    }

    /// <summary>Payments to it are none to anybody.</summary>
    [Fact]
    public void A_line_hears_which_accounts_are_its_own_and_are_no_more()
    {
        Link(active: true, CounterpartLog.Line(7));
        Link(active: true);
        Link(active: false, CounterpartLog.Line(7));
        Link(active: true);
        Link(active: false);
        Link(active: false);

        var told = Told(isLink: true).ToList();
        Assert.Equal(
            [(CounterpartLog.Line(7), true), (CounterpartLog.Line(7), false), (Line, true), (Line, true), (Line, false)],
            told.Select(x => (x.Entity, x.Registry.Active)));
        Assert.All(told, x => Assert.Equal(
            (EntityKind.Number, RegistryFact.AccountLinked, Some.Person, EntityKind.Account), (x.EntityKind, x.Registry.Fact, x.Other, x.OtherKind)));
    }

    /// <summary>A bank that names the payer's number too; a leg of before said the payee's account in its place.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Money_that_comes_to_a_linked_account_comes_from_the_account_that_was_paid(bool isNamed)
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs));
        Link(active: true);
        var payer = new Token(9, 9);
        _log.Apply(new Leg
        {
            Kind = LegKind.MoneyCounterpart, Entity = Some.Person, EntityKind = EntityKind.Account, Other = Party, OtherKind = EntityKind.Number,
            EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
            Money = new MoneyFacts
            {
                Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, AmountMinor = 300_00, Account = isNamed ? payer : Some.Person, OtherLine = Party,
            },
        });

        var told = Assert.Single(Told(isLink: false));
        Assert.Equal((Line, Some.Person, Party), (told.Entity, told.Money.Account, told.Money.OtherLine));
        Assert.Equal(isNamed ? (payer, EntityKind.Account) : (Party, EntityKind.Number), (told.Other, told.OtherKind));
    }

    /// <summary>Nobody can dial an account.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void A_transfer_that_names_no_number_warns_of_the_same_person_as_one_that_does(int partitions)
    {
        var named = Warned(partitions, Number);
        Assert.Contains(named, x => x.StartsWith("TH-", StringComparison.Ordinal));
        Assert.Contains(named, x => x.StartsWith("M6-", StringComparison.Ordinal));
        Assert.Equal(named, Warned(partitions, ""));
    }

    private static SortedSet<string> Warned(int partitions, string debtorNumber)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var person = tokens.Number(Number);
        var heard = new Heard();
        var pipeline = new LocalPipeline(tokens, ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = partitions }, heard);
        (RawTopic Topic, RawRecord Record)[] records =
        [
            (RawTopic.Registry, new RegistryRecord { Fact = RegistryFact.AccountLinked, Number = Number, Account = Account, TimeMs = At(0) }),
            (RawTopic.Intelligence, new IntelligenceRecord
            {
                EntryId = "L1", Issuer = "POLICE", Kind = EntityKind.Account, Value = Payee, Level = Grade.VeryHigh, Basis = "x", TimeMs = At(1),
            }),
            (RawTopic.Transfers, new TransferRecord
            {
                TxId = "TX1", Event = MoneyEvent.Transfer, Phase = MoneyPhase.Attempted, DebtorAccount = Account, DebtorNumber = debtorNumber,
                CreditorAccount = Payee, PayeeKind = PayeeKind.Bank, Amount = "84000.00", Currency = "CNY", BalanceBefore = "91200.55",
                BalanceCurrency = "CNY", AcceptanceTimeMs = At(2),
            }),
        ];
        for (var i = 0; i < records.Length; i++)
        {
            records[i].Record.ArrivalTimeMs = At(i);
            pipeline.Take(new RecordedRecord(records[i].Topic, i, At(i), records[i].Record, CheckResult.Good));
        }

        pipeline.Finish();
        return new SortedSet<string>(heard.Warnings.Select(x => string.Create(
            CultureInfo.InvariantCulture, $"{x.PatternId} {x.Tier} {x.Stage} {x.EventTimeMs} {x.PersonKind} {x.Person == person}")), StringComparer.Ordinal);
    }

    private static long At(int day) => Some.TimeMs + (day * CounterpartLog.Day);

    private IEnumerable<Leg> Told(bool isLink) => _log.Said.Legs.Where(x => (x.Kind == LegKind.Registry) == isLink);

    private void Link(bool active) => Link(active, Line);

    private void Link(bool active, Token line) => _log.Apply(new Leg
    {
        Kind = LegKind.Registry, Entity = Some.Person, EntityKind = EntityKind.Account, Other = line, OtherKind = EntityKind.Number,
        EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs, Registry = new RegistryFacts { Fact = RegistryFact.AccountLinked, Active = active },
    });

    private Leg Hear(LegKind kind)
    {
        var leg = new Leg
        {
            Kind = kind, Entity = Some.Person, EntityKind = EntityKind.Account, Other = Party, OtherKind = EntityKind.Account,
            EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
            Reputation = new ReputationFacts { Grade = Grade.VeryHigh, Reasons = ReputationReasons.Listed },
        };
        _log.Apply(leg);
        return leg;
    }

    private sealed class Heard : UndispatchedSink
    {
        public List<Warning> Warnings { get; } = [];

        public override void Warned(Warning warning) => Warnings.Add(warning);

        public override void Rejected(in RecordContext context, CheckResult result) => Assert.Fail($"Rejected: {result}");
    }
}
