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
}
