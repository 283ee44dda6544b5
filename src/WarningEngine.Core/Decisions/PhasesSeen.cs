using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What was seen of a movement of money before this phase of it. One without an id is always seen first.</summary>
/// <param name="IsFirst">No phase of it: they are one event.</param>
/// <param name="IsFirstOutcome">Neither that it came through nor that it was refused. Of transfers that were sent alone.</param>
/// <param name="IsFirstRefusal">This is a refusal, and none was seen. Of transfers that were sent alone.</param>
internal readonly record struct PhasesSeen(bool IsFirst, bool IsFirstOutcome, bool IsFirstRefusal)
{
    /// <param name="memory">Of transfers; remembers this phase too.</param>
    /// <param name="leg">Money that leaves or reaches a person.</param>
    /// <param name="transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
    public static PhasesSeen Add(SeenEvents memory, in Leg leg, ulong transaction)
    {
        var isRefusal = leg.Money.Phase.IsRefusal();
        if (leg.Money.TransactionId.Length == 0)
        {
            return new PhasesSeen(true, true, isRefusal);
        }

        var isFirst = memory.Add(transaction, leg.EventTimeMs);
        var isOutcome = leg.Money is { Event: MoneyEvent.Transfer, Outgoing: true } && leg.Money.Phase != MoneyPhase.Attempted;
        return new PhasesSeen(
            isFirst,
            isOutcome && memory.Add(Identity.OfOutcome(transaction), leg.EventTimeMs),
            isOutcome && isRefusal && memory.Add(Identity.OfRefusal(transaction), leg.EventTimeMs));
    }
}
