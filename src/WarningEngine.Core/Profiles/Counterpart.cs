using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>What is known of an entity as somebody's counterpart: a number, sender, payee account, domain or device. The table
/// in <c>src/README.md</c> is its layout; a test compares the sizes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Counterpart
{
    public const int Size = 316;

    public EntityKind Kind;
    public NumberClass Class;

    /// <summary>The greater of what lists say and how it behaves.</summary>
    public Grade Grade;
    public ReputationReasons Reasons;

    /// <summary>Of behaviour alone: it rises with any leg and falls when all are looked through, once in 23 h.</summary>
    public Grade BehaviourGrade;
    public ReputationReasons BehaviourReasons;

    /// <summary>Days since 2000 and grade of the last wave of exposure: one per counterpart, grade and day.</summary>
    public ushort WaveDay;
    public Grade WaveGrade;

    /// <summary>Minutes since 2000, as all that end in Min; 0 is never.</summary>
    public uint FirstSeenMin;
    public uint LastSeenMin;

    /// <summary>The latest leg of whatever kind: what forgetting the silent goes by.</summary>
    public uint ChangedMin;

    /// <summary>When it was heard of again after two weeks of silence.</summary>
    public uint WokeMin;

    /// <summary>An upheld appeal: until then behaviour gives it no grade.</summary>
    public uint ClearedToMin;

    public CounterpartCounts Counts;

    /// <summary>When money last came in, and how long it stays on average until money goes out, min.</summary>
    public uint LastInMin;
    public ushort RetentionMin;

    /// <summary>16 bits of the template that most messages share.</summary>
    public ushort TopTemplate;

    /// <summary>Of a number: 16 bits of its device, when that was last told, numbers in it and when that was heard.</summary>
    public ushort Device;
    public uint DeviceMin;
    public byte Sims;
    public uint SimsMin;

    public ListEntries Lists;

    /// <summary>Different lines and accounts it touched since it was first seen.</summary>
    public DistinctCount Parties;

    /// <summary>The first lines it touched; more of them are in blocks beside the record, see <see cref="TouchedLines"/>.</summary>
    public FirstTouched Touched;

    /// <summary>Numbers of its blocks: from this one to the next less one.</summary>
    public uint FirstBlock;
    public uint NextBlock;

    /// <summary>Lines that had to give way to others within 72 h of being touched, since nobody was within them last; saturating.</summary>
    public ushort TouchedOverflow;

    /// <summary>When an agent last confirmed a fraud of it; what has come to an end is confirmed no more. Since state version 3.</summary>
    public uint LastFraudMin;
}

/// <summary>A line that a counterpart has touched, and when last. 22 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct TouchedLine
{
    /// <summary>So long after it was touched a line hears what becomes of the counterpart. Minutes.</summary>
    public const uint ForMin = 72 * 60;

    public Token Line;
    public EntityKind Kind;
    public TouchMarks Marks;

    /// <summary>Minutes since 2000; 0 where the place is free.</summary>
    public uint AtMin;

    public readonly bool IsLive(uint nowMin) => IsWithin(nowMin, ForMin);

    /// <summary>It was touched at most so many minutes ago.</summary>
    public readonly bool IsWithin(uint nowMin, uint minutes) => AtMin != 0 && nowMin <= AtMin + minutes;
}

/// <summary>What a touched line did in return.</summary>
[Flags]
public enum TouchMarks : byte
{
    None = 0,
    CalledBack = 1,

    /// <summary>Paid an amount so small that it can only be a test.</summary>
    SmallPaid = 2,

    /// <summary>Was warned when it paid.</summary>
    Warned = 4,

    /// <summary>Of the last call it is counted that they talked.</summary>
    Talked = 8,
}

[InlineArray(Count)]
public struct FirstTouched
{
    public const int Count = 4;

    private TouchedLine _first;
}

/// <summary>What one entry of a list says. 20 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct ListEntry
{
    /// <summary>32 bits of issuer and entry id; 0 where the place is free.</summary>
    public uint Entry;
    public Grade Level;
    public ListPhase Phase;
    public Appeal Appeal;

    /// <summary>An agent confirmed a fraud: no list of others.</summary>
    public bool Confirmed;

    /// <summary>Minutes since 2000; 0: from the first, without end.</summary>
    public uint FromMin;
    public uint ToMin;

    /// <summary>When it said so: what it said earlier and is read later does not count.</summary>
    public uint AtMin;
}

/// <summary>Whether an entry holds. It moves with the partition's time alone.</summary>
public enum ListPhase : byte { Pending = 0, Holds = 1, Over = 2, Lifted = 3 }

[InlineArray(Count)]
public struct ListEntries
{
    /// <summary>Of more entries the weakest gives way.</summary>
    public const int Count = 3;

    private ListEntry _first;
}
