using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>One of the last calls of a line: what merging the records of one call needs. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct RecentCall
{
    private const int DirectionMask = 3;
    private const int GradeShift = 2;
    private const int GradeMask = 3;
    private const int GatewayMark = 16;

    /// <summary>32 bits of the peer's token; 0 where the slot is free.</summary>
    public uint Peer;

    /// <summary>Seconds since 2000 of the start: the seizure, or what else its first record told. Records, steps and diaries know the call by it.</summary>
    public uint StartSec;

    /// <summary>Longest duration reported, s; 65,535 at most (18 h).</summary>
    public ushort DurationSec;

    /// <summary>Seconds from the start to the last sign of life of an open call.</summary>
    public ushort AliveSec;

    /// <summary>The direction in the lower two bits, the peer's grade in the next two, then whether it came over an international gateway.</summary>
    private byte _packed;

    public NumberClass PeerClass;
    public CallMarks Marks;

    /// <summary>Seconds from the start to the answer; 0 where nobody told when it was answered, the answer is the start, or it would be over 255.</summary>
    public byte RingSec;

    public CallDirection Direction
    {
        readonly get => (CallDirection)(_packed & DirectionMask);
        set => _packed = (byte)((_packed & ~DirectionMask) | ((byte)value & DirectionMask));
    }

    /// <summary>As far as heard.</summary>
    public Grade PeerGrade
    {
        readonly get => (Grade)((_packed >> GradeShift) & GradeMask);
        set => _packed = (byte)((_packed & ~(GradeMask << GradeShift)) | (((byte)value & GradeMask) << GradeShift));
    }

    /// <summary>One of its records said that it came over an international gateway.</summary>
    public bool OverGateway
    {
        readonly get => (_packed & GatewayMark) != 0;
        set => _packed = (byte)((_packed & ~GatewayMark) | (value ? GatewayMark : 0));
    }

    /// <summary>Seconds since 2000 of the answer, as far as known: from then on it is a talk.</summary>
    public readonly uint AnswerSec => StartSec + RingSec;

    /// <summary>How long they have talked as far as its records tell, s.</summary>
    public readonly ushort TalkSec => (ushort)Math.Max(DurationSec, AliveSec - RingSec);

    public readonly bool Is(CallMarks mark) => (Marks & mark) != 0;

    /// <summary>What is remembered of the caller's number: that it was good is not, which is what most calls say of it.</summary>
    public readonly Attestation Attestation => Is(CallMarks.FailedCheck) ? Attestation.Failed : Is(CallMarks.OfGateway) ? Attestation.Gateway : Attestation.Absent;
}

/// <summary>What is known of a recent call.</summary>
[Flags]
public enum CallMarks : byte
{
    None = 0,
    Answered = 1,
    Open = 2,

    /// <summary>The peer was first seen at most 24 h before the call.</summary>
    Stranger = 4,

    /// <summary>The line has no 14 days of history: whether the peer is a stranger is not known.</summary>
    StrangerUnknown = 8,

    /// <summary>The end was read; a start that comes later opens nothing.</summary>
    Ended = 16,

    /// <summary>The feed sends partial records: the lease is 30 minutes after the last.</summary>
    Partials = 32,

    /// <summary>The caller's number did not pass its check: <see cref="Attestation.Failed"/>.</summary>
    FailedCheck = 64,

    /// <summary>It came in over a gateway that cannot vouch for it: <see cref="Attestation.Gateway"/>.</summary>
    OfGateway = 128,
}

[InlineArray(Count)]
public struct RecentCalls
{
    /// <summary>Two may be open; the others catch the second record of a call and an end read before its start.</summary>
    public const int Count = 4;

    private RecentCall _first;
}
