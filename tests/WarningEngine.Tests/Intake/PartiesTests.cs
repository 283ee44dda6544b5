using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

/// <summary>Whom a record means by the numbers and senders that stand in it.</summary>
public sealed class PartiesTests
{
    private const string Line = "+8613812345678";
    private const string Relative = "13912345678";
    private const string Port = "106912345678";
    private static readonly long At = Intaken.KafkaTimeMs - 600_000;

    /// <summary>Whoever calls home from abroad would make a stranger with a false number of the mother who is called, and of her number a foreign one.</summary>
    [Theory]
    [InlineData("TH", false)]
    [InlineData("TH", true)]
    [InlineData("", true)]
    public void A_number_that_was_dialled_is_whose_it_is_wherever_the_call_came_from(string origin, bool gateway)
    {
        var intaken = Intaken.Of(new CallRecord
        {
            RecordType = CallRecordType.Originating, CallReference = "r1", ServedMsisdn = Line, CallingNumber = Line, CalledNumber = Relative,
            SeizureTimeMs = At, OriginCountry = origin, InternationalGateway = gateway, RoamingCountry = origin,
        });

        var (call, counterpart) = (intaken.Leg(LegKind.Call).Call, intaken.Leg(LegKind.CallCounterpart).Call);
        Assert.Equal((NumberClass.Mobile, gateway), (call.PeerClass, call.InternationalGateway));
        Assert.Equal((NumberClass.Mobile, NumberClass.Mobile), (counterpart.EntityClass, counterpart.PeerClass));
    }

    /// <summary>A whole country writes to its operators and reports to 12321: that partition alone would have it all.</summary>
    [Fact]
    public void What_is_written_to_a_well_known_number_is_no_news()
    {
        var sms = new SmsRecord { OriginatingAddress = Relative, DestinationAddress = "10086", UrlDomain = "a.example", TimeMs = At };
        var toPort = new SmsRecord { OriginatingAddress = Relative, DestinationAddress = "12321", TimeMs = At };

        Assert.Equal((CheckResult.Good, CheckResult.Good), (Intaken.Of(sms).Result, Intaken.Of(toPort).Result));
        Assert.Empty(Intaken.Of(sms).Legs);
        Assert.Empty(Intaken.Of(toPort).Legs);
    }

    [Theory]
    [InlineData(Port, EntityKind.Number)]
    [InlineData("+8613912345678", EntityKind.Number)]
    [InlineData("BANKSAFE", EntityKind.Sender)]
    public void A_sender_on_a_list_is_the_one_whose_messages_come(string sender, EntityKind kind)
    {
        var message = Intaken.Of(new SmsRecord { OriginatingAddress = sender, DestinationAddress = Line, TimeMs = At }).Leg(LegKind.SmsCounterpart);
        var listed = Intaken.Of(Entry(sender)).Leg(LegKind.Indicator);
        var confirmed = Intaken.Of(new DispositionRecord
        {
            DispositionId = "1", Person = Line, Code = DispositionCode.ReachedDissuaded, ConfirmedKind = EntityKind.Sender, ConfirmedValue = sender,
        }).Leg(LegKind.Disposition);

        Assert.Equal((kind, message.Entity), (message.EntityKind, listed.Entity));
        Assert.Equal((kind, kind, message.Entity), (listed.EntityKind, confirmed.OtherKind, confirmed.Disposition.Confirmed));
    }

    /// <summary>Own accounts have one owner: a receiving bank names the number of its own customer alone.</summary>
    [Theory]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, Line, "")]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, "", Line)]
    [InlineData(MoneyEvent.OwnAccountsConsolidated, Line, Line)]
    [InlineData(MoneyEvent.DepositBroken, "", Line)]
    public void Gathered_money_is_the_persons_whichever_number_is_named(MoneyEvent gathered, string debtor, string creditor)
    {
        var leg = Assert.Single(Gathered(gathered, debtor, creditor, "FD0001", "6217000012345678"));

        Assert.Equal((EntityKind.Number, Intaken.Tokens.Number(Line), true), (leg.EntityKind, leg.Entity, leg.Money.Outgoing));
        Assert.Equal((gathered, Token("FD0001"), Token("6217000012345678")), (leg.Money.Event, leg.Money.Account, leg.Other));
    }

    /// <summary>The registry may know one of the accounts alone.</summary>
    [Theory]
    [InlineData(MoneyEvent.OwnAccountsConsolidated)]
    [InlineData(MoneyEvent.DepositBroken)]
    public void Gathered_money_without_a_number_is_told_to_both_accounts(MoneyEvent gathered)
    {
        var legs = Gathered(gathered, "", "", "FD0001", "6217000012345678");

        Assert.Equal([Token("FD0001"), Token("6217000012345678")], legs.Select(x => x.Entity));
        Assert.All(legs, x => Assert.Equal((LegKind.Money, EntityKind.Account, true), (x.Kind, x.EntityKind, x.Money.Outgoing)));
        Assert.Equal((legs[0].Money.Account, legs[0].Other, legs[0].EventId), (legs[1].Money.Account, legs[1].Other, legs[1].EventId));
        Assert.Single(Gathered(gathered, "", "", "FD0001", ""));
        Assert.Single(Gathered(gathered, "", "", "FD0001", "FD0001"));
    }

    [Fact]
    public void A_well_known_number_stays_out_of_lists_as_a_sender_too() =>
        Assert.Equal(new CheckResult(Rejection.InvalidValue, "value"), Intaken.Of(Entry("95588")).Result);

    /// <summary>What two issuers say of one number would else be one entry, and the later one's end the end of both.</summary>
    [Fact]
    public void An_entry_without_an_id_is_its_issuers()
    {
        var (police, bank, nobody) = (Of("police", Appeal.None), Of("bank", Appeal.None), Of("", Appeal.None));
        Assert.Equal(3, new[] { police, bank, nobody }.Distinct().Count());
        Assert.Equal((0UL, police), (nobody, Of("police", Appeal.Pending)));

        // Whoever upholds one of everything names nothing.
        Assert.Equal((0UL, 0UL), (Of("police", Appeal.Upheld), Of("", Appeal.Upheld)));

        static ulong Of(string issuer, Appeal appeal)
        {
            var entry = Entry(Port);
            (entry.EntryId, entry.Issuer, entry.Appeal) = ("", issuer, appeal);
            return Intaken.Of(entry).Leg(LegKind.Indicator).Indicator.Entry;
        }
    }

    /// <summary>What a caller shows is the caller's choice: nobody is to become unseen by it.</summary>
    [Theory]
    [InlineData(140, "")]
    [InlineData(141, "")]
    [InlineData(100_000, "")]
    [InlineData(141, "\uD83D\uDE00")]
    public void A_caller_who_shows_a_long_text_is_a_hidden_one(int letters, string last)
    {
        var shown = new string('a', letters - last.Length) + last;
        var intaken = Intaken.Of(Shown(shown));

        var leg = Assert.Single(intaken.Legs);
        Assert.Equal((CheckResult.Good, NumberClass.Irregular, EntityKind.Sender), (intaken.Result, leg.Call.PeerClass, leg.OtherKind));
        Assert.InRange(Assert.Single(intaken.Vault).Value.Length, 140, 200);
        Assert.Equal(leg.Other, Assert.Single(Intaken.Of(Shown(shown)).Legs).Other);
        Assert.NotEqual(leg.Other, Assert.Single(Intaken.Of(Shown("b" + shown)).Legs).Other);
    }

    [Fact]
    public void A_line_that_is_served_shows_no_long_text()
    {
        var call = Shown(new string('1', 141));
        (call.RecordType, call.ServedMsisdn, call.CalledNumber) = (CallRecordType.Originating, "", Relative);
        Assert.Equal(new CheckResult(Rejection.TextTooLong, "callingNumber"), Intaken.Of(call).Result);
    }

    /// <summary>RFC 1035: the name system has names of 253 letters.</summary>
    [Theory]
    [InlineData(253, Rejection.None)]
    [InlineData(254, Rejection.TextTooLong)]
    public void A_domain_is_as_long_as_the_name_system_allows(int letters, Rejection reason)
    {
        var domain = string.Concat(Enumerable.Repeat("abcdefghi.", 30))[..(letters - 2)] + "cn";
        var message = Intaken.Of(new SmsRecord { OriginatingAddress = Port, DestinationAddress = Line, UrlDomain = domain, TimeMs = At });
        var entry = Entry(domain);
        entry.Kind = EntityKind.Domain;
        var listed = Intaken.Of(entry);

        Assert.Equal((reason, reason), (message.Result.Reason, listed.Result.Reason));
        if (reason == Rejection.None)
        {
            Assert.Equal(message.Leg(LegKind.DomainTouched).Entity, listed.Leg(LegKind.Indicator).Entity);
            Assert.Equal(domain, Intaken.Tokens.Unseal(listed.Leg(LegKind.Indicator).Entity, listed.Vault.Values.Single()));
        }

        entry.Kind = EntityKind.Account;
        Assert.Equal(new CheckResult(Rejection.TextTooLong, "value"), Intaken.Of(entry).Result);
    }

    private static CallRecord Shown(string caller) => new()
    {
        RecordType = CallRecordType.Terminating, CallReference = "r1", ServedMsisdn = Line, CallingNumber = caller, SeizureTimeMs = At,
    };

    private static Token Token(string account) => Intaken.Tokens.Identifier(EntityKind.Account, account);

    private static List<Leg> Gathered(MoneyEvent gathered, string debtor, string creditor, string from, string to) => Intaken.Of(new TransferRecord
    {
        TxId = "TX1", Event = gathered, Phase = MoneyPhase.Settled, DebtorAccount = from, CreditorAccount = to, DebtorNumber = debtor,
        CreditorNumber = creditor, Amount = "90000", Currency = "CNY", BalanceBefore = "100000", BalanceCurrency = "CNY", AcceptanceTimeMs = At,
    }).Legs;

    private static IntelligenceRecord Entry(string sender) =>
        new() { EntryId = "1", Kind = EntityKind.Sender, Value = sender, Level = Grade.High, Basis = "complaints", TimeMs = At };
}
