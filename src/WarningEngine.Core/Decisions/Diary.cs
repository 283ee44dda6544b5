using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What a movement of money was to its person.</summary>
[Flags]
public enum MoveMarks : byte
{
    None = 0,
    Outgoing = 1,

    /// <summary>The other party was never paid before, nor is it a contact.</summary>
    Unfamiliar = 2,

    /// <summary>Refused or returned.</summary>
    Failed = 4,

    Merchant = 8,
}

/// <summary>Money that moved, or was to move. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Move
{
    /// <summary>Seconds since 2000.</summary>
    public uint AtSec;

    /// <summary>Minor units of currency; what is beyond 32 bits is the largest of them.</summary>
    public uint AmountMinor;

    /// <summary>32 bits of the other party's token, of a loan of the lender's bank where it is named; 0 none.</summary>
    public uint Party;

    public MoneyEvent Event;
    public MoveMarks Marks;

    /// <summary>So that places are of 16 bytes.</summary>
    public ushort Unused;

    public readonly bool Is(MoveMarks mark) => (Marks & mark) != 0;

    /// <summary>To or from somebody unfamiliar, and not refused.</summary>
    public readonly bool IsOfUnfamiliar => Event == MoneyEvent.Transfer && (Marks & (MoveMarks.Unfamiliar | MoveMarks.Failed)) == MoveMarks.Unfamiliar;
}

/// <summary>What a meeting with a stranger was.</summary>
public enum MeetingKind : byte
{
    None = 0,

    /// <summary>The stranger called.</summary>
    Called = 1,

    /// <summary>The person called the stranger.</summary>
    Calling = 2,

    Sms = 3,
}

/// <summary>A talk with a stranger, or a message of one. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Meeting
{
    /// <summary>Seconds since 2000.</summary>
    public uint AtSec;

    /// <summary>32 bits of the other party's token.</summary>
    public uint Party;

    /// <summary>Seconds talked; 65,535 at most.</summary>
    public ushort TalkSec;

    public MeetingKind Kind;
    public NumberClass PartyClass;
    public SmsTemplate Template;

    /// <summary>A message that links to a web page.</summary>
    public bool HasUrl;

    /// <summary>So that places are of 16 bytes.</summary>
    public ushort Unused;
}

/// <summary>The last movements of money with unfamiliar parties, and the last meetings with strangers, of a person under suspicion: what
/// models ask for that patterns, each with steps of its own, do not keep. The oldest leave.
/// It stands in the blocks of the episode, and is freed with it.</summary>
public struct Diary
{
    private const uint FamiliarAfterSec = 24 * 3600;

    private BlockList<Move> _moves;
    private BlockList<Meeting> _meetings;

    /// <summary>In the order in which they were heard of; <see cref="Limits.MovesPerEpisodeMax"/> at most.</summary>
    public readonly ReadOnlySpan<Move> Moves => _moves.Span;

    /// <summary>In the order in which they were heard of; <see cref="Limits.MeetingsPerEpisodeMax"/> at most.</summary>
    public readonly ReadOnlySpan<Meeting> Meetings => _meetings.Span;

    /// <summary>One that is heard of again has failed: the phases of a transfer are one movement. Of several that are alike it is the latest that has not.</summary>
    public void Add(NativeBlocks blocks, in Move move)
    {
        for (var i = move.Is(MoveMarks.Failed) ? _moves.Count - 1 : -1; i >= 0; i--)
        {
            ref var earlier = ref _moves[i];
            if (earlier.Party == move.Party && earlier.AmountMinor == move.AmountMinor && earlier.Event == move.Event
                && earlier.Is(MoveMarks.Outgoing) == move.Is(MoveMarks.Outgoing) && !earlier.Is(MoveMarks.Failed)
                && move.AtSec - earlier.AtSec <= ProfileTime.DayMs / 1000)
            {
                earlier.Marks |= MoveMarks.Failed;
                return;
            }
        }

        if (_moves.Count == Limits.MovesPerEpisodeMax)
        {
            _moves.RemoveAt(0);
        }

        _moves.Add(blocks, move);
    }

    /// <summary>The records of one call are one meeting.</summary>
    public void Add(NativeBlocks blocks, in Meeting meeting)
    {
        if (meeting.Kind != MeetingKind.Sms)
        {
            foreach (ref var earlier in _meetings.Span)
            {
                if (earlier.Party == meeting.Party && earlier.AtSec == meeting.AtSec && earlier.Kind != MeetingKind.Sms)
                {
                    earlier = meeting;
                    return;
                }
            }
        }

        if (_meetings.Count == Limits.MeetingsPerEpisodeMax)
        {
            _meetings.RemoveAt(0);
        }

        _meetings.Add(blocks, meeting);
    }

    /// <summary>Whether money moved to or from this party before.</summary>
    public readonly bool Knows(uint party)
    {
        foreach (ref readonly var move in Moves)
        {
            if (move.Party == party && move.Is(MoveMarks.Unfamiliar))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether this party, unfamiliar when it was first paid, was first paid within the 24 hours before: a small sum makes nobody familiar at once, nor
    /// does one that came back.</summary>
    public readonly bool HasJustPaid(Token party, long timeMs)
    {
        if (party.IsNone || Moves.IsEmpty)
        {
            return false;
        }

        var (peer, now) = (Hashing.Peer(party), ProfileTime.Seconds(timeMs));
        foreach (ref readonly var move in Moves)
        {
            if (move.Party != peer || move.Event != MoneyEvent.Transfer || !move.Is(MoveMarks.Outgoing) || !move.Is(MoveMarks.Unfamiliar))
            {
                continue;
            }

            var isJust = now >= move.AtSec && now - move.AtSec < FamiliarAfterSec;
            if (isJust || !move.Is(MoveMarks.Failed))
            {
                return isJust;
            }
        }

        return false;
    }

    /// <summary>Whether this party was unfamiliar when it was first paid, and this amount it was: further payments to it are none to somebody new.</summary>
    public readonly bool BeganWith(Token party, long amountMinor)
    {
        var peer = party.IsNone ? 0 : Hashing.Peer(party);
        foreach (ref readonly var move in Moves)
        {
            if (move.Party == peer && peer != 0 && move.IsOfUnfamiliar && move.Is(MoveMarks.Outgoing))
            {
                return move.AmountMinor == (uint)Math.Clamp(amountMinor, 0, uint.MaxValue);
            }
        }

        return false;
    }

    internal readonly void Write(RecordWriter writer)
    {
        writer.Byte(_moves.Count);
        writer.Raw(MemoryMarshal.AsBytes(Moves));
        writer.Byte(_meetings.Count);
        writer.Raw(MemoryMarshal.AsBytes(Meetings));
    }

    internal void Read(ref RecordReader reader, NativeBlocks blocks)
    {
        reader.Raw(MemoryMarshal.AsBytes(_moves.SetCount(blocks, reader.Byte())));
        reader.Raw(MemoryMarshal.AsBytes(_meetings.SetCount(blocks, reader.Byte())));
    }

    /// <summary>Empty again; its memory goes back.</summary>
    internal void Free(NativeBlocks blocks)
    {
        _moves.Free(blocks);
        _meetings.Free(blocks);
    }
}
