using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Talks with strangers that go on, one a line: the last that was answered. Nothing comes of a call between its answer and its end, and by its end
/// the money may have left; so when it has lasted for 3, 5, 8 minutes and so on (<see cref="Minutes"/>) it is looked at as if a record had told how far it
/// has come. Due by the partition's time alone. <see cref="Limits.OngoingTalksMax"/> in all: what finds no room is not looked at before its end, and counted.</summary>
public sealed class OngoingTalks : IDisposable
{
    private readonly List<(long DueMs, Token Line)> _due = [];
    private readonly List<Token> _over = [];

    /// <summary>Of talk. Patterns ask for five, ten, fifteen minutes; four hours without a sign of life no call is held to go on.</summary>
    public static ReadOnlySpan<byte> Minutes => [3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240];

    /// <summary>Talks that found no room, since this process started.</summary>
    public long Overflowed { get; private set; }

    /// <summary>By line.</summary>
    internal RecordTable<OngoingTalk> Table { get; } = new();

    /// <summary>Follows a stranger's call as its records tell.</summary>
    /// <param name="leg">One of them.</param>
    /// <param name="call">With it.</param>
    public void Follow(in Leg leg, in RecentCall call)
    {
        var slot = Table.Count == 0 ? -1 : Table.Find(leg.Entity);
        var isKnown = slot >= 0 && Table[slot].Is(call);
        if (!call.Is(CallMarks.Open))
        {
            if (isKnown)
            {
                Table.Remove(leg.Entity);
            }

            return;
        }

        if (slot < 0 && Table.Count >= Limits.OngoingTalksMax)
        {
            Overflowed++;
            return;
        }

        if (isKnown && Table[slot].AnswerSec == call.AnswerSec)
        {
            return;
        }

        slot = slot < 0 ? Table.FindOrAdd(leg.Entity) : slot;
        Table[slot] = new OngoingTalk
        {
            Other = leg.Other, Peer = call.Peer, StartSec = call.StartSec, AnswerSec = call.AnswerSec, Looks = isKnown ? Table[slot].Looks : (byte)0,
        };
        Table.Touch(slot);
    }

    /// <summary>The line's talk is over, or was never one.</summary>
    public void Forget(Token line) => Table.Remove(line);

    /// <summary>Which lines are to be looked at now that time has moved to <paramref name="nowMs"/>, and as of when; by time, then by line. Each once.</summary>
    public ReadOnlySpan<(long DueMs, Token Line)> TakeDue(long nowMs)
    {
        _due.Clear();
        if (Table.Count == 0)
        {
            return [];
        }

        _over.Clear();
        for (var slot = 0; slot < Table.Slots; slot++)
        {
            if (Table.IsUsed(slot))
            {
                Take(slot, nowMs);
            }
        }

        foreach (var line in _over)
        {
            Table.Remove(line);
        }

        _due.Sort(static (a, b) => a.DueMs != b.DueMs ? a.DueMs.CompareTo(b.DueMs) : a.Line.CompareTo(b.Line));
        return CollectionsMarshal.AsSpan(_due);
    }

    private void Take(int slot, long nowMs)
    {
        ref var talk = ref Table[slot];
        var answeredMs = ProfileTime.FromSeconds(talk.AnswerSec);
        var before = talk.Looks;
        for (; talk.Looks < Minutes.Length && answeredMs + (Minutes[talk.Looks] * ProfileTime.MinuteMs) is var dueMs && dueMs <= nowMs; talk.Looks++)
        {
            _due.Add((dueMs, Table.KeyOf(slot)));
        }

        if (talk.Looks == Minutes.Length)
        {
            _over.Add(Table.KeyOf(slot));
        }
        else if (talk.Looks != before)
        {
            Table.Touch(slot);
        }
    }

    /// <summary>What has changed so far is written.</summary>
    public void ClearChanged() => Table.ClearChanged();

    /// <summary>Frees its memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose() => Table.Dispose();
}

/// <summary>A talk that goes on.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct OngoingTalk
{
    /// <summary>Who is on the other side.</summary>
    public Token Other;

    /// <summary>With <see cref="StartSec"/>: which of the line's <see cref="RecentCall"/>s it is.</summary>
    public uint Peer;
    public uint StartSec;

    /// <summary>Seconds since 2000.</summary>
    public uint AnswerSec;

    /// <summary>How often it has been looked at.</summary>
    public byte Looks;

    public readonly bool Is(in RecentCall call) => call.Peer == Peer && call.StartSec == StartSec;

    /// <summary>-1 where the line does not know of it any more.</summary>
    public readonly int PlaceIn(ReadOnlySpan<RecentCall> calls)
    {
        for (var i = 0; i < calls.Length; i++)
        {
            if (Is(calls[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
