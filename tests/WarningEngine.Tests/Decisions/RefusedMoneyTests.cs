using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Decisions;

/// <summary>Money that was refused has neither reached an account nor left it.</summary>
public sealed class RefusedMoneyTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;

    [Fact]
    public void Phases_of_one_payment_are_one_payment_and_one_that_is_rejected_is_none()
    {
        var log = new CounterpartLog();
        log.Pays(1, Start, 100, MoneyPhase.Attempted, "a");
        log.Pays(1, Start, 100, MoneyPhase.Accepted, "a");
        log.Pays(1, Start, 100, MoneyPhase.Settled, "a");
        log.Pays(2, Start, 70, MoneyPhase.Attempted, "b");
        log.Pays(2, Start, 70, MoneyPhase.Rejected, "b");
        log.Score();

        Assert.Equal(256u, log.Record.Counts.Payments);
        Assert.Equal(100u, log.Record.Counts.MoneyIn);
    }

    [Fact]
    public void Money_that_was_refused_has_not_been_passed_on()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 4; i++)
        {
            log.Pays(i, Start + (i * Minute), 2_500);
        }

        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Attempted, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Returned, "a");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "b");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Attempted, "b");
        log.PassesOn(Start + (9 * Minute), 4_000, MoneyPhase.Rejected, "");
        log.PassesOn(Start + (9 * Minute), 1_000, MoneyPhase.Settled, "c");
        log.Score();

        Assert.Equal(1_000u, log.Record.Counts.MoneyOut);
        Assert.False(log.Record.Reasons.HasFlag(ReputationReasons.PassThrough));
    }
}
