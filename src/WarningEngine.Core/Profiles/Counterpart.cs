using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>What is known of an entity as somebody's counterpart: a number, sender, payee account or domain.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Counterpart
{
    public EntityKind Kind;
    public NumberClass Class;

    /// <summary>The greater of what lists say and how it behaves.</summary>
    public Grade Grade;
    public Grade ListLevel;
    public ReputationReasons Reasons;

    /// <summary>Days since 2000 and grade of the last wave of exposure: one per counterpart, grade and day.</summary>
    public ushort WaveDay;
    public Grade WaveGrade;

    /// <summary>Minutes since 2000.</summary>
    public uint FirstSeenMin;
    public uint LastSeenMin;
    public uint ListedFromMin;

    /// <summary>0: no end.</summary>
    public uint ListedToMin;

    /// <summary>Counts in 1/256, halved every 24 h as of <see cref="DecayedAtMin"/>.</summary>
    public uint Originated;
    public uint Answered;
    public uint ShortCalls;
    public uint CalledBack;
    public uint Messages;
    public uint Payments;
    public uint DecayedAtMin;

    /// <summary>Different lines and accounts it touched since it was first seen.</summary>
    public DistinctCount Parties;
    public TouchedLines Touched;
    public byte TouchedNext;

    /// <summary>Lines that no longer fit in <see cref="Touched"/>; saturating.</summary>
    public ushort TouchedOverflow;
}

/// <summary>A line that a counterpart has touched, and when last (minutes since 2000).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct TouchedLine
{
    public Token Line;
    public EntityKind Kind;
    public uint AtMin;
}

[InlineArray(Count)]
public struct TouchedLines
{
    /// <summary>The last lines touched; more are counted as overflow.</summary>
    public const int Count = 24;

    private TouchedLine _first;
}
