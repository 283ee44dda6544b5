using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Stages.Capacity;

/// <summary>What the state consists of, but for what was seen lately, which is as large for one line as for millions.</summary>
internal enum RecordKind
{
    Line,
    Account,
    Counterpart,

    /// <summary>Sixteen of the lines that a counterpart touched.</summary>
    TouchedBlock,
    Episode,
}

internal static class RecordKinds
{
    private const byte ProfileKey = 1;
    private const byte CounterpartKey = 2;
    private const byte EpisodeKey = 3;
    private const byte TouchedKey = 6;

    /// <summary>Null of what is not weighed.</summary>
    public static RecordKind? Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => key[0] switch
    {
        ProfileKey => MemoryMarshal.Read<Profile>(value[1..]).Kind == EntityKind.Number ? RecordKind.Line : RecordKind.Account,
        CounterpartKey => RecordKind.Counterpart,
        TouchedKey => RecordKind.TouchedBlock,
        EpisodeKey => RecordKind.Episode,
        _ => null,
    };
}
