using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What was heard of a caller because of a call that its line has not heard of yet. The call comes from intake and the answer through the
/// caller's partition, so either may be first; an answer that is first waits here for its call, <see cref="Limits.AnswersAheadMax"/> in all. A
/// partition's time stands still until everything that had arrived by then is there, so it does not wait for long. What finds no room is not
/// remembered, and counted: its call is then scored without it.</summary>
public sealed class AnswersAhead : IDisposable
{
    /// <summary>Beyond the arrival of what caused the answer.</summary>
    private const long TermMs = 60_000;

    private readonly List<Token> _over = [];

    /// <summary>Answers that found no room, since this process started.</summary>
    public long Overflowed { get; private set; }

    /// <summary>By line and caller; see <see cref="KeyOf"/>.</summary>
    internal RecordTable<AnswerAhead> Table { get; } = new();

    /// <summary>One that is waiting already gives way: it is the newer call that will come.</summary>
    public void Remember(in Leg answer)
    {
        var key = KeyOf(answer.Entity, answer.Other);
        if (Table.Count >= Limits.AnswersAheadMax && Table.Find(key) < 0)
        {
            Overflowed++;
            return;
        }

        var slot = Table.FindOrAdd(key);
        Table[slot] = new AnswerAhead
        {
            AtMs = answer.EventTimeMs, ArrivalMs = answer.ArrivalTimeMs, AgeMs = answer.Reputation.AgeMs, Grade = answer.Reputation.Grade, Reasons = answer.Reputation.Reasons,
        };
        Table.Touch(slot);
    }

    /// <summary>What was heard because of this very call, before it; it waits no more. Null where nothing was.</summary>
    public GradedContact? Take(in Leg call)
    {
        if (Table.Count == 0)
        {
            return null;
        }

        var key = KeyOf(call.Entity, call.Other);
        var slot = Table.Find(key);
        if (slot < 0 || Table[slot].AtMs != call.EventTimeMs)
        {
            return null;
        }

        var answer = Table[slot];
        Table.Remove(key);
        return new GradedContact(call.Other, EntityKind.Number, answer.Grade, answer.Reasons, answer.AgeMs, answer.AtMs);
    }

    /// <summary>Time has moved to <paramref name="nowMs"/>: calls that had arrived before will not come any more.</summary>
    public void Forget(long nowMs)
    {
        if (Table.Count == 0)
        {
            return;
        }

        _over.Clear();
        for (var slot = 0; slot < Table.Slots; slot++)
        {
            if (Table.IsUsed(slot) && nowMs - Table[slot].ArrivalMs > TermMs)
            {
                _over.Add(Table.KeyOf(slot));
            }
        }

        foreach (var key in _over)
        {
            Table.Remove(key);
        }
    }

    /// <summary>What has changed so far is written.</summary>
    public void ClearChanged() => Table.ClearChanged();

    /// <summary>Frees its memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose() => Table.Dispose();

    /// <summary>Of both together, and never <see cref="Token.None"/>.</summary>
    private static Token KeyOf(Token line, Token caller) =>
        new(Hashing.Mix(line.High ^ caller.Low) | 1, Hashing.Mix(line.Low ^ caller.High));
}

/// <summary>An answer that waits for its call.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct AnswerAhead
{
    /// <summary>When the call happened, event time.</summary>
    public long AtMs;

    /// <summary>When its record arrived.</summary>
    public long ArrivalMs;

    /// <summary>Of the caller, when it answered, ms.</summary>
    public long AgeMs;
    public Grade Grade;
    public ReputationReasons Reasons;
}
