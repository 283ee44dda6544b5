using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>How much somebody must have to live a time line: it is played, and money alone is looked at.</summary>
internal sealed class CasePurse : ITimeline
{
    private long _left;

    /// <summary>fen.</summary>
    public long NeededFen { get; private set; }

    public void Call(long startMs, CallDirection direction, string peer, long talkMs, in CallDetails details)
    {
        // Costs nothing.
    }

    public void Sms(long timeMs, string sender, SmsTemplate template, string? domain)
    {
        // Likewise.
    }

    public void Transfer(long timeMs, long amount, in MoneyDetails details) => Spend(details.Rejected ? 0 : amount);

    public void Receive(long timeMs, long amount, string payer) => Spend(-amount);

    public void Loan(long timeMs, long amount, string lender, bool rejected) => Spend(rejected ? 0 : -amount);

    public void Own(long timeMs, MoneyEvent kind, long amount, string payee, bool rejected) => Spend(kind switch
    {
        _ when rejected => 0, MoneyEvent.CashWithdrawn => amount, MoneyEvent.OwnAccountsConsolidated or MoneyEvent.DepositBroken => -amount, _ => 0,
    });

    public void Fact(long timeMs, RegistryFact fact)
    {
        // Costs nothing.
    }

    public void List(long timeMs, EntityKind kind, string value, Grade level)
    {
        // Likewise.
    }

    public void Finding(long timeMs, DispositionCode code)
    {
        // Likewise.
    }

    private void Spend(long fen)
    {
        _left -= fen;
        NeededFen = Math.Max(NeededFen, -_left);
    }
}
