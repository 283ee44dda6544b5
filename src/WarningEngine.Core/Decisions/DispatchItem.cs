using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>One entry of the topic <c>warnings</c>: what scoring decided, or passes on in order.</summary>
/// <param name="Stamp">What in <c>legs</c> caused it.</param>
/// <param name="TimeMs">The partition's time when it was caused, ms since epoch; before the first progress when its cause arrived.</param>
public abstract record DispatchItem(Stamp Stamp, long TimeMs);

/// <summary>A new warning.</summary>
public sealed record WarningItem(Stamp Stamp, long TimeMs, Warning Warning) : DispatchItem(Stamp, TimeMs);

/// <summary>An agent's finding, passed on after scoring has taken it in.</summary>
public sealed record DispositionItem(
    Stamp Stamp, long TimeMs, Token Person, UInt128 EventId, long EventTimeMs, DispositionFacts Facts)
    : DispatchItem(Stamp, TimeMs);

/// <summary>An order of the operator, passed on. <paramref name="Person"/> is none where it is for every partition.</summary>
public sealed record CommandItem(Stamp Stamp, long TimeMs, Token Person, UInt128 EventId, CommandFacts Facts)
    : DispatchItem(Stamp, TimeMs);

/// <summary>A person's episode is over: no warning names it any more.</summary>
public sealed record EpisodeEndedItem(Stamp Stamp, long TimeMs, Token Person, UInt128 EpisodeId) : DispatchItem(Stamp, TimeMs);

/// <summary>A person whose episode is urgent is on the phone with a suspect, or has just been.</summary>
/// <param name="UntilMs">Until when the call is held to go on unless more is heard of it; of one that has ended, a while after its end. Ms since epoch.</param>
public sealed record OnCallItem(Stamp Stamp, long TimeMs, Token Person, UInt128 EpisodeId, long UntilMs) : DispatchItem(Stamp, TimeMs);

/// <summary>The partition's time has moved to <paramref name="TimeMs"/>.</summary>
public sealed record ProgressItem(Stamp Stamp, long TimeMs) : DispatchItem(Stamp, TimeMs);

/// <summary>Takes what scoring causes, in the order of the stamps.</summary>
public interface IScoringSink
{
    /// <summary>A leg that goes back into <c>legs</c>, to the partition of its entity.</summary>
    void Leg(in Leg leg);

    /// <summary>An entry of <c>warnings</c>, own partition.</summary>
    void Item(DispatchItem item);
}
