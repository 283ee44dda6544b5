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

    public readonly MoneyAtRisk? InWords() => IsKnown
        ? new MoneyAtRisk(AmountMinor, CurrencyCode, TransactionId.ToString(), Phase, PayeeAccount, PayeeKind, EventTimeMs) : null;
}
