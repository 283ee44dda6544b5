using WarningEngine.App.Numbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Intake;

public sealed class IntakeSplitterTests
{
    private const string Line = "+8613812345678";
    private const string Stranger = "+8617012345678";
    private static readonly long At = Intaken.KafkaTimeMs - 600_000;
    private static readonly Token LineToken = Intaken.Tokens.Number(Line);
    private static readonly Token StrangerToken = Intaken.Tokens.Number(Stranger);

    [Fact]
    public void A_call_tells_the_served_party_and_the_other_party()
    {
        var intaken = Intaken.Of(Call());
        var (call, counterpart) = (intaken.Leg(LegKind.Call), intaken.Leg(LegKind.CallCounterpart));
        Assert.Equal((LineToken, StrangerToken), (call.Entity, call.Other));
        Assert.Equal((StrangerToken, LineToken), (counterpart.Entity, counterpart.Other));
        Assert.Equal((CallDirection.Incoming, CallDirection.Outgoing), (call.Call.Direction, counterpart.Call.Direction));
        Assert.Equal((NumberClass.VirtualOperator, NumberClass.Mobile), (call.Call.PeerClass, call.Call.EntityClass));
        Assert.Equal((NumberClass.Mobile, NumberClass.VirtualOperator), (counterpart.Call.PeerClass, counterpart.Call.EntityClass));
        Assert.Equal((510107, 0), (call.Call.Region, counterpart.Call.Region));
    }

    [Fact]
    public void The_device_of_a_caller_is_told_to_its_own_line_alone_and_under_the_key()
    {
        var call = Call();
        (call.RecordType, call.ServedMsisdn, call.CallingNumber, call.CalledNumber) = (CallRecordType.Originating, Line, Line, Stranger);
        call.ServedImei = "490154203237518";
        var intaken = Intaken.Of(call);
        Assert.Equal(Intaken.Tokens.Identifier(EntityKind.Device, "49015420323751").High, intaken.Leg(LegKind.Call).Call.Device);
        Assert.Equal(0UL, intaken.Leg(LegKind.CallCounterpart).Call.Device);
        (call.RecordType, call.ServedMsisdn, call.CallingNumber, call.CalledNumber) = (CallRecordType.Terminating, Line, Stranger, Line);
        Assert.Equal(0UL, Intaken.Of(call).Leg(LegKind.Call).Call.Device);
    }

    [Fact]
    public void The_account_of_a_payer_who_is_named_learns_what_it_sends()
    {
        var transfer = Transfer();
        transfer.DebtorAccount = "6230000011112222";
        var sent = Intaken.Of(transfer).Leg(LegKind.MoneySent);
        Assert.Equal((Intaken.Tokens.Identifier(EntityKind.Account, "6230000011112222"), 8_400_000), (sent.Entity, sent.Money.AmountMinor));
        transfer.DebtorNumber = "";
        Assert.False(Intaken.Of(transfer).Has(LegKind.MoneySent));
    }

    [Fact]
    public void A_well_known_number_stays_out_of_lists()
    {
        var entry = new IntelligenceRecord { EntryId = "1", Kind = EntityKind.Number, Value = "96110", Level = Grade.High, Basis = "x", TimeMs = At };
        Assert.Equal(new CheckResult(Rejection.InvalidValue, "value"), Intaken.Of(entry).Result);
        entry.Value = Stranger;
        var leg = Intaken.Of(entry).Leg(LegKind.Indicator);
        Assert.NotEqual(0UL, leg.Indicator.Entry);
        (entry.EntryId, entry.Appeal) = ("", Appeal.Upheld);
        Assert.Equal((0UL, Appeal.Upheld), (Intaken.Of(entry).Leg(LegKind.Indicator).Indicator.Entry, Intaken.Of(entry).Leg(LegKind.Indicator).Indicator.Appeal));
    }

    [Fact]
    public void Legs_of_one_record_share_its_identity_and_count_up()
    {
        var legs = Intaken.Of(Call()).Legs;
        Assert.Equal(legs[0].EventId, legs[1].EventId);
        Assert.Equal([new Position(41, 2, 0), new Position(41, 2, 1)], legs.Select(x => x.Stamp.Position));
        Assert.All(legs, x => Assert.Equal(new Source("raw", 1, 3), x.Stamp.Source));
    }

    [Fact]
    public void The_end_of_a_call_is_an_event_at_its_end()
    {
        var call = Call();
        (call.AnswerTimeMs, call.ReleaseTimeMs) = (At + 5_000, At + 65_000);
        var leg = Intaken.Of(call).Leg(LegKind.Call);
        Assert.Equal((At + 65_000, 60_000, true), (leg.EventTimeMs, leg.Call.DurationMs, leg.Call.Answered));
        call.Phase = CallPhase.Answer;
        Assert.Equal(At + 5_000, Intaken.Of(call).Leg(LegKind.Call).EventTimeMs);
    }

    [Theory]
    [InlineData(Attestation.Failed, false, true)]
    [InlineData(Attestation.Gateway, false, true)]
    [InlineData(Attestation.Absent, true, true)]
    [InlineData(Attestation.Absent, false, false)]
    [InlineData(Attestation.Full, false, false)]
    public void Whoever_only_shows_a_well_known_number_is_a_stranger_of_an_irregular_one(Attestation attestation, bool gateway, bool forged)
    {
        var call = Call();
        (call.CallingNumber, call.Attestation, call.InternationalGateway) = ("95588", attestation, gateway);
        var leg = Intaken.Of(call).Leg(LegKind.Call);
        Assert.Equal((forged ? NumberClass.Irregular : NumberClass.ServiceCode, forged), (leg.Call.PeerClass, !leg.Other.IsNone));
        Assert.NotEqual(Intaken.Tokens.Number("95588"), leg.Other);
        Assert.False(Intaken.Of(call).Has(LegKind.CallCounterpart));

        // Whom the person rings is whom the number belongs to.
        (call.RecordType, call.ServedMsisdn, call.CallingNumber, call.CalledNumber) = (CallRecordType.Originating, Line, Line, "95588");
        Assert.True(Intaken.Of(call).Leg(LegKind.Call).Other.IsNone);
    }

    [Fact]
    public void A_well_known_number_gets_no_leg_and_only_the_place_is_news()
    {
        var call = Call();
        call.CallingNumber = "95588";
        var leg = Assert.Single(Intaken.Of(call).Legs);
        Assert.Equal((LineToken, Token.None, 510107), (leg.Entity, leg.Other, leg.Call.Region));
        call.Location = "";
        Assert.Empty(Intaken.Of(call).Legs);
    }

    /// <summary>A bank's own operator tells of the bank's calls, too: they are nobody's calls of a stranger, and no partition is heavy because of them.</summary>
    [Theory]
    [InlineData(CallRecordType.Originating)]
    [InlineData(CallRecordType.Terminating)]
    public void What_a_well_known_numbers_own_operator_tells_is_no_news(CallRecordType type)
    {
        var call = Call();
        (call.RecordType, call.ServedMsisdn) = (type, "95588");
        (call.CallingNumber, call.CalledNumber) = type == CallRecordType.Originating ? ("95588", Line) : (Line, "95588");

        Assert.Empty(Intaken.Of(call).Legs);
    }

    [Fact]
    public void A_forwarded_call_is_nobodys_conversation()
    {
        var call = Call();
        call.RecordType = CallRecordType.Forwarding;
        var leg = Assert.Single(Intaken.Of(call).Legs);
        Assert.Equal((LegKind.Call, CallDirection.Forwarded), (leg.Kind, leg.Call.Direction));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0#9")]
    public void A_caller_without_a_number_is_irregular_and_gets_no_record(string caller)
    {
        var call = Call();
        call.CallingNumber = caller;
        var leg = Assert.Single(Intaken.Of(call).Legs);
        Assert.Equal((NumberClass.Irregular, EntityKind.Sender), (leg.Call.PeerClass, leg.OtherKind));
    }

    [Fact]
    public void A_home_number_that_comes_over_the_border_is_irregular()
    {
        var call = Call();
        call.OriginCountry = "KH";
        Assert.Equal(NumberClass.Irregular, Intaken.Of(call).Leg(LegKind.Call).Call.PeerClass);
        call.OriginCountry = "CN";
        Assert.Equal(NumberClass.VirtualOperator, Intaken.Of(call).Leg(LegKind.Call).Call.PeerClass);
    }

    [Fact]
    public void An_sms_tells_its_receiver_its_sender_and_its_domain()
    {
        var sms = new SmsRecord { OriginatingAddress = "icbc ", DestinationAddress = Line, UrlDomain = "A.Example.", TimeMs = At };
        var intaken = Intaken.Of(sms);
        var sender = Intaken.Tokens.Identifier(EntityKind.Sender, "ICBC");
        var domain = Intaken.Tokens.Identifier(EntityKind.Domain, "a.example");
        Assert.Equal((LineToken, sender, domain), (intaken.Legs[0].Entity, intaken.Legs[0].Other, intaken.Legs[0].Sms.Domain));
        Assert.Equal((sender, LineToken), (intaken.Leg(LegKind.SmsCounterpart).Entity, intaken.Leg(LegKind.SmsCounterpart).Other));
        Assert.Equal((domain, LineToken), (intaken.Leg(LegKind.DomainTouched).Entity, intaken.Leg(LegKind.DomainTouched).Other));
    }

    [Fact]
    public void A_transfer_tells_the_payers_line_and_the_payees_account()
    {
        var intaken = Intaken.Of(Transfer());
        var payee = Intaken.Tokens.Identifier(EntityKind.Account, "6230000087654321");
        var (payer, counterpart) = (intaken.Leg(LegKind.Money), intaken.Leg(LegKind.MoneyCounterpart));
        Assert.Equal((LineToken, payee, true), (payer.Entity, payer.Other, payer.Money.Outgoing));
        Assert.Equal((payee, LineToken, false), (counterpart.Entity, counterpart.Other, counterpart.Money.Outgoing));
        Assert.Equal((8_400_000, 9_120_055, "T1"),
            (payer.Money.AmountMinor, payer.Money.BalanceBeforeMinor, payer.Money.TransactionId.ToString()));
        Assert.Equal(-1, counterpart.Money.BalanceBeforeMinor);
    }

    [Fact]
    public void An_account_that_is_added_as_a_payee_is_told_who_adds_it_and_nothing_of_money()
    {
        var added = Transfer();
        (added.Event, added.CreditorNumber, added.Phase) = (MoneyEvent.PayeeAdded, Stranger, MoneyPhase.Settled);
        var intaken = Intaken.Of(added);
        var payee = Intaken.Tokens.Identifier(EntityKind.Account, "6230000087654321");
        Assert.Equal([LegKind.Money, LegKind.MoneyCounterpart], intaken.Legs.Select(x => x.Kind));
        var counterpart = intaken.Leg(LegKind.MoneyCounterpart);
        Assert.Equal((payee, LineToken, MoneyEvent.PayeeAdded), (counterpart.Entity, counterpart.Other, counterpart.Money.Event));

        // An account of one's own is nobody's counterpart.
        added.CreditorNumber = Line;
        Assert.Equal(LegKind.Money, Assert.Single(Intaken.Of(added).Legs).Kind);
    }

    [Fact]
    public void Without_a_number_the_account_is_the_payer()
    {
        var transfer = Transfer();
        transfer.DebtorNumber = "";
        var leg = Intaken.Of(transfer).Leg(LegKind.Money);
        Assert.Equal((EntityKind.Account, Intaken.Tokens.Identifier(EntityKind.Account, "6217000012345678")), (leg.EntityKind, leg.Entity));
    }

    [Fact]
    public void Money_between_own_accounts_is_a_consolidation()
    {
        var transfer = Transfer();
        transfer.CreditorNumber = "138 1234 5678";
        var leg = Assert.Single(Intaken.Of(transfer).Legs);
        Assert.Equal(MoneyEvent.OwnAccountsConsolidated, leg.Money.Event);
    }

    [Fact]
    public void A_payee_whose_line_is_named_learns_of_money_that_has_come()
    {
        var transfer = Transfer();
        transfer.CreditorNumber = Stranger;
        Assert.DoesNotContain(Intaken.Of(transfer).Legs, x => x.Entity == StrangerToken);
        transfer.Phase = MoneyPhase.Settled;
        var inflow = Assert.Single(Intaken.Of(transfer).Legs, x => x.Entity == StrangerToken && !x.Money.Outgoing);

        // Who was paid is remembered by the account: so is who pays back.
        var payer = Intaken.Tokens.Identifier(EntityKind.Account, "6217000012345678");
        Assert.Equal((payer, EntityKind.Account, LineToken), (inflow.Other, inflow.OtherKind, inflow.Money.OtherLine));
        Assert.Equal(payer, Intaken.Of(transfer).Leg(LegKind.MoneyCounterpart).Money.Account);
        transfer.DebtorAccount = "";
        inflow = Assert.Single(Intaken.Of(transfer).Legs, x => x.Entity == StrangerToken && !x.Money.Outgoing);
        Assert.Equal((LineToken, EntityKind.Number), (inflow.Other, inflow.OtherKind));
    }

    [Fact]
    public void A_loan_tells_the_borrower()
    {
        var loan = Transfer();
        (loan.Event, loan.CreditorNumber, loan.DebtorNumber) = (MoneyEvent.LoanDisbursed, Line, "");
        var leg = Assert.Single(Intaken.Of(loan).Legs);
        Assert.Equal((LineToken, false, MoneyEvent.LoanDisbursed), (leg.Entity, leg.Money.Outgoing, leg.Money.Event));

        // The balance is the lender's.
        Assert.Equal(-1, leg.Money.BalanceBeforeMinor);
    }

    [Fact]
    public void A_balance_of_another_currency_is_unknown()
    {
        var transfer = Transfer();
        transfer.BalanceCurrency = "USD";
        Assert.Equal(-1, Intaken.Of(transfer).Leg(LegKind.Money).Money.BalanceBeforeMinor);
        (transfer.Event, transfer.Amount, transfer.Currency) = (MoneyEvent.LimitRaised, "", "");
        Assert.Equal(-1, Intaken.Of(transfer).Leg(LegKind.Money).Money.BalanceBeforeMinor);
        transfer.BalanceCurrency = "CNY";
        Assert.Equal(9_120_055, Intaken.Of(transfer).Leg(LegKind.Money).Money.BalanceBeforeMinor);
    }

    [Fact]
    public void A_linked_account_is_told_its_line()
    {
        var leg = Assert.Single(Intaken.Of(
            new RegistryRecord { Fact = RegistryFact.AccountLinked, Number = Line, Account = "6217000012345678" }).Legs);
        Assert.Equal(
            (Intaken.Tokens.Identifier(EntityKind.Account, "6217000012345678"), LineToken, true),
            (leg.Entity, leg.Other, leg.Registry.Active));
    }

    [Fact]
    public void A_person_named_by_number_or_by_token_is_the_same()
    {
        var byNumber = new DispositionRecord { DispositionId = "1", Person = "13812345678", Code = DispositionCode.ReachedDenies };
        var byToken = new DispositionRecord { DispositionId = "1", PersonToken = LineToken.ToString(), Code = DispositionCode.ReachedDenies };
        Assert.Equal(Intaken.Of(byNumber).Legs[0].Entity, Intaken.Of(byToken).Legs[0].Entity);
    }

    [Fact]
    public void A_command_without_a_person_has_no_entity()
    {
        var command = new CommandRecord { CommandId = "1", Kind = CommandKind.SetMode, Mode = DispatchMode.Shadow };
        var leg = Assert.Single(Intaken.Of(command).Legs);
        Assert.Equal((Token.None, DispatchMode.Shadow), (leg.Entity, leg.Command.Mode));
    }

    [Fact]
    public void A_time_a_little_ahead_of_its_arrival_is_set_to_it_and_counted()
    {
        var call = Call();
        (call.ArrivalTimeMs, call.SeizureTimeMs) = (At, At + 299_999);
        var intaken = Intaken.Of(call);
        Assert.Equal((At, 1), (intaken.Leg(LegKind.Call).Call.StartMs, intaken.Clamped));
        call.SeizureTimeMs = At + 300_001;
        Assert.Equal(new CheckResult(Rejection.EventTimeInFuture, "seizureTime"), Intaken.Of(call).Result);
    }

    [Fact]
    public void An_arrival_after_kafkas_timestamp_is_a_wrong_clock()
    {
        var call = Call();
        call.ArrivalTimeMs = Intaken.KafkaTimeMs + 300_001;
        Assert.Equal(new CheckResult(Rejection.EventTimeInFuture, "arrivalTime"), Intaken.Of(call).Result);
    }

    [Fact]
    public void Where_Kafka_tells_no_time_the_record_must()
    {
        var call = Call();
        call.ArrivalTimeMs = At + 1_000;
        var intaken = Intaken.Of(call, kafkaTimeMs: -1);
        Assert.Equal((CheckResult.Good, At + 1_000, At + 1_000), (intaken.Result, intaken.Legs[0].ArrivalTimeMs, intaken.Legs[0].IngestTimeMs));
        call.ArrivalTimeMs = null;
        Assert.Equal(new CheckResult(Rejection.MissingField, "arrivalTime"), Intaken.Of(call, kafkaTimeMs: -1).Result);
    }

    [Theory]
    [InlineData(300_000, Rejection.None)]
    [InlineData(300_001, Rejection.EventTimeInFuture)]
    public void Where_Kafka_tells_no_time_an_arrival_is_held_to_the_clock_of_who_reads_it(long aheadMs, Rejection reason)
    {
        var call = Call();
        call.ArrivalTimeMs = At + aheadMs;
        Assert.Equal(reason, Intaken.Of(call, kafkaTimeMs: -1, readMs: At).Result.Reason);
    }

    [Fact]
    public void The_sources_id_goes_before_the_natural_key()
    {
        var (a, b) = (Call(), Call());
        b.SequenceNumber = 9;
        Assert.Equal(EventId(a, "op1", "1"), EventId(b, "op1", "1"));
        Assert.NotEqual(EventId(a, "op1", "1"), EventId(a, "op2", "1"));
        Assert.NotEqual(EventId(a), EventId(b));
        Assert.Equal(EventId(a), EventId(Call()));
    }

    [Fact]
    public void An_empty_id_names_nothing()
    {
        var a = Call();
        Assert.Equal(EventId(a), EventId(a, "op1", ""));
    }

    [Fact]
    public void Records_without_a_reference_are_not_all_one()
    {
        var (a, b) = (Call(), Call());
        (a.CallReference, b.CallReference, b.SeizureTimeMs) = ("", "", At + 1_000);
        Assert.NotEqual(EventId(a), EventId(b));
        var (x, y) = (Transfer(), Transfer());
        (x.TxId, x.Event, y.TxId, y.Event, y.CreditorAccount) = ("", MoneyEvent.PayeeAdded, "", MoneyEvent.PayeeAdded, "other");
        Assert.NotEqual(EventId(x), EventId(y));
    }

    private static UInt128 EventId(RawRecord record, string? source = null, string? id = null) =>
        Intaken.Of(record, source, id).Legs[0].EventId;

    private static CallRecord Call() => new()
    {
        RecordType = CallRecordType.Terminating,
        CallReference = "r1",
        ServedMsisdn = Line,
        CallingNumber = "17012345678",
        CalledNumber = "13812345678",
        SeizureTimeMs = At,
        Location = "510107",
    };

    private static TransferRecord Transfer() => new()
    {
        TxId = "T1",
        Event = MoneyEvent.Transfer,
        Phase = MoneyPhase.Attempted,
        DebtorAccount = "6217000012345678",
        DebtorNumber = Line,
        CreditorAccount = "6230000087654321",
        Amount = "84000",
        Currency = "CNY",
        BalanceBefore = "91200.55",
        BalanceCurrency = "CNY",
        AcceptanceTimeMs = At,
    };
}
