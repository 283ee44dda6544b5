using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

/// <summary>What is said wrongly is refused, and not taken for what is not said.</summary>
public sealed class RefusedFieldsTests
{
    [Theory]
    [InlineData("USD", Rejection.None)]
    [InlineData("cny", Rejection.InvalidCurrency)]
    [InlineData("yuan", Rejection.InvalidCurrency)]
    public void A_balance_whose_currency_is_none_is_not_passed_over(string currency, Rejection reason)
    {
        var transfer = new TransferRecord
        {
            TxId = "1", Event = MoneyEvent.Transfer, Phase = MoneyPhase.Attempted, DebtorAccount = "1", CreditorAccount = "2", Amount = "1.00", Currency = "CNY",
            BalanceBefore = "5.00", BalanceCurrency = currency, AcceptanceTimeMs = Intaken.KafkaTimeMs - 60_000,
        };

        Assert.Equal(new CheckResult(reason, reason == Rejection.None ? "" : "balanceBefore.currency"), Intaken.Of(transfer).Result);
    }

    /// <summary>An id that was never set would be no case, and an order about one case an order about all.</summary>
    [Fact]
    public void Zeros_name_no_case_and_no_person()
    {
        var zeros = new string('0', 32);
        Assert.Equal(
            new CheckResult(Rejection.InvalidToken, "caseId"),
            Intaken.Of(new CommandRecord { CommandId = "1", Kind = CommandKind.Release, CaseId = zeros }).Result);
        Assert.Equal(
            new CheckResult(Rejection.InvalidToken, "personToken"),
            Intaken.Of(new CommandRecord { CommandId = "1", Kind = CommandKind.Release, PersonToken = zeros }).Result);
    }

    [Fact]
    public void An_entry_that_ended_before_the_year_2000_is_not_one_without_an_end()
    {
        var entry = new IntelligenceRecord
        {
            EntryId = "1", Kind = EntityKind.Number, Value = "+8617012345678", Level = Grade.High, Basis = "-", ToMs = 0,
        };
        Assert.Equal(new CheckResult(Rejection.EventTimeTooOld, "to"), Intaken.Of(entry).Result);
        entry.ToMs = null;
        Assert.Equal(0, Assert.Single(Intaken.Of(entry).Legs).Indicator.ToMs);
    }
}
