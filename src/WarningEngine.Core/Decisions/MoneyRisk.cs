using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>A <see cref="MoneyAtRisk"/> as an episode keeps it.</summary>
internal struct MoneyRisk
{
    /// <summary>Minor units of currency.</summary>
    public long AmountMinor;
    public long EventTimeMs;
    public Token PayeeAccount;
    public int CurrencyCode;
    public Text35 TransactionId;
    public MoneyPhase Phase;
    public PayeeKind PayeeKind;

    /// <summary>False: nothing else of it means anything.</summary>
    public bool IsKnown;

    /// <summary>It has not left, or has come back.</summary>
    public readonly bool HasFailed => Phase.IsRefusal();

    /// <summary>The payment moves through its phases; one that is told late moves it back to none. True where it has moved.</summary>
    public bool Follow(in MoneyFacts money)
    {
        if (!IsKnown || !money.TransactionId.Utf8.SequenceEqual(TransactionId.Utf8) || RankOf(money.Phase) <= RankOf(Phase))
        {
            return false;
        }

        Phase = money.Phase;
        return true;
    }

    private static int RankOf(MoneyPhase phase) => phase switch
    {
        MoneyPhase.Attempted => 1,
        MoneyPhase.Accepted => 2,
        MoneyPhase.Settled => 3,
        MoneyPhase.Rejected or MoneyPhase.Returned => 4,
        _ => 0,
    };

    public readonly MoneyAtRisk? InWords() => IsKnown
        ? new MoneyAtRisk(AmountMinor, CurrencyCode, TransactionId.ToString(), Phase, PayeeAccount, PayeeKind, EventTimeMs) : null;
}
