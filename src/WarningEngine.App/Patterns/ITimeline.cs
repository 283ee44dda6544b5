using WarningEngine.Core.Events;

namespace WarningEngine.App.Patterns;

/// <summary>What happens in a time line. Times are ms since epoch, amounts fen; others are named as <see cref="TimelinePerson"/> names them.</summary>
internal interface ITimeline
{
    /// <param name="startMs">Where it is answered, of that.</param>
    /// <param name="direction">Of the person.</param>
    /// <param name="peer">The other number.</param>
    /// <param name="talkMs">0: nobody answers.</param>
    /// <param name="details">What else may be said of it.</param>
    void Call(long startMs, CallDirection direction, string peer, long talkMs, in CallDetails details);

    /// <param name="timeMs">When it is sent.</param>
    /// <param name="sender">As it is displayed.</param>
    /// <param name="template">Class of its text.</param>
    /// <param name="domain">Of its link; null without one.</param>
    void Sms(long timeMs, string sender, SmsTemplate template, string? domain);

    /// <summary>Money leaves: attempted, then settled or rejected.</summary>
    void Transfer(long timeMs, long amount, in MoneyDetails details);

    /// <summary>Money arrives from somebody.</summary>
    void Receive(long timeMs, long amount, string payer);

    /// <param name="timeMs">When it is paid out.</param>
    /// <param name="amount">Of the loan.</param>
    /// <param name="lender">Name.</param>
    /// <param name="rejected">It is not paid out: all that is told.</param>
    void Loan(long timeMs, long amount, string lender, bool rejected);

    /// <summary>Another event of the person's own account; <paramref name="amount"/> 0 where it has none. Cash that the bank refuses is attempted first, of
    /// the others the refusal is all that is told.</summary>
    void Own(long timeMs, MoneyEvent kind, long amount, string payee, bool rejected);

    /// <summary>A fact of the registry about the person.</summary>
    void Fact(long timeMs, RegistryFact fact);

    /// <summary>A number or account comes onto a list.</summary>
    void List(long timeMs, EntityKind kind, string value, Grade level);

    /// <summary>What an agent found out about the person.</summary>
    void Finding(long timeMs, DispositionCode code);
}
