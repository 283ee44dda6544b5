using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.AlertConsole;

/// <summary>The cases as the console knows them. Safe for many readers.</summary>
public interface ICaseFeed
{
    /// <summary>All cases that dispatch still knows, open or not.</summary>
    IReadOnlyCollection<Case> Cases { get; }

    /// <summary>The engine's own time, ms since epoch: what is still useful is measured against it, not against the clock on
    /// the wall. 0 before the first progress.</summary>
    long AsOfMs { get; }

    /// <summary>Grows with every change of a case.</summary>
    long Version { get; }

    /// <summary>What does not work just now, in words.</summary>
    IReadOnlyList<string> Degraded { get; }

    /// <summary>The cases have been read: before, none says nothing.</summary>
    bool Known { get; }
}

/// <summary>What an agent found out about a case.</summary>
/// <param name="Id">What is sent twice under one id counts once.</param>
/// <param name="Revision">The revision that the agent saw, 1 or more.</param>
/// <param name="Code">What it was.</param>
/// <param name="FraudConfirmed">The person confirmed that it was fraud.</param>
/// <param name="PayeeConfirmed">So is it that the payee of the money at risk works for it: said with <paramref name="FraudConfirmed"/> alone, and
/// where there is one.</param>
/// <param name="Agent">Who found it out.</param>
public sealed record Finding(Guid Id, int Revision, DispositionCode Code, bool FraudConfirmed, bool PayeeConfirmed, string Agent)
{
    /// <summary>So many had the case that the agent saw; 0: not known.</summary>
    public int Warnings { get; init; }
}

/// <summary>Sends what an agent found out to the raw topic <c>dispositions</c>.</summary>
public interface IDispositionWriter
{
    /// <summary>Returns once it is acknowledged.</summary>
    /// <param name="answered">The case that it is about, as the agent saw it at least in its payee.</param>
    /// <param name="finding">What was found out.</param>
    /// <param name="cancel">Gives up waiting; it may have been sent.</param>
    /// <exception cref="NotTakenException">It was not acknowledged; it may have been sent.</exception>
    Task WriteAsync(Case answered, Finding finding, CancellationToken cancel);
}

/// <summary>Sends orders to the raw topic <c>commands</c>.</summary>
public interface ICommandWriter
{
    /// <summary>A region takes over a case that it is offered; returns once that is acknowledged.</summary>
    /// <exception cref="NotTakenException">It was not acknowledged; it may have been sent.</exception>
    Task AcceptAsync(Case offered, string region, string agent, CancellationToken cancel);
}

/// <summary>The engine's log is away, or takes nothing just now: to be sent again.</summary>
/// <param name="reason">As the log says it.</param>
/// <param name="cause">What it said.</param>
public sealed class NotTakenException(string reason, Exception cause) : Exception(reason, cause);

/// <summary>Shows numbers as agents may see them without a reveal.</summary>
public interface INumberMask
{
    /// <summary>138****5678; the first digits of the token where it is no number.</summary>
    string Mask(Token token);
}
