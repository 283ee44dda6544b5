using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Patterns;

/// <summary>How far one step of one pattern has come in an episode.</summary>
public struct StepProgress
{
    /// <summary>Events that completed the step; the parts of one call are one event.</summary>
    public int Count;
    public long FirstMs;
    public long LastMs;

    /// <summary>Amounts in minor units.</summary>
    public double Sum;
    public double Max;
    public double Last;

    /// <summary>Of calls: the longest talk, ms.</summary>
    public long DurationMs;

    /// <summary>A bitmap of hashes of the other parties: a bit each, so several may share one.</summary>
    public ulong Parties;

    /// <summary>Identity of the last call, by when it began, so that its later records do not count again; 0 none.</summary>
    public ulong LastCall;

    public readonly bool Done => Count > 0;

    /// <summary>Whether this party was in the step; where k parties were, k in 64 others are taken for one of them.</summary>
    public readonly bool Knows(ulong partyHash) => (Parties & Bit(partyHash)) != 0;

    /// <summary>Takes in one event.</summary>
    public void Add(in PatternFacts facts)
    {
        LastMs = Math.Max(LastMs, facts.TimeMs);
        DurationMs = Math.Max(DurationMs, facts.DurationMs);

        // Another record of the last call; or a late one of a call before it, of whose party one has been counted.
        var isEarlier = facts.Call != 0 && LastCall != 0 && StartOf(facts.Call) <= StartOf(LastCall);
        if (isEarlier && Knows(facts.PartyHash))
        {
            return;
        }

        FirstMs = Count == 0 ? facts.TimeMs : Math.Min(FirstMs, facts.TimeMs);
        Count++;
        Sum += facts.AmountMinor;
        Max = Math.Max(Max, facts.AmountMinor);
        Last = facts.AmountMinor;
        Parties |= Bit(facts.PartyHash);
        LastCall = isEarlier ? LastCall : facts.Call;
    }

    internal readonly void Write(RecordWriter writer)
    {
        writer.Int32(Count);
        writer.Time(FirstMs);
        writer.Time(LastMs);
        writer.Real(Sum);
        writer.Real(Max);
        writer.Real(Last);
        writer.Int64(DurationMs);
        writer.Bitmap(Parties);
        writer.Hash(LastCall);
    }

    internal static StepProgress Read(ref RecordReader reader) => new()
    {
        Count = reader.Int32(),
        FirstMs = reader.Time(),
        LastMs = reader.Time(),
        Sum = reader.Real(),
        Max = reader.Real(),
        Last = reader.Real(),
        DurationMs = reader.Int64(),
        Parties = reader.Bitmap(),
        LastCall = reader.Hash(),
    };

    /// <summary>Seconds.</summary>
    private static uint StartOf(ulong call) => (uint)call;

    internal static ulong Bit(ulong partyHash) => 1UL << (int)(partyHash & 63);
}

/// <summary>What steps keep of an event.</summary>
/// <param name="TimeMs">Event time.</param>
/// <param name="PartyHash">Of the other party (of loans: the lender).</param>
/// <param name="AmountMinor">0 where no money is in it.</param>
/// <param name="DurationMs">Talk time so far; 0 where it is no call.</param>
/// <param name="Call">Identity of the call, with the second in which it began in the lower half; 0 where it is none.</param>
public readonly record struct PatternFacts(long TimeMs, ulong PartyHash, long AmountMinor, long DurationMs, ulong Call)
{
    /// <summary>Patterns that look at calls raise nothing more urgent; P0 where they may raise anything.</summary>
    public Tier Ceiling { get; init; }

    /// <summary>Whom the episode has heard of.</summary>
    public PartyGrades Grades { get; init; }
}
