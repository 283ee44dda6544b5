using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>Money between accounts of one person: the same whether a bank names both numbers, one, or the accounts alone, which the registry knows.</summary>
public sealed class OwnAccountsTests
{
    private const int People = 20;
    private const int Day = 20;
    private const long Minute = 60_000;
    private static readonly long Noon = At(Day) + (720 * Minute);

    /// <summary>After a stranger's call of twenty minutes.</summary>
    [Theory]
    [InlineData(NamedOwner.LinkedBoth, 1)]
    [InlineData(NamedOwner.LinkedBoth, 8)]
    [InlineData(NamedOwner.LinkedBoth, 32)]
    [InlineData(NamedOwner.LinkedPayeeAndPayerNamed, 8)]
    [InlineData(NamedOwner.LinkedPayerAndPayeeNamed, 8)]
    public void A_transfer_to_a_linked_account_of_ones_own_is_no_payment(NamedOwner named, int partitions)
    {
        using var expected = Transferred(NamedOwner.Both, partitions, x => $"own{x}");
        using var told = Transferred(named, partitions, x => $"own{x}");

        for (var person = 0; person < People; person++)
        {
            Assert.Equal(expected.WarningsOf(person), told.WarningsOf(person));
            var (profile, before) = (told.ProfileOf(person), expected.ProfileOf(person));
            Assert.Equal((before.PaymentCount, 0, PaymentCourse.Day(Noon)), (profile.PaymentCount, profile.Course.Payments, profile.Course.GatheredDay));
            Assert.Equal((before.UsualLargeAmount, 0), (profile.UsualLargeAmount, profile.Course.Inflows));
        }
    }

    /// <summary>Registries tell each night of all: whom somebody of many accounts has paid lately would be nobody whom they know.</summary>
    [Fact]
    public void Accounts_that_are_told_of_each_night_take_the_last_places_of_payees_alone()
    {
        var profile = default(Profile);
        for (ulong payee = 1; payee <= 10; payee++)
        {
            Contacts.RememberPayee(ref profile, new Token(payee, payee), isShop: false);
        }

        for (ulong told = 0; told < 60; told++)
        {
            Contacts.RememberOwnAccount(ref profile, Own(told % 6), isPaid: false);
        }

        Assert.All(Enumerable.Range(4, 7), x => Assert.False(Contacts.IsNewPayee(profile, new Token((ulong)x, (ulong)x), isShop: false)));
        Assert.True(Contacts.IsOwnAccount(profile, Own(5)));

        Contacts.RememberOwnAccount(ref profile, Own(0), isPaid: true);
        for (ulong payee = 20; payee < 29; payee++)
        {
            Contacts.RememberPayee(ref profile, new Token(payee, payee), isShop: false);
        }

        Assert.True(Contacts.IsOwnAccount(profile, Own(0)));

        static Token Own(ulong number) => new(1_000 + number, 1_000 + number);
    }

    /// <summary>Which makes what is said of the others worth something.</summary>
    [Fact]
    public void A_transfer_to_anybody_else_is_one()
    {
        using var told = Transferred(NamedOwner.LinkedBoth, 8, x => $"stranger{x}");

        for (var person = 0; person < People; person++)
        {
            Assert.NotEmpty(told.WarningsOf(person));
            Assert.Equal((1, 0), (told.ProfileOf(person).Course.Payments, told.ProfileOf(person).Course.GatheredDay));
        }
    }

    /// <summary>On the phone with a stranger, from whom comes next where it goes to. A receiving bank knows its own customer's number alone.</summary>
    [Theory]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, NamedOwner.Payee, 0)]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, NamedOwner.Both, 0)]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, NamedOwner.LinkedPayee, 0)]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, NamedOwner.LinkedBoth, 1)]
    [InlineData(MoneyEvent.DepositBroken, NamedOwner.Payee, 0)]
    [InlineData(MoneyEvent.DepositBroken, NamedOwner.LinkedPayee, 0)]
    [InlineData(MoneyEvent.DepositBroken, NamedOwner.LinkedBoth, 1)]
    public void Gathered_money_is_heard_of_once_whichever_of_the_accounts_tells_whose_it_is(MoneyEvent gathered, NamedOwner named, int toldAgain)
    {
        using var expected = Gathered(gathered, NamedOwner.Payer, 8);
        using var told = Gathered(gathered, named, 8);

        var before = expected.Dropped;
        for (var person = 0; person < People; person++)
        {
            Assert.NotEmpty(expected.WarningsOf(person));
            Assert.Equal(expected.WarningsOf(person), told.WarningsOf(person));
            var vector = new FeatureVector();
            PersonFeatures.FillCourse(vector, told.ProfileOf(person).Course, new BeforeEvent { MoneyKnown = true }, Noon);
            Assert.Equal((0, 1), (vector[Feature.CourseGatheredAgo], vector[Feature.CoursePayments]));
        }

        Assert.Equal(toldAgain * People, told.Dropped - before);
    }

    private static Town Transferred(NamedOwner named, int partitions, Func<int, string> payee)
    {
        var town = new Town(named);
        for (var person = 0; person < People; person++)
        {
            town.Call(person, Stranger(person), Noon - (27 * Minute), 20 * 60);
            town.Move(person, MoneyEvent.Transfer, Account(person), payee(person), "50000", "60000", Noon, named);
        }

        return town.Score(partitions);
    }

    private static Town Gathered(MoneyEvent gathered, NamedOwner named, int partitions)
    {
        var town = new Town(named);
        for (var person = 0; person < People; person++)
        {
            town.Call(person, Stranger(person), Noon - (100 * Minute), 40 * 60);
            town.Move(person, gathered, $"own{person}", Account(person), "90000", "", Noon - (80 * Minute), named);
            town.Move(person, MoneyEvent.Transfer, Account(person), $"stranger{person}", "49000", "50000", Noon - (65 * Minute), NamedOwner.Payer);
        }

        return town.Score(partitions);
    }

    private static long At(int day) => Some.TimeMs + (day * CounterpartLog.Day);

    private static string Number(int person) => $"+861380000{person:D4}";

    private static string Stranger(int person) => $"+861700000{person:D4}";

    private static string Account(int person) => $"621700000000{person:D4}";

    /// <summary>People who talk to a friend each day and pay one every fifth, for twenty days.</summary>
    private sealed class Town : IDisposable
    {
        private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);
        private readonly List<(long AtMs, RawTopic Topic, RawRecord Record)> _records = [];
        private readonly Heard _heard = new();
        private IReadOnlyList<ScoringPartition> _scoring = [];
        private int _number;

        public Town(NamedOwner linked)
        {
            for (var person = 0; person < People; person++)
            {
                if (linked is NamedOwner.LinkedBoth or NamedOwner.LinkedPayee or NamedOwner.LinkedPayerAndPayeeNamed)
                {
                    Link(person, Account(person));
                }

                if (linked is NamedOwner.LinkedBoth or NamedOwner.LinkedPayeeAndPayerNamed)
                {
                    Link(person, $"own{person}");
                }

                for (var day = 0; day < Day; day++)
                {
                    Call(person, $"+861390000{person:D4}", At(day) + (person * Minute), 60);
                    if (day % 5 == 0)
                    {
                        Move(person, MoneyEvent.Transfer, Account(person), $"friend{person}", "300", "", At(day) + ((30 + person) * Minute), NamedOwner.Payer);
                    }
                }
            }
        }

        public long Dropped => _scoring.Sum(x => x.Dropped);

        public void Call(int person, string from, long timeMs, int seconds) => Add(RawTopic.Calls, timeMs + (seconds * 1_000) + 8_000, new CallRecord
        {
            RecordType = CallRecordType.Terminating, CallReference = $"c{++_number}", ServedMsisdn = Number(person), CallingNumber = from,
            CalledNumber = Number(person), SeizureTimeMs = timeMs, AnswerTimeMs = timeMs + 8_000, ReleaseTimeMs = timeMs + 8_000 + (seconds * 1_000),
            CallDuration = seconds,
        });

        public void Move(int person, MoneyEvent kind, string from, string to, string amount, string balance, long timeMs, NamedOwner named) =>
            Add(RawTopic.Transfers, timeMs, new TransferRecord
            {
                TxId = $"TX{++_number}", Event = kind, Phase = MoneyPhase.Settled, DebtorAccount = from, CreditorAccount = to, PayeeKind = PayeeKind.Bank,
                DebtorNumber = named is NamedOwner.Both or NamedOwner.Payer or NamedOwner.LinkedPayeeAndPayerNamed ? Number(person) : "",
                CreditorNumber = named is NamedOwner.Both or NamedOwner.Payee or NamedOwner.LinkedPayerAndPayeeNamed ? Number(person) : "",
                Amount = amount, Currency = "CNY", BalanceBefore = balance, BalanceCurrency = balance.Length > 0 ? "CNY" : "", AcceptanceTimeMs = timeMs,
            });

        /// <summary>In the order of their arrival.</summary>
        public Town Score(int partitions)
        {
            var pipeline = new LocalPipeline(_tokens, ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = partitions }, _heard);
            var offset = 0;
            foreach (var (atMs, topic, record) in _records.OrderBy(x => x.AtMs))
            {
                record.ArrivalTimeMs = atMs;
                pipeline.Take(new RecordedRecord(topic, offset++, atMs, record, CheckResult.Good));
            }

            pipeline.Finish();
            _scoring = pipeline.Flow.Scoring;
            return this;
        }

        public Profile ProfileOf(int person)
        {
            var token = _tokens.Number(Number(person));
            var state = _scoring.Single(x => x.State.Profiles.Find(token) >= 0).State;
            return state.Profiles[state.Profiles.Find(token)];
        }

        public SortedSet<string> WarningsOf(int person)
        {
            var token = _tokens.Number(Number(person));
            var warnings = _heard.Warnings.Where(x => x.Person == token)
                .Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.PatternId} {x.Tier} {x.Stage} {x.EventTimeMs}"));
            return new SortedSet<string>(warnings, StringComparer.Ordinal);
        }

        public void Dispose()
        {
            foreach (var partition in _scoring)
            {
                partition.Dispose();
            }

            _tokens.Dispose();
        }

        private void Link(int person, string account) => Add(
            RawTopic.Registry, At(0), new RegistryRecord { Fact = RegistryFact.AccountLinked, Number = Number(person), Account = account, TimeMs = At(0) });

        private void Add(RawTopic topic, long timeMs, RawRecord record) => _records.Add((timeMs + 1_000, topic, record));
    }

    private sealed class Heard : UndispatchedSink
    {
        public List<Warning> Warnings { get; } = [];

        public override void Warned(Warning warning) => Warnings.Add(warning);

        public override void Rejected(in RecordContext context, CheckResult result) => Assert.Fail($"Rejected: {result}");
    }
}

/// <summary>Whose numbers a record names, and which accounts the registry has linked.</summary>
public enum NamedOwner
{
    Both,
    Payer,
    Payee,
    LinkedBoth,
    LinkedPayee,
    LinkedPayeeAndPayerNamed,
    LinkedPayerAndPayeeNamed,
}
